import type { Command } from "commander";
import { hoursOptions, type HoursFlags } from "../options/hours.ts";
import { humanOption } from "../options/rules.ts";
import { withPeriodOptions, type PeriodFlags } from "./period.ts";
import { PERIODS_MEANING } from "./spoken-period.ts";

/** What commands take of their command line that tell of the hours of a period. */
export interface HoursOfPeriodFlags extends HoursFlags, PeriodFlags {
  readonly json?: true;
  readonly csv?: true;
  readonly [flag: string]: unknown;
}

/** What such a command does with the periods that it was given (what stands after `--` is one too), its flags and the time. */
type Tell<Flags> = (periods: readonly string[], flags: Flags, now: Date) => Promise<void>;

/** Declares the period and the options of hours of a command, behind its own, and what it does. */
export function hoursOfPeriod<Flags extends HoursOfPeriodFlags>(
  command: Command,
  afterDashes: readonly string[],
  tell: Tell<Flags>,
): Command {
  return hoursOptions(humanOption(withPeriodOptions(command.argument("[PERIOD]", PERIODS_MEANING))))
    .allowExcessArguments(true)
    .action((_period: string | undefined, flags: Flags, self: Command) =>
      tell([...self.args, ...afterDashes], flags, new Date()),
    );
}
