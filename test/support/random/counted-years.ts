/** Years of somebody's work with an agent, as exports count them: by chance, with weekends, holidays and busy days. */
import { counted } from "../../../src/export/counts/counted.ts";
import { DAY_MS, type Series } from "../../../src/export/counts/series.ts";
import { seededRandom } from "./random.ts";

export interface Habit {
  readonly agent: string;
  /** How probable a day's work is, on a weekday and on a weekend. */
  readonly weekday: number;
  readonly weekend: number;
  /** Lines of a usual day. */
  readonly lines: number;
}

/** A Monday. */
export const FIRST_DAY = Date.parse("2025-01-06T18:00:00.000Z");
export const dayAt = (day: number) => new Date(FIRST_DAY + day * DAY_MS);
export const nameOf = (day: number) => dayAt(day).toISOString().slice(0, 10);

/** What a day's lines give: two thirds show nothing, some are broken now and then. */
export function dayOf(lines: number, change: Readonly<Record<string, number>> = {}) {
  const part = (of: number) => Math.round(lines * of);
  const { user_message = part(0.03), agent_tool_use = part(0.2), agent_turn = part(0.02), malformed = 0 } = change;
  const events = Object.fromEntries(
    Object.entries({ user_message, agent_tool_use, agent_turn }).filter(([, count]) => count > 0),
  );
  const skipped = { "other-type": part(0.7), ...(malformed > 0 ? { malformed } : {}) };
  return { lines, events, skipped };
}

export type Totals = ReturnType<typeof dayOf>;

/** The series after a day on which these were found, an export a day. */
export function afterDay(series: Series, day: number, found: Readonly<Record<string, Totals>>): Series {
  const runs = Object.entries(found).map(([agent, totals]) => ({
    agent,
    rules: 1,
    types: "core",
    isWhole: false,
    totals,
  }));
  return counted(series, runs, { now: dayAt(day), before: dayAt(day - 1) }) ?? series;
}

/** What is found on each day of a year. Some weeks everybody is away. */
export function* year(seed: number, habits: readonly Habit[], days = 365): Generator<Record<string, Totals>> {
  const random = seededRandom(seed);
  const chance = () => random.below(1_000_000) / 1_000_000;
  const normal = () => Array.from({ length: 12 }, chance).reduce((sum, each) => sum + each, -6);
  const holidays = new Set([chance(), chance(), chance()].map((at) => Math.floor(at * 50)));
  for (let day = 0; day < days; day++) {
    const week = Math.floor(day / 7);
    const isAway = holidays.has(week) || holidays.has(week - 1);
    const found: Record<string, Totals> = {};
    for (const { agent, weekday, weekend, lines } of habits) {
      const works = !isAway && chance() < (day % 7 < 5 ? weekday : weekend);
      if (!works) continue;
      // Some days are ten times as busy as others.
      const busy = Math.round(lines * Math.exp(normal() * 0.8));
      found[agent] = dayOf(busy, chance() < 0.05 ? { malformed: 1 + random.below(3) } : {});
    }
    yield found;
  }
}
