import { formatEntry, type Entry, type Manifest } from "./manifest.ts";

/** The manifest of a run that goes on: what was stored, and what may be stored once everything is delivered. */
export class Ledger {
  readonly #machineId: string | undefined;
  readonly #entries: Map<string, Entry>;
  #changed: boolean;

  /** `forget`: begin with no entries, whatever was stored. */
  constructor(stored: Manifest, { machineId, forget }: { machineId: string | undefined; forget: boolean }) {
    this.#machineId = machineId;
    this.#entries = new Map(forget ? [] : stored.entries);
    this.#changed = (forget && stored.entries.size > 0) || stored.machineId !== machineId;
  }

  /** Whether there is anything to store. */
  get changed(): boolean {
    return this.#changed;
  }

  recall(key: string): Entry | undefined {
    return this.#entries.get(key);
  }

  /** Notes where a log was left: only once what it gave was written. */
  advance(key: string, entry: Entry): void {
    if (formatEntry(this.#entries.get(key)) === formatEntry(entry)) return;
    this.#entries.set(key, entry);
    this.#changed = true;
  }

  /** Forgets the logs that are proven to be gone. */
  drop(isGone: (key: string, entry: Entry) => boolean): void {
    for (const [key, entry] of this.#entries) {
      if (!isGone(key, entry)) continue;
      this.#entries.delete(key);
      this.#changed = true;
    }
  }

  close(): Manifest {
    return { machineId: this.#machineId, entries: this.#entries };
  }
}
