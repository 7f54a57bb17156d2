import { DateTime } from "luxon";
import type { Span } from "./slice.ts";

/** A local day: half-open, of 23 or 25 hours where clocks change. */
export interface Day extends Span {
  /** `2026-03-02`. */
  readonly date: string;
}

const DAY = 86_400;

/** The local days of a zone. */
export class Calendar {
  readonly zone: string;
  #last: Day | undefined;
  /** The days that are known, by the days of UTC in which they lie. */
  readonly #known = new Map<number, Day[]>();

  constructor(zone: string) {
    this.zone = zone;
  }

  /** The day that a moment (seconds since 1970) lies in. */
  dayOf(moment: number): Day {
    const last = this.#last;
    if (last !== undefined && last.start <= moment && moment < last.end) return last;
    const known = this.#known.get(Math.floor(moment / DAY))?.find(({ start, end }) => start <= moment && moment < end);
    if (known !== undefined) return (this.#last = known);
    const local = DateTime.fromSeconds(moment, { zone: this.zone });
    const day = {
      date: local.toFormat("yyyy-MM-dd"),
      start: startOfDay(local),
      end: startOfDay(local.plus({ days: 1 })),
    };
    for (let utc = Math.floor(day.start / DAY); utc * DAY < day.end; utc++) {
      const days = this.#known.get(utc);
      if (days === undefined) this.#known.set(utc, [day]);
      else days.push(day);
    }
    this.#last = day;
    return day;
  }

  /** The day of a name; `undefined` where the zone has none of that name, or is none itself. */
  dayCalled(date: string): Day | undefined {
    // A day may have no midnight; each has its noon.
    const noon = DateTime.fromISO(`${date}T12:00`, { zone: this.zone });
    if (!noon.isValid) return undefined;
    const day = this.dayOf(noon.toSeconds());
    return day.date === date ? day : undefined;
  }

  /** A span cut at midnights. */
  *cut({ start, end }: Span): Iterable<Span & { readonly date: string }> {
    for (let from = start; from < end;) {
      const day = this.dayOf(from);
      // Where a zone skips a whole day, what is left ends with the day after.
      const to = Math.min(end, day.end > from ? day.end : from + 86_400);
      yield { start: from, end: to, date: day.date };
      from = to;
    }
  }

  /** A span cut at the hours of the zone's clocks: `09`. */
  *cutHours({ start, end }: Span): Iterable<Span & { readonly hour: string }> {
    for (let from = start; from < end;) {
      const local = DateTime.fromSeconds(from, { zone: this.zone });
      const to = Math.min(end, endOfHour(local));
      yield { start: from, end: to, hour: local.toFormat("HH") };
      from = to;
    }
  }
}

/** Whether a time has the same days in two zones, by their dates too; not where the other one is no zone that is known. */
export function haveSameDays(window: Span, zone: string, other: string): boolean {
  const there = new Calendar(other);
  return [...new Calendar(zone).cut(window)].every(({ date, start, end }) => {
    const day = there.dayCalled(date);
    return day?.start === start && day.end === end;
  });
}

/** Where the hour of a moment ends: where the next one begins by these clocks, or before that where they are changed. */
function endOfHour(local: DateTime): number {
  const from = local.toSeconds();
  const isChanged = (moment: number) => local.zone.offset(moment * 1000) !== local.offset;
  let [before, next] = [from, from + 3600 - (local.minute * 60 + local.second)];
  if (!isChanged(next - 1)) return next;
  while (next - before > 1) {
    const middle = Math.floor((before + next) / 2);
    if (isChanged(middle)) next = middle;
    else before = middle;
  }
  return next;
}

/** The first moment of a local day: of a midnight that comes twice the first, of one that does not come what follows. */
export function startOfDay(local: DateTime): number {
  const isToday = (moment: number) =>
    DateTime.fromSeconds(moment, { zone: local.zone }).toISODate() === local.toISODate();
  let start = local.startOf("day").toSeconds();
  while (isToday(start - QUARTER)) start -= QUARTER;
  return start;
}

/** Clocks are moved in steps of a quarter of an hour. */
const QUARTER = 900;
