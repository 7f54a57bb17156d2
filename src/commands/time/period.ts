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

/** What time is asked for. */
export interface PeriodRequest {
  readonly window: Span;
  /** The day that weeks begin with: 1 is Monday. */
  readonly firstDay: number;
}

/** The time that a word asks for, or `--since` and `--until`; where neither does, what `otherwise` means, or all. */
export async function periodRequestOf(
  word: string | undefined,
  { since, until, weekStart }: PeriodFlags,
  clock: Clock,
  otherwise?: string,
): Promise<PeriodRequest> {
  const firstDay = weekdayOf(weekStart);
  const isWindow = since !== undefined || until !== undefined;
  if (word !== undefined && isWindow) throw usage(`'${word}' and a window (--since, --until) contradict each other`);
  const period = word ?? (isWindow ? undefined : otherwise);
  if (period !== undefined) return { window: namedWindow(period, clock, firstDay), firstDay };
  if (!isWindow) return { window: EVERYTHING, firstDay };
  const at = async (text: string, option: string) =>
    Math.floor(Date.parse(await instant(text, option, clock.now, clock.zone)) / 1000);
  const start = since === undefined ? -Infinity : await at(since, "--since");
  const end = until === undefined ? Infinity : await at(until, "--until");
  if (end < start) throw usage("--until is before --since");
  if (end === start)
    throw usage("--since and --until are one moment, with nothing between", "for one day, --until names the day after");
  return { window: { start, end }, firstDay };
}

/** The window that a word means, from one local midnight to another. Fails for a word that means none. */
export function namedWindow(word: string, clock: Clock, firstDay = 1): Span {
  return spokenPeriod(word, firstDay, clock) ?? refuse(word);
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
function weekdayOf(name = "monday"): number {
  const at = WEEKDAYS.findIndex((day) => name.length > 1 && day.startsWith(name.toLowerCase()));
  if (at < 0) throw usage(`--week-start: no day is called '${name}'`, `there are: ${WEEKDAYS.join(", ")}`);
  return at + 1;
}
