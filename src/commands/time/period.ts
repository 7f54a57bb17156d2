import type { Command } from "commander";
import { usage } from "../../failure.ts";
import type { Span } from "../../hours/slice.ts";
import { closest } from "../../lib/text/closest.ts";
import { OTHER_PERIODS, PERIODS, spokenPeriod, type Clock } from "./spoken-period.ts";
import { instant } from "./when.ts";

export const WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

export interface PeriodFlags {
  readonly since?: string;
  readonly until?: string;
  readonly weekStart?: string;
}

/** The options of a window, of the commands that tell what lies in one. */
export function withPeriodOptions(command: Command): Command {
  return command
    .option("--since <WHEN>", "from then on: a date, a time, 'today', 'yesterday', or an age (36h, 7d, 2w)")
    .option("--until <WHEN>", "until before then")
    .option("--week-start <DAY>", "the day that weeks begin with (default: monday)");
}

export const EVERYTHING: Span = { start: -Infinity, end: Infinity };

/** The window that a person means: a word, or `--since` and `--until`; both ends are local midnights in a period. */
export async function windowOf(word: string | undefined, flags: PeriodFlags, clock: Clock): Promise<Span | undefined> {
  const { since, until, weekStart } = flags;
  const firstDay = weekdayOf(weekStart);
  if (word !== undefined) {
    if (since !== undefined || until !== undefined)
      throw usage(`'${word}' and a window (--since, --until) contradict each other`);
    return spokenPeriod(word, firstDay, clock) ?? refuse(word);
  }
  if (since === undefined && until === undefined) return undefined;
  const at = async (text: string, option: string) =>
    Math.floor(Date.parse(await instant(text, option, clock.now, clock.zone)) / 1000);
  const start = since === undefined ? -Infinity : await at(since, "--since");
  const end = until === undefined ? Infinity : await at(until, "--until");
  if (end < start) throw usage("--until is before --since");
  if (end === start)
    throw usage("--since and --until are one moment, with nothing between", "for one day, --until names the day after");
  return { start, end };
}

function refuse(word: string): never {
  const meant = closest(word, PERIODS);
  throw usage(
    `no period is called '${word}'`,
    meant === undefined
      ? `there are: ${PERIODS.join(", ")}; dates such as ${OTHER_PERIODS}; or --since and --until`
      : `did you mean '${meant}'?`,
  );
}

/** 1 is Monday, which it is by default. */
export function weekdayOf(name = "monday"): number {
  const at = WEEKDAYS.findIndex((day) => name.length > 1 && day.startsWith(name.toLowerCase()));
  if (at < 0) throw usage(`--week-start: no day is called '${name}'`, `there are: ${WEEKDAYS.join(", ")}`);
  return at + 1;
}
