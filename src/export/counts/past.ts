import { DAY_MS, KEPT_DAYS, type AgentSeries, type DayCounts } from "./series.ts";

/** The last days, the day that is judged among them. */
export const RECENT_DAYS = 3;
/** So many days before those are compared with them. */
export const PAST_DAYS = 60;
/** With fewer days of activity in the past nothing is judged. */
export const LEAST_ACTIVE = 10;

/** Days of an agent on which something new was in its logs, and counts that can be compared. */
export interface Compared {
  readonly recent: readonly DayCounts[];
  readonly past: readonly DayCounts[];
  /** The last days of activity up to the day that is judged, in order, as numbers of days since 1970. */
  readonly active: readonly number[];
}

/** The number of a day, `2026-11-02`. */
export function dayNumber(day: string): number {
  return Math.floor(Date.parse(day) / DAY_MS);
}

/** The last days of an agent and those before, by the day that is judged. Later days, of a clock that was ahead, are left out. */
export function comparedAt({ days }: AgentSeries, today: number): Compared {
  const numbered = Object.entries(days)
    .map(([day, counts]) => ({ day: dayNumber(day), counts }))
    .filter(({ day }) => day <= today)
    .sort((a, b) => a.day - b.day);
  const last = numbered.at(-1)?.day ?? today;
  const first = today - RECENT_DAYS + 1;
  const between = (from: number, to: number) =>
    numbered.flatMap(({ day, counts }) => (day >= from && day < to && counts.whole !== true ? [counts] : []));
  return {
    recent: between(first, today + 1),
    past: between(first - PAST_DAYS, first),
    active: numbered.flatMap(({ day }) => (day > last - KEPT_DAYS ? [day] : [])),
  };
}

/** How many events a day has, of all types. */
export function eventsOf({ events }: DayCounts): number {
  return sumOf(Object.values(events));
}

export function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
