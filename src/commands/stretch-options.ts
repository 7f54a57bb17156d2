import type { Command } from "commander";
import { usage } from "../failure.ts";
import type { Rules } from "../hours/report.ts";
import { stretches, type Stretch } from "../hours/stretch.ts";
import { hoursOptions, projectMapOf, rulesOf, zoneOf, type HoursFlags } from "./hours-options.ts";
import { EVERYTHING, PERIODS, windowOf, type PeriodFlags } from "./period.ts";
import { eventsIn } from "./stored-events.ts";

/** What `tt intervals` and `tt push` share: which stretches. */
export interface StretchFlags extends HoursFlags, PeriodFlags {
  /** Of `tt intervals` alone: a tracker is told each once, and what may still change would stay there as it was. */
  readonly open?: true;
}

export function stretchOptions(command: Command): Command {
  command
    .argument("[PERIOD]", `those that begin in ${PERIODS.join(", ")} (default: all)`)
    .option(
      "--since <WHEN>",
      "those that begin then or later: a date, a time, 'today', 'yesterday', or an age (36h, 7d)",
    )
    .option("--until <WHEN>", "those that begin before then")
    .option("--week-start <DAY>", "the day that weeks begin with (default: monday)");
  return hoursOptions(command).allowExcessArguments(true);
}

export interface Found {
  readonly stretches: readonly Stretch[];
  readonly rules: Rules;
  readonly zone: string;
  /** Whether the store holds nothing at all. */
  readonly isEmpty: boolean;
}

/** The stretches that are asked for, whole: a window chooses by their beginnings. */
export async function stretchesOf(
  kind: Stretch["kind"],
  periods: readonly string[],
  flags: StretchFlags,
): Promise<Found> {
  if (periods.length > 1) throw usage(`unexpected argument '${periods[1]}'`, "stretches are of one period");
  const zone = zoneOf(flags.tz);
  const rules = rulesOf(flags);
  const map = projectMapOf(flags);
  const now = new Date();
  const window = (await windowOf(periods[0], flags, { now, zone })) ?? EVERYTHING;
  const events = await eventsIn(flags, window);
  const all = stretches(events ?? [], { kind, rules, map, zone, now: Math.floor(now.getTime() / 1000) });
  const chosen = all.filter(
    ({ start, closed }) => start >= window.start && start < window.end && (closed || flags.open === true),
  );
  return { stretches: chosen, rules, zone, isEmpty: events === undefined };
}
