import { EVENT_TYPES, isMissing } from "../../events/event-type.ts";
import { amount, grouped } from "../../lib/text/amount.ts";
import { eventsOf, LEAST_ACTIVE, RECENT_DAYS, sumOf, type Compared } from "./past.ts";
import type { DayCounts } from "./series.ts";

/** So many events of a type should have come by its part of the lines in the past, before their absence is told. */
const LEAST_EXPECTED = 20;
/** A quiet time is told if it is longer than this and than twice the longest before, in days on which others were active. */
const QUIET_DAYS = 7;
const QUIET_TIMES = 2;
/** Where no other agent is active it may be a holiday: then all days count, and more of them. */
const QUIET_DAYS_ALONE = 21;
const QUIET_TIMES_ALONE = 3;
/** For so many of these days it is told; then the agent is taken to be no longer used. */
const TOLD_DAYS = 14;

/** What should have come in the last days, by the past of the agent, and did not; `types` are those exported last. */
export function missingEvents({ recent, past }: Compared, types: string): readonly string[] {
  if (past.length < LEAST_ACTIVE) return [];
  const lines = sumOf(recent.map((day) => day.lines));
  const before = sumOf(past.map((day) => day.lines));
  if (before === 0) return [];
  const missing = (countOf: (day: DayCounts) => number) => {
    const isUsual = past.filter((day) => countOf(day) > 0).length >= LEAST_ACTIVE;
    const expected = (sumOf(past.map(countOf)) / before) * lines;
    return isUsual && expected >= LEAST_EXPECTED && recent.every((day) => countOf(day) === 0) ? expected : undefined;
  };
  const told = (what: string, expected: number) =>
    `no ${what} came of ${grouped(lines)} new lines in the last ${RECENT_DAYS} days, where by its past some ` +
    `${grouped(Math.round(expected))} would have`;
  const any = missing(eventsOf);
  if (any !== undefined) return [told("event", any)];
  return EVENT_TYPES.flatMap((type) => {
    const expected = isMissing(new Set([type]), types) ? undefined : missing(({ events }) => events[type] ?? 0);
    return expected === undefined ? [] : [told(type, expected)];
  });
}

/**
 * Whether an agent has been quiet for longer than it ever was, by the days that it was active on; `others`: those on which
 * another agent was, in order. A holiday of everybody's counts for nothing where there are others.
 */
export function quietAgent({ active }: Compared, today: number, others: readonly number[]): string | undefined {
  const last = active.at(-1);
  if (last === undefined || active.length < LEAST_ACTIVE) return undefined;
  const isAlone = (others.at(-1) ?? 0) <= today - RECENT_DAYS;
  const between = (from: number, to: number) =>
    isAlone ? to - from : others.filter((day) => day > from && day <= to).length;
  const longest = Math.max(...active.slice(1).map((day, at) => between(active[at] ?? day, day)));
  const limit = isAlone
    ? Math.max(QUIET_DAYS_ALONE, QUIET_TIMES_ALONE * longest)
    : Math.max(QUIET_DAYS, QUIET_TIMES * longest);
  const quiet = between(last, today);
  if (quiet <= limit || quiet > limit + TOLD_DAYS) return undefined;
  return (
    `nothing new was in its logs for ${amount(today - last, "day")}, longer than ever in the days that are known: are ` +
    "they still where they are looked for?"
  );
}
