import type { Command } from "commander";
import type { Span } from "../../hours/slice.ts";
import { hoursOptions, type HoursFlags, type HoursRequest } from "../options/hours/hours.ts";
import { humanOption } from "../options/hours/rules.ts";
import { freshRequest } from "../stored/fresh.ts";
import { withPeriodOptions, type PeriodFlags } from "./period.ts";
import { PERIODS_MEANING } from "./spoken-period.ts";

/** What commands take of their command line that tell of the hours of a period. */
export interface HoursOfPeriodFlags extends HoursFlags, PeriodFlags {
  readonly json?: true;
  readonly csv?: true;
  readonly [flag: string]: unknown;
}

/** What such a command is asked for, and what it does then. */
interface OfPeriod<Flags, Request> {
  /** `periods`: those that it was given; what stands after `--` is one too. */
  readonly requestOf: (periods: readonly string[], flags: Flags, now: Date) => Promise<Request>;
  readonly tell: (request: Request) => Promise<void>;
}

/** Declares the period and the options of hours of a command, behind its own, and what it does. */
export function hoursOfPeriod<
  Flags extends HoursOfPeriodFlags,
  Request extends HoursRequest & { readonly window: Span },
>(command: Command, afterDashes: readonly string[], { requestOf, tell }: OfPeriod<Flags, Request>): Command {
  return hoursOptions(humanOption(withPeriodOptions(command.argument("[PERIOD]", PERIODS_MEANING))))
    .allowExcessArguments(true)
    .action(async (_period: string | undefined, flags: Flags, self: Command) => {
      const { request } = await freshRequest((now) => requestOf([...self.args, ...afterDashes], flags, now));
      await tell(request);
    });
}
