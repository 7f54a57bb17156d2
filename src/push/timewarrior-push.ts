import type { Interval } from "../hours/interval.ts";
import type { Pushed } from "../store/registers/pushes.ts";
import type { Asked, Judged, Verdict } from "./agreement.ts";
import { disagreementsIn, type Outcome, type Wishes } from "./outcome.ts";
import { judgedIn, type TrackedEntry } from "./timewarrior-groups.ts";
import { planned, type Addition, type Entry } from "./timewarrior-plan.ts";
import type { Timewarrior } from "./timewarrior.ts";

export interface TimewarriorRequest extends Wishes {
  readonly timew: Timewarrior;
  readonly asked: Asked;
  readonly rows: readonly Pushed[];
}

/** What a push does to a database of Timewarrior's. */
export interface TimewarriorPlan {
  readonly additions: readonly Addition[];
  readonly removals: readonly Entry[];
  /** The intervals that are to be there when it is done. */
  readonly intervals: readonly Interval[];
  readonly judged: readonly Judged<TrackedEntry>[];
  readonly outcome: Outcome & { readonly covered: number };
}

/** Asks what is there, and plans what is to be done about it. Nothing is changed. */
export async function planTracking({
  timew,
  asked,
  rows,
  repair,
  again,
}: TimewarriorRequest): Promise<TimewarriorPlan> {
  const entries = await timew.entries();
  const judged = judgedIn(asked, entries, rows);
  const having = (...verdicts: readonly Verdict[]) => judged.filter(({ verdict }) => verdicts.includes(verdict));
  const stale = repair ? having("stale") : [];
  const removals = new Set(stale.flatMap((group) => group.entries.map(({ entry }) => entry)));
  const corrected = stale.flatMap(({ interval }) => asked.around.get(interval) ?? []);
  const deleted = again ? [] : having("deleted");
  // What the person has made of ours stays so, also where they took a part of it away.
  const touched = judged.filter(({ verdict, fits }) => verdict === "changed" || (verdict === "agrees" && !fits));
  const apart = new Set([...touched, ...deleted].map(({ interval }) => interval));
  const wanted = asked.chosen.filter(({ id }) => !apart.has(id));
  const intervals = [...new Set([...wanted, ...corrected])].toSorted((a, b) => a.start - b.start);
  const plan = planned(
    intervals,
    entries.filter((entry) => !removals.has(entry)),
  );
  const isTouched = new Set(touched.map(({ interval }) => interval));
  const correctedIds = new Set(corrected.map(({ id }) => id));
  return {
    additions: plan.additions,
    removals: [...removals],
    intervals,
    judged,
    outcome: {
      added: plan.additions.filter(({ id }) => !correctedIds.has(id)).length,
      present: plan.present + asked.chosen.filter(({ id }) => isTouched.has(id)).length,
      covered: plan.covered,
      corrected: corrected.length,
      takenOut: stale.length - corrected.length,
      deleted: deleted.length,
      disagreements: disagreementsIn(judged, asked, repair),
    },
  };
}
