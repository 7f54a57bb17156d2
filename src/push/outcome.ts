import { oneLine, UNKNOWN_PROJECT } from "../hours/formats/format.ts";
import type { Span } from "../hours/slice.ts";
import type { Asked, Judged, TrackerEntry } from "./agreement.ts";

/** An entry that is not what it would be if it were pushed now, for the person to read. */
export interface Disagreement {
  readonly verdict: "stale" | "changed" | "unknown";
  readonly entries: number;
  readonly there: Described;
  readonly now: Described | undefined;
}

export interface Described extends Span {
  readonly project: string;
}

/** What a push leaves as it is though it is not what it should be; stale entries are corrected by a repair. */
export function disagreementsIn(
  judged: readonly Judged<TrackerEntry>[],
  { around }: Asked,
  repair: boolean,
): readonly Disagreement[] {
  return judged.flatMap(({ interval: id, entries, verdict }) => {
    if (verdict !== "changed" && verdict !== "unknown" && (verdict !== "stale" || repair)) return [];
    const interval = around.get(id);
    return {
      verdict,
      entries: entries.length,
      there: {
        project: entries[0]?.project ?? "",
        start: entries.reduce((first, { start }) => Math.min(first, start), Infinity),
        end: entries.reduce((last, { end }) => Math.max(last, end), -Infinity),
      },
      now: interval && {
        start: interval.start,
        end: interval.end,
        project: oneLine(interval.subject.project ?? UNKNOWN_PROJECT),
      },
    };
  });
}

/** What became of the intervals of a push. */
export interface Outcome {
  readonly added: number;
  /** Those that are there, whatever the person made of them. */
  readonly present: number;
  readonly corrected: number;
  /** Entries of intervals that are no more. */
  readonly takenOut: number;
  /** Those that the person has deleted there. */
  readonly deleted: number;
  readonly disagreements: readonly Disagreement[];
}

export interface Wishes {
  /** Correct stale entries. */
  readonly repair: boolean;
  /** Add what was deleted there. */
  readonly again: boolean;
}
