import { DateTime } from "luxon";
import { usage } from "../failure.ts";
import { startOfDay } from "../hours/calendar.ts";
import type { Span } from "../hours/piece.ts";
import { closest } from "../lib/closest.ts";
import { instant } from "./when.ts";

export const PERIODS = ["today", "yesterday", "week", "last-week", "month", "last-month"] as const;
export type Period = (typeof PERIODS)[number];

const WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

export interface PeriodFlags {
  readonly since?: string;
  readonly until?: string;
  readonly weekStart?: string;
}

export interface Clock {
  readonly now: Date;
  readonly zone: string;
}

export const EVERYTHING: Span = { start: -Infinity, end: Infinity };

/** The window that a person means: a word, or `--since` and `--until`; both ends are local midnights in a period. */
export async function windowOf(word: string | undefined, flags: PeriodFlags, clock: Clock): Promise<Span | undefined> {
  const { since, until, weekStart } = flags;
  const firstDay = weekdayOf(weekStart ?? "monday");
  if (word !== undefined) {
    if (since !== undefined || until !== undefined)
      throw usage(`'${word}' and a window (--since, --until) contradict each other`);
    return periodOf(known(word), firstDay, clock);
  }
  if (since === undefined && until === undefined) return undefined;
  const at = async (text: string, option: string) =>
    Math.floor(Date.parse(await instant(text, option, clock.now, clock.zone)) / 1000);
  const start = since === undefined ? -Infinity : await at(since, "--since");
  const end = until === undefined ? Infinity : await at(until, "--until");
  if (end < start) throw usage("--until is before --since");
  if (end === start)
    throw usage("--since and --until are one moment, with nothing between", "for one day, --until names the day after");
  return { start, end };
}

function known(word: string): Period {
  const period = PERIODS.find((name) => name === word);
  if (period !== undefined) return period;
  const meant = closest(word, PERIODS);
  throw usage(
    `no period is called '${word}'`,
    meant === undefined ? `there are: ${PERIODS.join(", ")}; or --since and --until` : `did you mean '${meant}'?`,
  );
}

function weekdayOf(name: string): number {
  const at = WEEKDAYS.findIndex((day) => name.length > 1 && day.startsWith(name.toLowerCase()));
  if (at < 0) throw usage(`--week-start: no day is called '${name}'`, `there are: ${WEEKDAYS.join(", ")}`);
  return at + 1;
}

export function periodOf(period: Period, firstDay: number, { now, zone }: Clock): Span {
  const today = DateTime.fromJSDate(now, { zone });
  const week = today.minus({ days: (today.weekday - firstDay + 7) % 7 });
  const days = (first: DateTime, next: DateTime) => ({ start: startOfDay(first), end: startOfDay(next) });
  switch (period) {
    case "today":
      return days(today, today.plus({ days: 1 }));
    case "yesterday":
      return days(today.minus({ days: 1 }), today);
    case "week":
      return days(week, week.plus({ days: 7 }));
    case "last-week":
      return days(week.minus({ days: 7 }), week);
    case "month":
      return days(today.startOf("month"), today.startOf("month").plus({ months: 1 }));
    case "last-month":
      return days(today.startOf("month").minus({ months: 1 }), today.startOf("month"));
  }
}
