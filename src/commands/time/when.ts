import type { DateTime } from "luxon";
import { usage } from "../../failure.ts";
import { ownZone } from "./zone.ts";

const UNITS: Readonly<Record<string, number>> = { h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/**
 * The instant, canonical, that a person means: an ISO date or time (local, or of the zone, where it has none), `today`,
 * `yesterday`, or an age such as `36h`, `7d`, `2w`.
 */
export async function instant(text: string, option: string, now: Date, zone = ownZone() ?? "system"): Promise<string> {
  const [, number = "", unit = ""] = /^(\d{1,6})([hdw])$/.exec(text) ?? [];
  if (unit !== "") return canonical(now.getTime() - Number(number) * (UNITS[unit] ?? 0), text, option);
  const [{ DateTime }, { startOfDay }] = await Promise.all([import("luxon"), import("../../hours/calendar.ts")]);
  // As the days of reports begin, also where midnight comes twice.
  const midnight = (date: DateTime) => canonical(startOfDay(date) * 1000, text, option);
  const today = DateTime.fromJSDate(now, { zone });
  if (text === "today") return midnight(today);
  if (text === "yesterday") return midnight(today.minus({ days: 1 }));
  const date = DateTime.fromISO(text, { zone });
  if (!date.isValid || !/^\d{4}-?\d\d|^\d{4}-?W/.test(text))
    throw usage(
      `${option}: not a time: '${text}'`,
      "an ISO date or time (2026-03-01, 2026-03-01T09:30, 2026-03-01T09:30Z), 'today', 'yesterday', or an age such as 36h, 7d, 2w",
    );
  return /t/i.test(text) ? canonical(date.toMillis(), text, option) : midnight(date);
}

function canonical(millis: number, text: string, option: string): string {
  const date = new Date(millis);
  const year = date.getUTCFullYear();
  if (!(year >= 1000 && year <= 9999)) throw usage(`${option}: out of range: '${text}'`);
  return date.toISOString();
}
