import { timewarriorTags } from "../hours/formats/timewarrior.ts";
import type { Span } from "../hours/piece.ts";
import type { Stretch } from "../hours/stretch.ts";
import { subtract, union } from "../hours/union.ts";

/** An entry of Timewarrior's, ours or the person's own. */
export interface Entry extends Span {
  readonly tags: readonly string[];
}

export interface Plan {
  readonly additions: readonly Entry[];
  /** Stretches that were pushed before. */
  readonly present: number;
  /** Stretches in whose whole time something else is tracked. */
  readonly covered: number;
}

const OURS = /^tt:[0-9a-f]{16}(?:\.\d+)?$/;

/**
 * What is to be tracked so that every stretch is there once: each in the time that no entry of the person's takes, in
 * parts if need be, the second and later ones named `tt:<id>.2` and so on. An entry is never changed: one that the
 * person has cut, moved or tagged anew is known by its name.
 */
export function planned(stretches: readonly Stretch[], entries: readonly Entry[]): Plan {
  const names = new Set(entries.flatMap(({ tags }) => tags.filter((tag) => OURS.test(tag))));
  const isOurs = ({ tags }: Entry) => tags.some((tag) => OURS.test(tag));
  const others = union(entries.filter((entry) => !isOurs(entry)));
  const taken = union(entries.filter(isOurs));
  const additions: Entry[] = [];
  let present = 0;
  let covered = 0;
  for (const stretch of stretches) {
    const parts = subtract(stretch, others);
    const before = additions.length;
    for (const [at, part] of parts.entries()) {
      const name = at === 0 ? `tt:${stretch.id}` : `tt:${stretch.id}.${at + 1}`;
      if (names.has(name)) continue;
      for (const free of subtract(part, taken).slice(0, 1)) additions.push({ ...free, tags: tagsOf(stretch, name) });
    }
    if (additions.length > before) continue;
    if (names.has(`tt:${stretch.id}`)) present++;
    else covered++;
  }
  return { additions, present, covered };
}

function tagsOf(stretch: Stretch, name: string): readonly string[] {
  return timewarriorTags(stretch).map((tag) => (tag === `tt:${stretch.id}` ? name : tag));
}
