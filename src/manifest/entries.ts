import { isObject, type Json } from "../lib/json/json.ts";

/** Where a source stopped in a log: the manifest keeps it without looking inside. */
export type Entry = { readonly [key: string]: Json };

/** The entries of a manifest, by the names of their logs. */
export interface Entries {
  readonly size: number;
  has(key: string): boolean;
  get(key: string): Entry | undefined;
  /** An entry as its file has it, byte for byte as we print one; `undefined` where that is not at hand. */
  printed(key: string): string | undefined;
  keys(): Iterable<string>;
  /** The names of all entries that nobody has asked for yet, perhaps among others. */
  unasked(): Iterable<string>;
}

/** Entries that were parsed. */
export class ParsedEntries implements Entries {
  readonly #entries: ReadonlyMap<string, Entry>;

  constructor(entries: ReadonlyMap<string, Entry>) {
    this.#entries = entries;
  }

  get size(): number {
    return this.#entries.size;
  }

  has(key: string): boolean {
    return this.#entries.has(key);
  }

  get(key: string): Entry | undefined {
    return this.#entries.get(key);
  }

  printed(): undefined {
    return undefined;
  }

  keys(): Iterable<string> {
    return this.#entries.keys();
  }

  unasked(): Iterable<string> {
    return this.#entries.keys();
  }
}

export const NO_ENTRIES: Entries = new ParsedEntries(new Map());

/** What became of entries: the new one, or `undefined` where the log was dropped. */
export type EntryChanges = ReadonlyMap<string, Entry | undefined>;

/** Entries, and what became of some of them since. Changes that are made later show in it. */
export class JoinedEntries implements Entries {
  readonly base: Entries;
  readonly changes: EntryChanges;

  constructor(base: Entries, changes: EntryChanges) {
    this.base = base;
    this.changes = changes;
  }

  get size(): number {
    let { size } = this.base;
    for (const [key, entry] of this.changes) size += Number(entry !== undefined) - Number(this.base.has(key));
    return size;
  }

  has(key: string): boolean {
    return this.changes.has(key) ? this.changes.get(key) !== undefined : this.base.has(key);
  }

  get(key: string): Entry | undefined {
    return this.changes.has(key) ? this.changes.get(key) : this.base.get(key);
  }

  printed(key: string): string | undefined {
    return this.changes.has(key) ? undefined : this.base.printed(key);
  }

  keys(): Iterable<string> {
    return this.#with(this.base.keys());
  }

  unasked(): Iterable<string> {
    return this.#with(this.base.unasked());
  }

  *#with(ofBase: Iterable<string>): Generator<string, void, undefined> {
    for (const key of ofBase) if (!this.changes.has(key)) yield key;
    for (const [key, entry] of this.changes) if (entry !== undefined) yield key;
  }
}

/** The text of an entry; `undefined` for none, and for one that somebody nested too deep to be written again. */
export function formatEntry(entry: Entry | undefined): string | undefined {
  try {
    return JSON.stringify(entry);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Whether what `JSON.parse` gave can be an entry. What is in it, its source checks. */
export function isEntry(value: unknown): value is Entry {
  return isObject(value);
}
