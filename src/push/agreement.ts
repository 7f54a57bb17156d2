import { createHash } from "node:crypto";
import type { Span } from "../hours/slice.ts";
import type { Interval } from "../hours/interval.ts";
import type { Pushed } from "../store/registers/pushes.ts";

/** An entry as it stands in a tracker, under the name of an interval. */
export interface TrackerEntry extends Span {
  readonly interval: string;
  readonly name: string;
  readonly project: string;
  /** A digest of everything that a person could have changed. */
  readonly content: string;
}

/** What stands in a tracker of one interval, and what is remembered of it. */
export interface Group<Entry extends TrackerEntry = TrackerEntry> {
  readonly interval: string;
  readonly entries: readonly Entry[];
  readonly rows: readonly Pushed[];
}

/** Which intervals a push is about. */
export interface Asked {
  readonly window: Span;
  /** Those to be there: closed ones of the window. */
  readonly chosen: readonly Interval[];
  /** All that are known around the window, open ones too, by their IDs. */
  readonly around: ReadonlyMap<string, Interval>;
}

/** What can be kept of the entries in a tracker, for the next push. */
export interface Memory {
  remember(rows: readonly Pushed[]): Promise<void>;
  forget(rows: readonly Pick<Pushed, "bucket" | "name">[]): Promise<void>;
}

/** The groups that a push is about, each once. What may still change is left for later, whatever stands there. */
export function groupsOf<Entry extends TrackerEntry>(
  { window, chosen, around }: Asked,
  entries: Iterable<Entry>,
  rows: readonly Pushed[],
): readonly Group<Entry>[] {
  const groups = new Map<string, { interval: string; entries: Entry[]; rows: Pushed[] }>();
  const groupOf = (interval: string) => {
    let group = groups.get(interval);
    if (group === undefined) groups.set(interval, (group = { interval, entries: [], rows: [] }));
    return group;
  };
  const wanted = new Set(chosen.map(({ id }) => id));
  for (const id of wanted) groupOf(id);
  for (const row of rows) groupOf(row.interval).rows.push(row);
  for (const entry of entries) groupOf(entry.interval).entries.push(entry);
  const begins = ({ start }: Span) => start >= window.start && start < window.end;
  return [...groups.values()].filter((group) => {
    if (wanted.has(group.interval)) return true;
    const interval = around.get(group.interval);
    if (interval?.closed === false) return false;
    if (group.rows.length > 0) return group.rows.some(begins);
    return interval === undefined && group.entries.some(begins);
  });
}

/** Whether somebody else had a hand in it. */
export type Touch = "absent" | "as pushed" | "changed" | "deleted" | "unknown";

export function touchOf({ entries, rows }: Group): Touch {
  const seen = rows.filter(({ isThere }) => isThere);
  if (entries.length === 0) return seen.length > 0 ? "deleted" : "absent";
  if (rows.length === 0) return "unknown";
  const contents = new Map(rows.map(({ name, content }) => [name, content]));
  const names = new Set(entries.map(({ name }) => name));
  const isAsPushed =
    names.size === entries.length &&
    entries.every(({ name, content }) => contents.get(name) === content) &&
    seen.every(({ name }) => names.has(name));
  return isAsPushed ? "as pushed" : "changed";
}

/**
 * What is to be done about a group: nothing where it `agrees` or is `gone`; add what is `missing`; `stale` entries can be
 * corrected; those that the person has `changed` or `deleted`, and those of which nothing is remembered (`unknown`), stay.
 */
export type Verdict = "agrees" | "gone" | "missing" | "stale" | "changed" | "deleted" | "unknown";

/** `basis`: that of the interval as it is now, if there is one. `fits`: whether what stands there is what it should be. */
export function verdictOf(group: Group, basis: string | undefined, fits: boolean): Verdict {
  const touch = touchOf(group);
  switch (touch) {
    case "absent":
      return basis === undefined ? "gone" : "missing";
    case "deleted":
      return basis === undefined ? "gone" : "deleted";
    case "as pushed":
      return fits ? "agrees" : "stale";
    case "unknown":
      return fits ? "agrees" : "unknown";
    case "changed":
      // What the person made of an entry of this very interval is as it should be.
      return fits || isMadeOf(group, basis) ? "agrees" : "changed";
  }
}

/** Whether what was pushed was made of the interval as it is now. */
export function isMadeOf({ rows }: Group, basis: string | undefined): boolean {
  return rows.every((row) => row.basis === basis);
}

export interface Judged<Entry extends TrackerEntry> extends Group<Entry> {
  readonly verdict: Verdict;
  /** Whether what stands there is what it should be. */
  readonly fits: boolean;
}

export function digestOf(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 32);
}
