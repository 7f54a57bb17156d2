import type { Command } from "commander";
import { usage } from "../../failure.ts";
import { arrange } from "../../hours/activities/arrange.ts";
import { isAsked } from "../../hours/projects/asked.ts";
import { NOBODY } from "../../hours/projects/dimension.ts";
import { leftOutOf, type LeftOut } from "../../hours/report/left-out.ts";
import type { Span } from "../../hours/slice.ts";
import type { Rules } from "../../hours/rules.ts";
import { namedApart, intervals, type Interval } from "../../hours/interval.ts";
import { subjectsBy } from "../../hours/projects/subject.ts";
import { askedOf, hoursOptions, projectMapOf, rulesOf, zoneOf, type HoursFlags } from "./hours.ts";
import { EVERYTHING, windowOf, type PeriodFlags } from "../time/period.ts";
import { PERIODS_MEANING, type Clock } from "../time/spoken-period.ts";
import { eventsIn } from "../stored/events.ts";
import { readRequestOf } from "./store.ts";

/** What `tt intervals` and `tt push` share: which intervals. */
export interface IntervalFlags extends HoursFlags, PeriodFlags {
  /** Of `tt intervals` alone: a tracker is told each once, and what may still change would stay there as it was. */
  readonly open?: true;
}

export function intervalOptions(command: Command): Command {
  command
    .argument("[PERIOD]", `those that begin in ${PERIODS_MEANING} (default: all)`)
    .option(
      "--since <WHEN>",
      "those that begin then or later: a date, a time, 'today', 'yesterday', or an age (36h, 7d)",
    )
    .option("--until <WHEN>", "those that begin before then")
    .option("--week-start <DAY>", "the day that weeks begin with (default: monday)");
  return hoursOptions(command).allowExcessArguments(true);
}

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

/** In which the intervals that are asked for begin. */
export async function windowOfIntervals(periods: readonly string[], flags: IntervalFlags, clock: Clock): Promise<Span> {
  if (periods.length > 1) throw usage(`unexpected argument '${periods[1]}'`, "intervals are of one period");
  return (await windowOf(periods[0], flags, clock)) ?? EVERYTHING;
}

/**
 * The intervals that are asked for, whole: a window chooses by their beginnings. Projects are told apart from the others
 * that are shown, or from all that are known: a tracker keeps what it was told.
 */
export async function intervalsOf(
  kind: Interval["kind"],
  periods: readonly string[],
  flags: IntervalFlags,
  apartFrom: "shown" | "known" = "shown",
): Promise<Found> {
  const zone = zoneOf(flags.tz);
  const now = new Date();
  const rules = rulesOf(flags, now);
  const map = projectMapOf(flags);
  const window = await windowOfIntervals(periods, flags, { now, zone });
  const read = await eventsIn(readRequestOf(flags), window);
  const activities = arrange(read?.events ?? [], read?.personOf);
  const all = intervals(activities, { kind, rules, map, zone, now: Math.floor(now.getTime() / 1000) });
  const asked = askedOf(flags);
  const within = all.filter(
    ({ start, subject }) => start >= window.start && start < window.end && isAsked(subject, asked),
  );
  const chosen = flags.open === true ? within : within.filter(({ closed }) => closed);
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
