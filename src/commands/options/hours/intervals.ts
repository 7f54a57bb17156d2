import type { Command } from "commander";
import { usage } from "../../../failure.ts";
import type { Span } from "../../../hours/slice.ts";
import type { Purpose } from "../store.ts";
import { periodRequestOf, type PeriodFlags } from "../../time/period.ts";
import { PERIODS_MEANING } from "../../time/spoken-period.ts";
import { hoursOptions, hoursRequestOf, type HoursFlags, type HoursRequest } from "./hours.ts";

/** What `tt intervals` and `tt push` share: which intervals. */
export interface IntervalFlags extends HoursFlags, PeriodFlags {
  /** Of `tt intervals` alone: a tracker is told each once, and what may still change would stay there as it was. */
  readonly open?: true;
}

/** Which intervals are to be told, and how time is counted. */
export interface IntervalsRequest extends HoursRequest {
  /** In which they begin. */
  readonly window: Span;
  /** Whether those are told too that may still change. */
  readonly withOpen: boolean;
}

export function intervalOptions(command: Command): Command {
  command
    .argument("[PERIOD]", `those that begin in ${PERIODS_MEANING} (default: all)`)
    .option(
      "--since <WHEN>",
      "those that begin then or later: a date, a time, 'today', 'yesterday', or an age (36h, 7d)",
    )
    .option("--until <WHEN>", "those that begin before then")
    .option("--week-start <DAY>", "the day that weeks begin with (default: monday)");
  return hoursOptions(command).allowExcessArguments(true);
}

/** The intervals that the words and the flags ask for. */
export async function intervalsRequestOf(
  periods: readonly string[],
  flags: IntervalFlags,
  now: Date,
  purpose?: Purpose,
): Promise<IntervalsRequest> {
  if (periods.length > 1) throw usage(`unexpected argument '${periods[1]}'`, "intervals are of one period");
  const hours = await hoursRequestOf(flags, now, purpose);
  const { window } = await periodRequestOf(periods[0], flags, { now, zone: hours.zone });
  return { ...hours, window, withOpen: flags.open === true };
}
