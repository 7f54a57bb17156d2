import { usage } from "../../failure.ts";
import { Calendar } from "../../hours/calendar.ts";
import type { Asked } from "../../hours/projects/asked.ts";
import type { Span } from "../../hours/slice.ts";

/**
 * Refuses what would tell money or rounded time of a part of a day of a project: the parts, each rounded like a whole day,
 * would add up to more than is billed.
 */
export function refuseParts({ agents, sessions }: Asked, what: string): void {
  const option = agents !== undefined ? "--agent" : sessions !== undefined ? "--session" : undefined;
  if (option === undefined) return;
  throw usage(`${what}: it cannot be told of a part of it (${option})`, `leave ${option} away`);
}

/** Refuses the same of a time that cuts a day of the zone in two. An end that is now or later cuts none. */
export function refuseCutDays({ start, end }: Span, zone: string, now: Date, what: string): void {
  const calendar = new Calendar(zone);
  const cutsDay = (moment: number) => Number.isFinite(moment) && calendar.dayOf(moment).start !== moment;
  const option =
    (cutsDay(start) && "--since") || (end < Math.floor(now.getTime() / 1000) && cutsDay(end) && "--until") || undefined;
  if (option === undefined) return;
  throw usage(
    `${what}: it cannot be told of a part of a day (${option})`,
    `let ${option} name a day, such as 2026-03-02`,
  );
}
