import { Readable } from "node:stream";
import { Command, Option } from "commander";
import ndjson from "ndjson";
import { usage } from "../failure.ts";
import { FORMATS } from "../hours/formats/index.ts";
import type { FormatContext } from "../hours/formats/format.ts";
import { stretchRecord } from "../hours/formats/record.ts";
import type { Stretch } from "../hours/stretch.ts";
import { plainJson } from "../lib/printable.ts";
import { print } from "./print.ts";
import { nothingStored } from "./stored-events.ts";
import { stretchesOf, stretchOptions, type StretchFlags } from "./stretch-options.ts";

interface Flags extends StretchFlags {
  readonly format?: string;
  readonly human?: true;
  readonly email?: string;
  readonly user?: string;
}

const NAMES = ["ndjson", ...Object.keys(FORMATS)];

/** `tt intervals`. */
export function intervalsCommand(afterDashes: readonly string[] = []): Command {
  const command = new Command("intervals")
    .summary("print the stretches of time behind the report, also for time trackers")
    .description(
      "Print the stretches of time behind the report, one a line: of agents, a session at a time (they may overlap), or, " +
        "with '--human', of the person (they never overlap). A stretch has an ID that follows from the event it begins " +
        "with. Only closed ones are printed, which nothing yet to come can change: of agents, turns that ended and what " +
        "was followed by silence; of the person, whole past days.",
    )
    .option("--open", "those too that may still change")
    .option("--human", "the person's stretches, not the agents'")
    .addOption(new Option("--format <FORMAT>", "for another program (default: ndjson)").choices(NAMES))
    .option("--email <ADDRESS>", "whose entries they are ('toggl' needs it)")
    .option("--user <NAME>", "the same person's name ('toggl')");
  return stretchOptions(command).action(async (_period: string | undefined, flags: Flags, self: Command) => {
    await tell([...self.args, ...afterDashes], flags);
  });
}

async function tell(periods: readonly string[], flags: Flags): Promise<void> {
  const { format = "ndjson", email, user = "" } = flags;
  if (format === "toggl" && (email === undefined || email === ""))
    throw usage("the format 'toggl' needs --email", "an importer finds the person by the address of their account");
  // Timewarrior has one timeline.
  const kind = flags.human === true || format === "timewarrior" ? "human" : "agent";
  const { stretches, rules, zone, isEmpty } = await stretchesOf(kind, periods, flags);
  if (isEmpty) process.stderr.write(`tt: ${nothingStored(flags)}\n`);
  const person = email === undefined ? undefined : { name: user, email };
  await print(textOf(format, stretches, { kind, rules, zone, person }));
}

function textOf(
  format: string,
  stretches: readonly Stretch[],
  context: FormatContext,
): Iterable<string> | AsyncIterable<string> {
  for (const [name, write] of Object.entries(FORMATS)) if (name === format) return write(stretches, context);
  return lines(stretches, context);
}

async function* lines(stretches: readonly Stretch[], { rules }: FormatContext): AsyncIterable<string> {
  const records = Readable.from(stretches.map((stretch) => stretchRecord(stretch, rules)));
  for await (const line of records.pipe(ndjson.stringify())) yield plainJson(String(line));
}
