import { DateTime } from "luxon";
import type { Span } from "../hours/slice.ts";

/**
 * The period before, as long by the calendar: as many months if it is of whole months, else as many days if it is of whole
 * days. Of a period that is under way it holds as much as has passed of this one. A period without an end has none before.
 */
export function periodBefore({ start, end }: Span, zone: string, now: number): Span | undefined {
  if (!Number.isFinite(start) || !Number.isFinite(end) || now <= start) return undefined;
  const at = (seconds: number) => DateTime.fromSeconds(seconds, { zone });
  const [first, next] = [at(start), at(end)];
  const isAt = (unit: "month" | "day") => [first, next].every((moment) => +moment.startOf(unit) === +moment);
  const length = isAt("month")
    ? { months: Math.round(next.diff(first, "months").months) }
    : isAt("day")
      ? { days: Math.round(next.diff(first, "days").days) }
      : { seconds: end - start };
  const until = at(Math.min(end, now)).minus(length).toSeconds();
  return { start: first.minus(length).toSeconds(), end: Math.min(until, start) };
}
