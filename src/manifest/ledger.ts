import { formatEntry, type Entry, type Manifest } from "./manifest.ts";

/** What of a run is kept with its cursors. */
export interface LedgerSettings {
  readonly machineId: string | undefined;
  /** The types of events that are delivered. */
  readonly types: string | undefined;
  /** The directories whose sessions are not delivered, in order. */
  readonly exclude: readonly string[];
  /** Begin with no entries, whatever was stored. */
  readonly forget: boolean;
}

/** The manifest of a run that goes on: what was stored, and what may be stored once everything is delivered. */
export class Ledger {
  readonly #settings: LedgerSettings;
  readonly #entries: Map<string, Entry>;
  #changed: boolean;

  constructor(stored: Manifest, settings: LedgerSettings) {
    const { machineId, types, exclude, forget } = settings;
    this.#settings = settings;
    this.#entries = new Map(forget ? [] : stored.entries);
    this.#changed =
      (forget && stored.entries.size > 0) ||
      stored.machineId !== machineId ||
      stored.types !== types ||
      JSON.stringify(stored.exclude ?? []) !== JSON.stringify(exclude);
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

  /** What may be stored, with the delivery that a consumer has it by. */
  close(delivery?: string): Manifest {
    const { machineId, types, exclude } = this.#settings;
    return { machineId, types, exclude, delivery, entries: this.#entries };
  }
}
