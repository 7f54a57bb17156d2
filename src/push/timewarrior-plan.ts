import { timewarriorTags } from "../hours/formats/timewarrior.ts";
import type { Span } from "../hours/slice.ts";
import type { Stretch } from "../hours/stretch.ts";
import { subtract, union } from "../hours/union.ts";

/** An entry of Timewarrior's, ours or the person's own. */
export interface Entry extends Span {
  readonly tags: readonly string[];
  readonly annotation?: string;
  /** By which `timew` calls it until something is changed. */
  readonly number?: number;
}

/** An entry to be tracked: a stretch or a part of one. */
export interface Addition extends Entry {
  /** The stretch's. */
  readonly id: string;
}

export interface Plan {
  /** In the order to track them in: of a stretch in parts the first part last. */
  readonly additions: readonly Addition[];
  /** Stretches that were pushed before. */
  readonly present: number;
  /** Stretches in whose whole time something else is tracked. */
  readonly covered: number;
}

export const OURS = /^tt:([0-9a-f]{16})(?:\.\d+)?$/;

/**
 * What is to be tracked so that every stretch is there once: each in the time that no entry of the person's takes, in
 * parts if need be, the second and later ones named `tt:<id>.2` and so on. An entry is never changed: one that the
 * person has cut, moved or tagged anew is known by its name. `tt:<id>` itself is tracked last and says that all parts
 * were: from then on nothing is added, or a stretch that the person shortened would be filled up again around what they
 * track in its time.
 */
export function planned(stretches: readonly Stretch[], entries: readonly Entry[]): Plan {
  const names = new Set(entries.flatMap(({ tags }) => tags.filter((tag) => OURS.test(tag))));
  const isOurs = ({ tags }: Entry) => tags.some((tag) => OURS.test(tag));
  const others = union(entries.filter((entry) => !isOurs(entry)));
  const taken = union(entries.filter(isOurs));
  const additions: Addition[] = [];
  let present = 0;
  let covered = 0;
  for (const stretch of stretches) {
    if (names.has(`tt:${stretch.id}`)) {
      present++;
      continue;
    }
    const missing = missingParts(stretch, { others, taken, names });
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

/** The parts of a stretch that a push which was killed left out, or all, the last one first. */
function missingParts(stretch: Stretch, { others, taken, names }: Tracked): readonly Addition[] {
  const parts: { readonly free: Span; readonly nth: number }[] = [];
  for (const [at, part] of subtract(stretch, others).entries()) {
    if (names.has(`tt:${stretch.id}.${at + 1}`)) continue;
    for (const free of subtract(part, taken).slice(0, 1)) parts.push({ free, nth: at + 1 });
  }
  return parts
    .map(({ free, nth }, at) => {
      // Whichever is tracked last has the bare name.
      const name = at === 0 ? `tt:${stretch.id}` : `tt:${stretch.id}.${nth}`;
      return { ...free, id: stretch.id, tags: tagsOf(stretch, name) };
    })
    .toReversed();
}

function tagsOf(stretch: Stretch, name: string): readonly string[] {
  return timewarriorTags(stretch).map((tag) => (tag === `tt:${stretch.id}` ? name : tag));
}
