import { DateTime } from "luxon";
import { Calendar, type Day } from "../hours/calendar.ts";
import { seconds, type Span } from "../hours/slice.ts";
import { utc } from "../hours/views/parameters.ts";
import type { DayJson } from "./document.ts";

/** Of longer periods only the days from the first with time to the last are shown. */
const LONGEST_WHOLE = 400 * 86_400;
/** Of even longer ones only those with time: a clock that was once wrong would make millions of empty days. */
const LONGEST_BUSY = 50 * 366 * 86_400;

/** The local days of a period, those without time too unless that is too long, with their clocks. */
export function daysOf(window: Span, spans: readonly Span[], zone: string): readonly DayJson[] {
  const calendar = new Calendar(zone);
  const busy = spans.reduce(
    (all, { start, end }) => ({ start: Math.min(all.start, start), end: Math.max(all.end, end) }),
    { start: Infinity, end: -Infinity },
  );
  const shown = seconds([window]) <= LONGEST_WHOLE ? window : busy;
  if (!(shown.end > shown.start)) return [];
  if (seconds([shown]) > LONGEST_BUSY) return busyDays(calendar, spans).map((day) => dayJson(day, zone));
  const whole = { start: calendar.dayOf(shown.start).start, end: calendar.dayOf(shown.end - 1).end };
  return [...calendar.cut(whole)].map((day) => dayJson(day, zone));
}

function busyDays(calendar: Calendar, spans: readonly Span[]): readonly Day[] {
  const days = new Map<string, Day>();
  for (const span of spans)
    for (const { start } of calendar.cut(span)) {
      const day = calendar.dayOf(start);
      days.set(day.date, day);
    }
  return [...days.values()].sort((a, b) => a.start - b.start);
}

function dayJson({ date, start, end }: Span & { readonly date: string }, zone: string): DayJson {
  const changes = clockChanges({ start, end }, zone);
  return {
    day: date,
    start: utc(start),
    end: utc(end),
    utc_offset_s: offsetAt(start, zone),
    ...(changes.length === 0 ? undefined : { clock_changes: changes }),
  };
}

function clockChanges({ start, end }: Span, zone: string) {
  const found: { readonly at: string; readonly utc_offset_s: number }[] = [];
  // Most days have none: two looks are enough to tell.
  if (offsetAt(start, zone) === offsetAt(end - 1, zone)) return found;
  for (let at = start; at < end; at += STEP) {
    const next = Math.min(at + STEP, end - 1);
    if (offsetAt(at, zone) === offsetAt(next, zone)) continue;
    const changed = firstOf(at, next, (moment) => offsetAt(moment, zone) !== offsetAt(at, zone));
    found.push({ at: utc(changed), utc_offset_s: offsetAt(changed, zone) });
  }
  return found;
}

/** Clocks are not moved twice in so little time. */
const STEP = 3600;

/** The first second after `low`, up to `high`, of which something is true; it is true of `high`, and of all after it. */
function firstOf(low: number, high: number, isTrue: (moment: number) => boolean): number {
  let [before, after] = [low, high];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (isTrue(middle)) after = middle;
    else before = middle;
  }
  return after;
}

function offsetAt(moment: number, zone: string): number {
  return Math.round(DateTime.fromSeconds(moment, { zone }).offset * 60);
}
