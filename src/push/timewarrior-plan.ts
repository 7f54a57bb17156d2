import { timewarriorTags } from "../hours/formats/timewarrior.ts";
import type { Span } from "../hours/slice.ts";
import type { Interval } from "../hours/interval.ts";
import { subtract, union } from "../hours/union.ts";

/** An entry of Timewarrior's, ours or the person's own. */
export interface Entry extends Span {
  readonly tags: readonly string[];
  readonly annotation?: string;
  /** By which `timew` calls it until something is changed. */
  readonly number?: number;
}

/** An entry to be tracked: an interval or a part of one. */
export interface Addition extends Entry {
  /** The interval's. */
  readonly id: string;
}

export interface Plan {
  /** In the order to track them in: of an interval in parts the first part last. */
  readonly additions: readonly Addition[];
  /** Intervals that were pushed before. */
  readonly present: number;
  /** Intervals in whose whole time something else is tracked. */
  readonly covered: number;
}

export const OURS = /^tt:([0-9a-f]{16})(?:\.\d+)?$/;

/**
 * What is to be tracked so that every interval is there once: each in the time that no entry of the person's takes, in
 * parts if need be, the second and later ones named `tt:<id>.2` and so on. An entry is never changed: one that the
 * person has cut, moved or tagged anew is known by its name. `tt:<id>` itself is tracked last and says that all parts
 * were: from then on nothing is added, or an interval that the person shortened would be filled up again around what they
 * track in its time.
 */
export function planned(intervals: readonly Interval[], entries: readonly Entry[]): Plan {
  const names = new Set(entries.flatMap(({ tags }) => tags.filter((tag) => OURS.test(tag))));
  const isOurs = ({ tags }: Entry) => tags.some((tag) => OURS.test(tag));
  const others = union(entries.filter((entry) => !isOurs(entry)));
  const taken = union(entries.filter(isOurs));
  const additions: Addition[] = [];
  let present = 0;
  let covered = 0;
  for (const interval of intervals) {
    if (names.has(`tt:${interval.id}`)) {
      present++;
      continue;
    }
    const missing = missingParts(interval, { others, taken, names });
    if (missing.length === 0) covered++;
    additions.push(...missing);
  }
  return { additions, present, covered };
}

interface Tracked {
  readonly others: readonly Span[];
  readonly taken: readonly Span[];
  readonly names: ReadonlySet<string>;
}

/** The parts of an interval that a push which was killed left out, or all, the last one first. */
function missingParts(interval: Interval, { others, taken, names }: Tracked): readonly Addition[] {
  const parts: { readonly free: Span; readonly nth: number }[] = [];
  for (const [at, part] of subtract(interval, others).entries()) {
    if (names.has(`tt:${interval.id}.${at + 1}`)) continue;
    for (const free of subtract(part, taken).slice(0, 1)) parts.push({ free, nth: at + 1 });
  }
  return parts
    .map(({ free, nth }, at) => {
      // Whichever is tracked last has the bare name.
      const name = at === 0 ? `tt:${interval.id}` : `tt:${interval.id}.${nth}`;
      return { ...free, id: interval.id, tags: tagsOf(interval, name) };
    })
    .toReversed();
}

function tagsOf(interval: Interval, name: string): readonly string[] {
  return timewarriorTags(interval).map((tag) => (tag === `tt:${interval.id}` ? name : tag));
}
