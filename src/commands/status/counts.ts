import { comparedAt, dayNumber, eventsOf, PAST_DAYS, RECENT_DAYS, sumOf } from "../../export/counts/past.ts";
import type { AgentSeries, DayCounts } from "../../export/counts/series.ts";
import { amount, grouped } from "../../lib/text/amount.ts";

/** How the last days of an agent, up to the last export, are beside its past. */
export function countLines(series: AgentSeries | undefined, ended: string | undefined): readonly string[] {
  if (series === undefined || ended === undefined) return [];
  const { recent, past } = comparedAt(series, dayNumber(ended.slice(0, 10)));
  if (recent.length + past.length === 0) return [];
  const days = amount(past.length, "active day");
  const before =
    past.length === 0 ? "nothing to compare with yet" : `${eventsADay(past)} on ${days} of the ${PAST_DAYS} before`;
  return [`last ${RECENT_DAYS} days: ${totalsOf(recent)}; ${before}`];
}

function totalsOf(days: readonly DayCounts[]): string {
  const events = sumOf(days.map(eventsOf));
  const named = ([name, count]: readonly [string, number]) => `${name} ${grouped(count)}`;
  const skipped = namesOf(days, "skipped").map(named);
  const unknown = namesOf(days, "unknown").map(named);
  return [
    `${amount(events, "event")} of ${amount(sumOf(days.map(({ lines }) => lines)), "new line")}`,
    ...(skipped.length === 0 ? [] : [`skipped ${skipped.join(", ")}`]),
    ...(unknown.length === 0 ? [] : [`unknown ${unknown.join(", ")}`]),
  ].join(", ");
}

function namesOf(days: readonly DayCounts[], of: "skipped" | "unknown"): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const day of days)
    for (const [name, count] of Object.entries(day[of])) counts.set(name, (counts.get(name) ?? 0) + count);
  return [...counts];
}

function eventsADay(days: readonly DayCounts[]): string {
  const spans = sumOf(days.map(({ span = 1 }) => span));
  return `${grouped(Math.round(sumOf(days.map(eventsOf)) / spans))} a day`;
}
