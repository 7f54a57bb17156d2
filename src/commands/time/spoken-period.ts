import { DateTime } from "luxon";
import { usage } from "../../failure.ts";
import { startOfDay } from "../../hours/calendar.ts";
import type { Span } from "../../hours/slice.ts";

export const PERIODS = ["today", "yesterday", "week", "last-week", "month", "last-month"] as const;

/** What else a period can be, for messages. */
export const OTHER_PERIODS = "2026, 2026-02, 2026-W06, 2026-02-03, 2026-02-01..2026-02-14, feb, q1";

/** What a period can be, for the help. */
export const PERIODS_MEANING = `${PERIODS.join(", ")}, or ${OTHER_PERIODS}`;

export interface Clock {
  readonly now: Date;
  readonly zone: string;
}

/** Local days, the last not in it. */
interface Days {
  readonly first: DateTime;
  readonly next: DateTime;
}

/**
 * The days that a word means: `today`, `last-week`, a date, a month, a week or a year as ISO 8601 writes it, two of them
 * with `..` between (both in it), or the latest February or first quarter that has begun. `undefined` for other words;
 * fails for days that end before they begin.
 */
export function spokenPeriod(word: string, firstDay: number, clock: Clock): Span | undefined {
  const days = daysOf(word, firstDay, clock);
  if (days === undefined) return undefined;
  const span = { start: startOfDay(days.first), end: startOfDay(days.next) };
  if (span.end <= span.start) throw usage(`the period '${word}' ends before it begins`, "write the earlier one first");
  return span;
}

/** Whether a word means a period, whatever the day is. */
export function isPeriod(word: string): boolean {
  return daysOf(word, 1, { now: new Date(), zone: "utc" }) !== undefined;
}

function daysOf(word: string, firstDay: number, clock: Clock): Days | undefined {
  const [from = "", to, ...others] = word.split("..");
  if (to === undefined) return namedDays(word, firstDay, clock) ?? writtenDays(word, clock) ?? monthDays(word, clock);
  const [begin, end] = [from, to].map((part) => namedDays(part, firstDay, clock) ?? writtenDays(part, clock));
  if (begin === undefined || end === undefined || others.length > 0) return undefined;
  return { first: begin.first, next: end.next };
}

function namedDays(word: string, firstDay: number, { now, zone }: Clock): Days | undefined {
  const today = DateTime.fromJSDate(now, { zone });
  const week = today.minus({ days: (today.weekday - firstDay + 7) % 7 });
  const month = today.startOf("month");
  switch (PERIODS.find((name) => name === word)) {
    case "today":
      return { first: today, next: today.plus({ days: 1 }) };
    case "yesterday":
      return { first: today.minus({ days: 1 }), next: today };
    case "week":
      return { first: week, next: week.plus({ days: 7 }) };
    case "last-week":
      return { first: week.minus({ days: 7 }), next: week };
    case "month":
      return { first: month, next: month.plus({ months: 1 }) };
    case "last-month":
      return { first: month.minus({ months: 1 }), next: month };
    case undefined:
      return undefined;
  }
}

/** By its form, of ISO 8601, and how long it is. */
const FORMS = [
  [/^\d{4}$/, { years: 1 }],
  [/^\d{4}-\d\d$/, { months: 1 }],
  [/^\d{4}-?W\d\d$/i, { weeks: 1 }],
  [/^\d{4}-\d\d-\d\d$/, { days: 1 }],
] as const;

function writtenDays(word: string, { zone }: Clock): Days | undefined {
  const [, length] = FORMS.find(([form]) => form.test(word)) ?? [];
  const first = DateTime.fromISO(word.toUpperCase(), { zone });
  if (length === undefined || !first.isValid || first.year < 1000) return undefined;
  return { first, next: first.plus(length) };
}

const MONTHS = [
  "january",
  "february",
  "march",
  "april",
  "may",
  "june",
  "july",
  "august",
  "september",
  "october",
  "november",
  "december",
];

/** The latest of that name that has begun. */
function monthDays(word: string, { now, zone }: Clock): Days | undefined {
  const name = word.toLowerCase();
  const quarter = /^q([1-4])$/.exec(name)?.[1];
  const at = name.length < 3 ? -1 : MONTHS.findIndex((month) => month.startsWith(name));
  const month = quarter === undefined ? at + 1 : 3 * Number(quarter) - 2;
  if (month === 0) return undefined;
  const today = DateTime.fromJSDate(now, { zone });
  const ours = today.startOf("month").set({ month });
  const first = ours > today ? ours.minus({ years: 1 }) : ours;
  return { first, next: first.plus({ months: quarter === undefined ? 1 : 3 }) };
}
