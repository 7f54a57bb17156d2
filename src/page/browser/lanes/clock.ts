import type { Day } from "../model/model.ts";
import { lengthText } from "../text.ts";

/** The time of the day's clocks at a moment: `09:05:00`. At the end of the day it is `24:00:00`. */
export function clockTime(day: Day, moment: number): string {
  if (moment >= day.end) return "24:00:00";
  const seconds = localSeconds(day, moment);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return parts.map((part) => String(part).padStart(2, "0")).join(":");
}

/** A full hour of the day's clocks, and when it is. */
export interface Hour {
  readonly at: number;
  readonly hour: number;
}

/** The full hours of a day in their order: one that clocks leave out is missing, one that comes twice is there twice. */
export function hoursOf(day: Day): readonly Hour[] {
  const hours: Hour[] = [];
  for (let at = day.start; at < day.end; at += QUARTER) {
    const seconds = localSeconds(day, at);
    if (seconds % 3600 === 0) hours.push({ at, hour: seconds / 3600 });
  }
  return hours;
}

/** When the clocks of a day change, and how: `clocks forward 1 h`; never on most days. */
export function changesOf(day: Day): readonly { readonly at: number; readonly text: string }[] {
  return day.offsets.slice(1).map(({ at, offset }, nth) => {
    const shift = offset - (day.offsets[nth]?.offset ?? offset);
    return { at, text: `clocks ${shift > 0 ? "forward" : "back"} ${lengthText(Math.abs(shift))}` };
  });
}

/** Clocks are moved in steps of a quarter of an hour. */
const QUARTER = 900;

function localSeconds(day: Day, moment: number): number {
  const offset = day.offsets.findLast(({ at }) => at <= moment)?.offset ?? 0;
  return moment + offset - Date.parse(`${day.date}T00:00:00Z`) / 1000;
}
