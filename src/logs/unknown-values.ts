import { printable } from "../lib/text/printable.ts";

/** How often each value was met, by the field that holds it. */
export type UnknownCounts = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** How many values are counted by name; the others are counted together. */
const MOST_VALUES = 20;
const LONGEST_VALUE = 64;
/** The name under which the others are counted. */
const OTHERS = "...";

/**
 * Counts values of a log's fields that this version does not know: a new type of record, a new origin of a prompt.
 * Agents change without notice, and what they add may be what a person did: so it is told, by name.
 */
export class UnknownValues {
  #counts: Map<string, Map<string, number>> | undefined;
  #values = 0;

  /** Notes that a field had a value, which is cut and made printable: whoever reads the count may be a terminal. */
  add(field: string, value: string, times = 1): void {
    this.#counts ??= new Map();
    let counts = this.#counts.get(field);
    if (counts === undefined) this.#counts.set(field, (counts = new Map()));
    let name = printable(value.slice(0, LONGEST_VALUE));
    if (!counts.has(name) && name !== OTHERS && ++this.#values > MOST_VALUES) name = OTHERS;
    counts.set(name, (counts.get(name) ?? 0) + times);
  }

  addAll(counts: UnknownCounts): void {
    for (const [field, values] of Object.entries(counts))
      for (const [value, times] of Object.entries(values)) this.add(field, value, times);
  }

  /** What was counted, if anything was. */
  get counts(): UnknownCounts | undefined {
    if (this.#counts === undefined) return undefined;
    return Object.fromEntries([...this.#counts].map(([field, values]) => [field, Object.fromEntries(values)]));
  }
}
