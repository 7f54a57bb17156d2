import { DateTime } from "luxon";
import { Calendar } from "../hours/calendar.ts";
import { seconds, type Span } from "../hours/piece.ts";
import { utc } from "../hours/views/parameters.ts";
import type { DayJson } from "./document.ts";

/** Of longer periods only the days from the first with time to the last are shown. */
const LONGEST_WHOLE = 400 * 86_400;

/** The local days of a period, those without time too, with their clocks. */
export function daysOf(window: Span, spans: readonly Span[], zone: string): readonly DayJson[] {
  const calendar = new Calendar(zone);
  const busy = spans.reduce(
    (all, { start, end }) => ({ start: Math.min(all.start, start), end: Math.max(all.end, end) }),
    { start: Infinity, end: -Infinity },
  );
  const shown = seconds([window]) <= LONGEST_WHOLE ? window : busy;
  if (!(shown.end > shown.start)) return [];
  const whole = { start: calendar.dayOf(shown.start).start, end: calendar.dayOf(shown.end - 1).end };
  return [...calendar.cut(whole)].map((day) => dayJson(day, zone));
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
  for (let at = start + MINUTE; at < end; at += MINUTE) {
    const offset = offsetAt(at, zone);
    if (offset !== offsetAt(at - MINUTE, zone)) found.push({ at: utc(at), utc_offset_s: offset });
  }
  return found;
}

const MINUTE = 60;

function offsetAt(moment: number, zone: string): number {
  return Math.round(DateTime.fromSeconds(moment, { zone }).offset * 60);
}
