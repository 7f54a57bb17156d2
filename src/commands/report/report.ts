import { Command } from "commander";
import { usage } from "../../failure.ts";
import { DIMENSIONS, FINER_THAN_PROJECT, type Dimension } from "../../hours/projects/dimension.ts";
import { roundingIn } from "../../hours/report/money.ts";
import type { Rounding } from "../../hours/report/rounding.ts";
import { closest } from "../../lib/text/closest.ts";
import { atMostOne, hoursOptions, hoursRequestOf, type HoursFlags } from "../options/hours/hours.ts";
import { listed } from "../options/listed.ts";
import { humanOption } from "../options/hours/rules.ts";
import { freshRequest } from "../stored/fresh.ts";
import { periodInstead } from "../time/period-instead.ts";
import { periodRequestOf, withPeriodOptions, type PeriodFlags } from "../time/period.ts";
import { isPeriod, PERIODS_MEANING } from "../time/spoken-period.ts";
import { pageOptions, pageRequestOf, type PageFlags } from "./page.ts";
import { transparencyRequestOf, withTransparencyOptions, type TransparencyFlags } from "./transparency.ts";
import { FORMS, remark, tellReport, type ToldRequest } from "./run.ts";
import { refuseCutDays, refuseParts } from "../options/whole-days.ts";
import type { TokensRequest } from "../../hours/report/tokens-request.ts";
import { tokensRequestOf, withTokensOptions, type TokensFlags } from "./tokens.ts";
import { withWorklogOptions, worklogRequestOf, type WorklogFlags } from "./worklog.ts";

interface Flags extends HoursFlags, PeriodFlags, WorklogFlags, PageFlags, TransparencyFlags, TokensFlags {
  readonly by?: readonly string[];
  readonly round?: string;
  readonly band?: true;
  readonly amounts?: true;
  readonly json?: true;
  readonly csv?: true;
  readonly markdown?: true;
  readonly [flag: string]: unknown;
}

/** `tt report`; what stands after `--` is a period too, and no dimension. */
export function reportCommand(afterDashes: readonly string[] = []): Command {
  const command = new Command("report")
    .summary("tell how long you worked, and agents for you, on what")
    .description(
      "Tell from the stored events how long you worked (human), how long agents worked for you (agent), and how long at " +
        "least one of them did (union). Without a period, of this week.",
    )
    .argument("[PERIOD]", PERIODS_MEANING)
    .option(
      "--by <DIMENSION,...>",
      `a line for each ${DIMENSIONS.join(", ")}, or combination (default: project)`,
      listed,
    )
    .option("--round <STEP[:up|:nearest]>", "round each day's time of a project, as in '15m' or '15m:up'")
    .option("--amounts", "tell what it costs, by the rates of the project map")
    .option("--band", "tell human time as a band: what is certain, likely and possible")
    .option("--json", "print JSON, in seconds")
    .option("--csv", "print CSV, in decimal hours and seconds")
    .option("--markdown", "print a table of Markdown");
  return hoursOptions(
    humanOption(
      withTransparencyOptions(withWorklogOptions(withPeriodOptions(pageOptions(withTokensOptions(command))))),
    ),
  )
    .allowExcessArguments(true)
    .action(async (_period: string | undefined, given: Flags, self: Command) => {
      const { periods, flags } = periodInstead(given, ["html", "worklog", "prices"]);
      const words = wordsOf(flags.by ?? [], [...periods, ...self.args, ...afterDashes]);
      // Before the update, and once: a list of prices may come from a pipe.
      const tokens = await tokensRequestOf(flags);
      const { request, now } = await freshRequest((at) => requestOf(words, { flags, tokens }, at));
      await tellReport(request, now);
    });
}

/** The flags, and the tokens that they ask for. */
interface Given {
  readonly flags: Flags;
  readonly tokens: TokensRequest | undefined;
}

/** Of which period a report is, and by which dimensions. */
interface Words {
  readonly period: string | undefined;
  readonly by: readonly Dimension[];
}

/**
 * The dimensions and the period. Words that follow `--by day` were dimensions too: they are as long as they can be nothing
 * else, and it is said how they are written now.
 */
function wordsOf(by: readonly string[], operands: readonly string[]): Words {
  const isDimension = (word: string) => by.length > 0 && !isPeriod(word) && DIMENSIONS.some((name) => name === word);
  const old = operands.flatMap((word) => word.split(",")).filter(isDimension);
  const periods = operands.filter((word) => !word.split(",").every(isDimension));
  if (periods.length > 1) throw usage(`unexpected argument '${periods[1]}'`, "a report is of one period");
  if (old.length > 0) remark([`dimensions are written with commas: --by ${[...by, ...old].join(",")}`]);
  const dimensions = [...by, ...old].map(dimensionOf);
  return {
    period: periods[0],
    by: dimensions.length === 0 ? (["project"] as const) : [...new Set(dimensions)],
  };
}

function dimensionOf(word: string): Dimension {
  const dimension = DIMENSIONS.find((name) => name === word || `${name}s` === word);
  if (dimension !== undefined) return dimension;
  const meant = closest(word, DIMENSIONS);
  throw usage(
    `--by: not a dimension: '${word}'`,
    meant === undefined ? `there are: ${DIMENSIONS.join(", ")}` : `did you mean '${meant}'?`,
  );
}

async function requestOf({ period, by }: Words, { flags, tokens }: Given, now: Date): Promise<ToldRequest> {
  const table = atMostOne(flags, FORMS);
  const page = pageRequestOf(table, flags);
  const form = page.isAsked ? "html" : table;
  const amounts = flags.amounts === true;
  const worklog = worklogRequestOf(flags, { isGrouped: flags.by !== undefined, amounts });
  if (worklog !== undefined && form !== undefined) throw usage(`--worklog and --${form} contradict each other`);
  const transparency = transparencyRequestOf(flags, by);
  const hours = await hoursRequestOf(flags, now, amounts || worklog !== undefined ? "bill" : "tell");
  const { window, firstDay } = await periodRequestOf(period, flags, { now, zone: hours.zone }, "week");
  const rounding = flags.round === undefined ? undefined : roundingOf(flags.round, by);
  const refusePartsOfDays = (what: string) => {
    refuseParts(hours.asked, what);
    refuseCutDays(window, hours.zone, now, what);
  };
  if (rounding !== undefined) refusePartsOfDays(ROUNDED);
  if (worklog !== undefined) refusePartsOfDays("--worklog tells each day's time of a project");
  if (amounts) {
    refuseFiner(by, PRICED);
    refusePartsOfDays(PRICED);
  }
  if (tokens !== undefined && worklog !== undefined)
    throw usage("--worklog tells hours alone", "leave --tokens and --prices away");
  const band = flags.band === true || form === "json" || form === "html";
  return { ...hours, window, by, rounding, band, amounts, firstDay, form, worklog, page, transparency, tokens };
}

const ROUNDED = "--round rounds each day's time of a project";
const PRICED = "--amounts tells what each day of a project costs";

function roundingOf(text: string, by: readonly Dimension[]): Rounding {
  const rounding = roundingIn(text);
  if (rounding === undefined)
    throw usage(`--round: not a rounding: '${text}'`, "such as 15m, 15m:up, 6m:nearest, from 1s to 24h");
  refuseFiner(by, ROUNDED);
  return rounding;
}

function refuseFiner(by: readonly Dimension[], what: string): void {
  const finer = by.find((dimension) => FINER_THAN_PROJECT.has(dimension));
  if (finer === undefined) return;
  throw usage(
    `${what}: it cannot be told by ${finer}`,
    "leave it away, or group by project, client, tag, person or days",
  );
}
