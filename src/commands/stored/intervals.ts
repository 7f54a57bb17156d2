import { usage } from "../../failure.ts";
import { arrange } from "../../hours/activities/arrange.ts";
import { namedApart, intervals, type Interval } from "../../hours/interval.ts";
import { isAsked } from "../../hours/projects/asked.ts";
import { NOBODY } from "../../hours/projects/dimension.ts";
import { subjectsBy } from "../../hours/projects/subject.ts";
import { leftOutOf, type LeftOut } from "../../hours/report/left-out.ts";
import type { Rules } from "../../hours/rules.ts";
import type { Span } from "../../hours/slice.ts";
import type { IntervalsRequest } from "../options/hours/intervals.ts";
import { eventsIn } from "./events.ts";

export interface Found {
  readonly intervals: readonly Interval[];
  /** All that are known around the window, open ones too, under the same names. */
  readonly around: readonly Interval[];
  /** How many more there are that may still change. */
  readonly open: number;
  readonly leftOut: LeftOut;
  readonly rules: Rules;
  readonly zone: string;
  readonly window: Span;
  /** Whether the store holds nothing at all. */
  readonly isEmpty: boolean;
}

/** Refuses to tell the time of several persons to what takes it for one person's. */
export function onePersons(intervals: readonly Interval[], what: string): readonly Interval[] {
  const people = new Set(intervals.map(({ subject }) => subject.person ?? NOBODY));
  if (people.size < 2) return intervals;
  const names = [...people].sort().map((name) => `'${name}'`);
  throw usage(`${what} is one person's, and this is the time of ${names.join(", ")}`, "name the person with --person");
}

/**
 * The intervals that are asked for, whole, as they are known now: a window chooses by their beginnings. Projects are told
 * apart from the others that are shown, or from all that are known: a tracker keeps what it was told.
 */
export async function intervalsOf(
  kind: Interval["kind"],
  { read: from, rules: asAsked, map, zone, window, asked, withOpen }: IntervalsRequest,
  apartFrom: "shown" | "known" = "shown",
): Promise<Found> {
  // A push may have waited for its turn since it was asked for.
  const now = Math.floor(Date.now() / 1000);
  const rules = { ...asAsked, now };
  const read = await eventsIn(from, window);
  const activities = arrange(read?.events ?? [], read?.personOf);
  const all = intervals(activities, { kind, rules, map, zone, now });
  const within = all.filter(
    ({ start, subject }) => start >= window.start && start < window.end && isAsked(subject, asked),
  );
  const chosen = withOpen ? within : within.filter(({ closed }) => closed);
  const named = namedApart(apartFrom === "shown" ? chosen : all, apartFrom === "shown" ? chosen : all);
  const ids = new Set(chosen.map(({ id }) => id));
  return {
    intervals: named.filter(({ id }) => ids.has(id)),
    around: named,
    open: within.length - chosen.length,
    leftOut: leftOutOf(activities, { window, rules, asked }, subjectsBy(map)),
    rules,
    zone,
    window,
    isEmpty: read === undefined,
  };
}
