import { Readable } from "node:stream";
import { Command, Option } from "commander";
import ndjson from "ndjson";
import { usage } from "../failure.ts";
import { FORMATS } from "../hours/formats/index.ts";
import type { FormatContext } from "../hours/formats/format.ts";
import { intervalRecord } from "../hours/formats/record.ts";
import { HUMAN_RULES } from "../hours/human/human-rules.ts";
import { leftOutJson, leftOutText, nobodysJson, peopleText } from "../hours/report/left-out.ts";
import type { Interval } from "../hours/interval.ts";
import { ruleParameters, windowParameters } from "../hours/views/parameters.ts";
import { amount } from "../lib/text/amount.ts";
import { plainJson } from "../lib/text/plain-json.ts";
import { printableJson } from "../lib/text/printable.ts";
import { freshRequest } from "./stored/fresh.ts";
import { isPeriod } from "./time/spoken-period.ts";
import { print } from "./process/print.ts";
import { nothingStored } from "./stored/events.ts";
import { onePersons, intervalsOf, type Found } from "./stored/intervals.ts";
import {
  intervalOptions,
  intervalsRequestOf,
  type IntervalFlags,
  type IntervalsRequest,
} from "./options/hours/intervals.ts";

interface Flags extends IntervalFlags {
  readonly format?: string;
  readonly json?: true;
  readonly email?: string;
  readonly user?: string;
}

const NAMES = ["ndjson", ...Object.keys(FORMATS)];

/** `tt intervals`. */
export function intervalsCommand(afterDashes: readonly string[] = []): Command {
  const command = new Command("intervals")
    .summary("print the intervals of time behind the report, also for time trackers")
    .description(
      "Print the intervals of time behind the report, one a line: of agents, a session at a time (they may overlap), or, " +
        "with '--human', of the person (they never overlap). An interval has an ID that follows from the event it begins " +
        "with. Only closed ones are printed, which nothing yet to come can change: of agents, turns that ended and what " +
        "was followed by silence; of the person, whole past days.",
    )
    .option("--open", "those too that may still change")
    .option("--human [RULE]", `the person's intervals, by a rule: ${HUMAN_RULES.join(", ")} (default: attention)`)
    .addOption(new Option("--format <FORMAT>", "for another program (default: ndjson)").choices(NAMES))
    .option("--json", "print one JSON object: what was counted how, the intervals, and what is left out")
    .option("--email <ADDRESS>", "whose entries they are ('toggl', 'kimai' and 'solidtime' need it)")
    .option("--user <NAME>", "the same person's name")
    .option("-q, --quiet", "do not say on stderr what is left out");
  return intervalOptions(command).action(async (_period: string | undefined, flags: Flags, self: Command) => {
    const words = [...self.args, ...afterDashes];
    const { request } = await freshRequest(
      (now) => requestOf(words, flags, now),
      ({ intervals }) => intervals,
    );
    await tell(request);
  });
}

/** Which intervals are printed, and how. */
interface Request {
  readonly intervals: IntervalsRequest;
  readonly kind: Interval["kind"];
  /** `json` is one object with what was counted how. */
  readonly format: string;
  /** Whose account it is at a tracker. */
  readonly person: FormatContext["person"];
  readonly quiet: boolean;
}

async function requestOf(words: readonly string[], flags: Flags, now: Date): Promise<Request> {
  const { json, format = "ndjson", email, user = "", human, quiet } = flags;
  if (json && flags.format !== undefined) throw usage("--json and --format contradict each other");
  if (isOfAccount(format) && (email === undefined || email === ""))
    throw usage(`the format '${format}' needs --email`, "an importer finds the person by the address of their account");
  // `--human today` is the person's time of today.
  const isPeriodsHuman = typeof human === "string" && isPeriod(human);
  const intervals = isPeriodsHuman
    ? await intervalsRequestOf([human, ...words], { ...flags, human: true }, now)
    : await intervalsRequestOf(words, flags, now);
  return {
    intervals,
    // Timewarrior has one timeline.
    kind: human !== undefined || format === "timewarrior" ? "human" : "agent",
    format: json ? "json" : format,
    person: email === undefined ? undefined : { name: user, email },
    quiet: quiet === true,
  };
}

async function tell({ intervals: asked, kind, format, person, quiet }: Request): Promise<void> {
  const found = await intervalsOf(kind, asked);
  const { intervals, rules, zone } = found;
  if (format === "timewarrior" || isOfAccount(format)) onePersons(intervals, `the format '${format}'`);
  const isJson = format === "json";
  await print(isJson ? json(kind, found) : textOf(format, intervals, { kind, rules, zone, person }));
  if (quiet) return;
  for (const remark of found.isEmpty ? [nothingStored(asked.read.store)] : isJson ? [] : remarks(kind, found))
    process.stderr.write(`tt: ${remark}\n`);
}

/** Whether the entries of a form are those of an account at a tracker. */
function isOfAccount(format: string): boolean {
  return format === "toggl" || format === "kimai" || format === "solidtime";
}

/** What is not among the intervals: on stderr, for stdout is data. */
function remarks(kind: Interval["kind"], { leftOut, open }: Found): readonly string[] {
  const option = kind === "human" ? "--automated" : "--human --automated";
  const others = open === 0 ? [] : [`${amount(open, "interval", "intervals")} that may still change (--open has them)`];
  const lines = [leftOutText(leftOut, option, ...others), kind === "human" ? peopleText(leftOut) : undefined];
  return lines.filter((line) => line !== undefined);
}

/** In parts, as there may be more intervals than a text can be long. */
function* json(kind: Interval["kind"], { intervals, rules, zone, window, leftOut, open }: Found): Iterable<string> {
  const parameters = { ...windowParameters(window), time_zone: zone, kind, ...ruleParameters(rules) };
  yield `{"parameters":${printableJson(parameters)},"intervals":[`;
  for (const [at, interval] of intervals.entries())
    yield `${at === 0 ? "" : ","}${printableJson(intervalRecord(interval, rules))}`;
  const { machines_of_nobody: machines } = nobodysJson(leftOut);
  const nobodys = machines === undefined ? "" : `,"machines_of_nobody":${machines}`;
  yield `],"left_out":${printableJson({ ...leftOutJson(leftOut), open_intervals: open })}${nobodys}}\n`;
}

function textOf(
  format: string,
  intervals: readonly Interval[],
  context: FormatContext,
): Iterable<string> | AsyncIterable<string> {
  for (const [name, write] of Object.entries(FORMATS)) if (name === format) return write(intervals, context);
  return lines(intervals, context);
}

async function* lines(intervals: readonly Interval[], { rules }: FormatContext): AsyncIterable<string> {
  const records = Readable.from(intervals.map((interval) => intervalRecord(interval, rules)));
  for await (const line of records.pipe(ndjson.stringify())) yield plainJson(String(line));
}
