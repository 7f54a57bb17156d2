import type { Fields } from "../events/fields.ts";
import { formatEntry, JoinedEntries, NO_ENTRIES, type Entries, type Entry } from "./entries.ts";
import type { Manifest } from "./manifest.ts";

/** What of a run is kept with its cursors. */
export interface LedgerSettings {
  readonly machineId: string | undefined;
  /** The types of events that are delivered. */
  readonly types: string | undefined;
  /** Those with which our own store goes on, where they are others. */
  readonly storeTypes?: string | undefined;
  /** The time zone of the logs, where their times are local and it was named. */
  readonly zone?: string | undefined;
  /** The directories whose sessions are not delivered, in order. */
  readonly exclude: readonly string[];
  /** How much the events tell; all, where it is left away. */
  readonly fields?: Fields | undefined;
  /** Begin with no entries, whatever was stored. */
  readonly forget: boolean;
}

/** The manifest of a run that goes on: what was stored, and what may be stored once everything is delivered. */
export class Ledger {
  readonly #settings: LedgerSettings;
  readonly #changes: Map<string, Entry | undefined>;
  readonly #entries: JoinedEntries;
  #changed: boolean;

  constructor(stored: Manifest, settings: LedgerSettings) {
    const { machineId, types, storeTypes, zone, exclude, fields = "all", forget } = settings;
    const before = forget ? NO_ENTRIES : stored.entries;
    const isJoined = before instanceof JoinedEntries;
    this.#settings = settings;
    this.#changes = new Map(isJoined ? before.changes : []);
    this.#entries = new JoinedEntries(isJoined ? before.base : before, this.#changes);
    this.#changed =
      (forget && stored.entries.size > 0) ||
      stored.machineId !== machineId ||
      stored.types !== types ||
      stored.storeTypes !== storeTypes ||
      stored.zone !== zone ||
      (stored.fields ?? "all") !== fields ||
      JSON.stringify(stored.exclude ?? []) !== JSON.stringify(exclude);
  }

  /** Whether there is anything to store. */
  get changed(): boolean {
    return this.#changed;
  }

  /** Where each log was left. */
  get entries(): Entries {
    return this.#entries;
  }

  /** Notes where a log was left: only once what it gave was written. */
  advance(key: string, entry: Entry): void {
    if (formatEntry(this.#entries.get(key)) === formatEntry(entry)) return;
    this.#changes.set(key, entry);
    this.#changed = true;
  }

  /** Forgets the logs that are proven to be gone. Whoever was asked for is there, and is not looked at. */
  drop(isGone: (key: string, entry: Entry) => boolean): void {
    for (const key of this.#entries.unasked()) {
      const entry = this.#entries.get(key);
      if (entry === undefined || !isGone(key, entry)) continue;
      this.#changes.set(key, undefined);
      this.#changed = true;
    }
  }

  /** What may be stored, with the delivery that a consumer has it by, and with what other runs have changed of the settings. */
  close(delivery?: string, since: Partial<Pick<LedgerSettings, "exclude" | "fields">> = {}): Manifest {
    const { machineId, types, storeTypes, zone, exclude, fields } = { ...this.#settings, ...since };
    return { machineId, types, storeTypes, zone, exclude, fields, delivery, entries: this.#entries };
  }
}
