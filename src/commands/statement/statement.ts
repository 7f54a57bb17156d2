import { Command } from "commander";
import { usage } from "../../failure.ts";
import { roundingIn } from "../../hours/report/money.ts";
import type { Rounding } from "../../hours/report/rounding.ts";
import { atMostOne, hoursOptions, hoursRequestOf, type HoursFlags } from "../options/hours/hours.ts";
import { humanOption } from "../options/hours/rules.ts";
import { storeRequestOf } from "../options/store.ts";
import { refuseParts } from "../options/whole-days.ts";
import { freshRequest } from "../stored/fresh.ts";
import { namedWindow } from "../time/period.ts";
import { PERIODS_MEANING } from "../time/spoken-period.ts";
import { forgetStatement, listStatements } from "./kept.ts";
import { tellStatement, type StatementRequest } from "./run.ts";

interface Flags extends HoursFlags {
  readonly list?: true;
  readonly drop?: string;
  readonly round?: string;
  readonly dryRun?: true;
  readonly json?: true;
  readonly csv?: true;
  readonly [flag: string]: unknown;
}

/** `tt statement`. */
export function statementCommand(afterDashes: readonly string[] = []): Command {
  const command = new Command("statement")
    .summary("print what is billed to a client, and keep it")
    .description(
      "Print what is billed to a client for a period, a line a day and project, and keep it in the store with its figures, " +
        "its parameters and a digest of its events. The same statement again shows what was kept; if events have come late " +
        "or rules have changed since, it shows what would be otherwise now, line by line, and changes nothing.",
    )
    .argument("[CLIENT]", "as the project map names the client")
    .argument("[PERIOD]", PERIODS_MEANING)
    .option("--round <STEP[:up|:nearest]>", "round each day's time of a project, as in '15m' or '15m:up'")
    .option("--dry-run", "print it, and keep nothing")
    .option("--list", "list the statements that are kept")
    .option("--drop <ID>", "forget one, so that it can be made anew")
    .option("--json", "print JSON, in seconds")
    .option("--csv", "print CSV, a line a day and project");
  return hoursOptions(humanOption(command))
    .allowExcessArguments(true)
    .action(async (_client: string | undefined, _period: string | undefined, flags: Flags, self: Command) => {
      const words = [...self.args, ...afterDashes];
      const { list, drop } = flags;
      if (list !== undefined || drop !== undefined) {
        refuseBeside(drop === undefined ? "list" : "drop", words, self);
        const store = storeRequestOf(flags);
        return drop === undefined ? listStatements(store, flags.json === true) : forgetStatement(store, drop);
      }
      const { request, now } = await freshRequest((at) => requestOf(words, flags, at));
      await tellStatement(request, now);
    });
}

/** What has a meaning beside the options that make no statement, other than naming the store. */
const BESIDE = { list: ["json"], drop: [] } as const;

/** Refuses all else: `--dry-run` must not be passed over where something is forgotten, nor a filter where all is listed. */
function refuseBeside(option: keyof typeof BESIDE, words: readonly string[], command: Command): void {
  const allowed: ReadonlySet<string> = new Set([option, ...BESIDE[option], "db", "dataDir"]);
  const others = command.options.filter((each) => {
    const name = each.attributeName();
    return command.getOptionValueSource(name) === "cli" && !allowed.has(name);
  });
  const [what] = [...others.map(({ long }) => long), ...words.map((word) => `'${word}'`)];
  if (what === undefined) return;
  const meaning = option === "list" ? "lists all statements" : "forgets one statement by its ID";
  throw usage(`--${option} ${meaning}: ${what} has no meaning with it`);
}

async function requestOf(
  [client, period, ...rest]: readonly string[],
  flags: Flags,
  now: Date,
): Promise<StatementRequest> {
  if (rest.length > 0) throw usage(`unexpected argument '${rest[0]}'`, "a statement is of one client and one period");
  if (client === undefined || period === undefined)
    throw usage("of whom, and of when?", "such as 'tt statement Acme last-month'");
  if (flags.client !== undefined) throw usage("the client is named once: 'tt statement CLIENT PERIOD'");
  const form = atMostOne(flags, ["json", "csv"]);
  const hours = await hoursRequestOf(flags, now, "bill");
  refuseParts(hours.asked, "a statement bills each day's time of a project");
  const window = namedWindow(period, { now, zone: hours.zone });
  const rounding = flags.round === undefined ? undefined : roundingOf(flags.round);
  return { ...hours, client, window, rounding, form, dryRun: flags.dryRun === true };
}

function roundingOf(text: string): Rounding {
  const rounding = roundingIn(text);
  if (rounding === undefined) throw usage(`--round: not a rounding: '${text}'`, "such as 15m, 15m:up, 6m:nearest");
  return rounding;
}
