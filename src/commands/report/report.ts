import { Command } from "commander";
import { DateTime } from "luxon";
import { usage } from "../../failure.ts";
import { DIMENSIONS, FINER_THAN_PROJECT, type Dimension } from "../../hours/projects/dimension.ts";
import type { Activities } from "../../hours/activities/activity-log.ts";
import type { Report, ReportRequest } from "../../hours/report/figures.ts";
import { reportOf } from "../../hours/report/report.ts";
import { hasAutomated, leftOutLines } from "../../hours/report/left-out.ts";
import { roundingIn } from "../../hours/report/money.ts";
import type { Rounding } from "../../hours/report/rounding.ts";
import { csvView } from "../../hours/views/csv.ts";
import { jsonView } from "../../hours/views/json.ts";
import { markdownView } from "../../hours/views/markdown.ts";
import { windowText } from "../../hours/views/parameters.ts";
import { tableView } from "../../hours/views/table.ts";
import { closest } from "../../lib/text/closest.ts";
import { variable } from "../process/environment.ts";
import { freshRequestOf, freshen } from "../stored/fresh.ts";
import {
  askedOf,
  atMostOne,
  hoursOptions,
  humanOption,
  projectMapOf,
  rulesOf,
  zoneOf,
  type HoursFlags,
} from "../options/hours.ts";
import { weekdayOf, windowOf, withPeriodOptions, type PeriodFlags } from "../time/period.ts";
import { isPeriod, PERIODS_MEANING } from "../time/spoken-period.ts";
import { listed } from "../options/listed.ts";
import { print } from "../process/print.ts";
import { periodInstead } from "../time/period-instead.ts";
import { detailFor, pageOptions, pageRequestOf, writePage, type PageFlags } from "./page.ts";
import { activitiesIn, newestIn, nothingStored } from "../stored/events.ts";
import { withWorklogOptions, worklogAsked, type WorklogFlags } from "./worklog.ts";
import { readRequestOf } from "../options/store.ts";
import { transparencyAsked, withTransparencyOptions, type TransparencyFlags } from "./transparency.ts";

interface Flags extends HoursFlags, PeriodFlags, WorklogFlags, PageFlags, TransparencyFlags {
  readonly by?: readonly string[];
  readonly round?: string;
  readonly band?: true;
  readonly amounts?: true;
  readonly json?: true;
  readonly csv?: true;
  readonly markdown?: true;
  readonly [flag: string]: unknown;
}

const FORMS = ["json", "csv", "markdown"] as const;
type Form = (typeof FORMS)[number] | "html";

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
  return hoursOptions(humanOption(withTransparencyOptions(withWorklogOptions(withPeriodOptions(pageOptions(command))))))
    .allowExcessArguments(true)
    .action(async (_period: string | undefined, given: Flags, self: Command) => {
      const { periods, flags } = periodInstead(given, ["html", "worklog"]);
      const words = wordsOf(flags.by ?? [], [...periods, ...self.args, ...afterDashes]);
      await tell(words.period, words.by, flags);
    });
}

/**
 * The dimensions and the period. Words that follow `--by day` were dimensions too: they are as long as they can be nothing
 * else, and it is said how they are written now.
 */
function wordsOf(by: readonly string[], operands: readonly string[]) {
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

async function tell(period: string | undefined, by: readonly Dimension[], flags: Flags): Promise<void> {
  const form = formOf(flags);
  const worklog = worklogAsked(flags);
  if (worklog !== undefined && form !== undefined) throw usage(`--worklog and --${form} contradict each other`);
  const transparency = transparencyAsked(flags, by);
  const zone = zoneOf(flags.tz);
  const clock = { now: new Date(), zone };
  const isWindow = flags.since !== undefined || flags.until !== undefined;
  const window = await windowOf(period ?? (isWindow ? undefined : "week"), flags, clock);
  if (window === undefined) throw new Error("a report is of some window");
  const rounding = flags.round === undefined ? undefined : roundingOf(flags.round, by);
  const rules = rulesOf(flags, clock.now);
  const band = flags.band === true || form === "json" || form === "html";
  const amounts = flags.amounts === true;
  if (amounts) refuseFiner(by, "--amounts tells what each day of a project costs");
  const firstDay = weekdayOf(flags.weekStart);
  const map = projectMapOf(flags);
  const asked = askedOf(flags);
  const request = { rules, window, zone, by, map, rounding, band, amounts, firstDay, asked };
  const page = pageRequestOf(form, flags);
  const read = readRequestOf(flags);
  freshen(freshRequestOf(flags), window, clock.now);
  if (transparency !== undefined) {
    const { directory } = transparency;
    const projects = directory === undefined ? asked.projects : new Set([...(asked.projects ?? []), directory]);
    return transparency.write(read, { ...request, asked: { ...asked, projects } });
  }
  const activities = await activitiesIn(read, window, request.rules);
  const found = reportOf(activities ?? NOTHING, request);
  const detail = await detailFor(page, read, { activities: activities ?? NOTHING, found, request });
  const show = () =>
    form === "html" ? writePage(found, { request, detail }, page) : print(viewOf(form, found, request, detail));
  const remarks = leftOutLines(found.leftOut, "--automated");
  const nothing = async () =>
    activities === undefined
      ? [nothingStored(read.store)]
      : [noActivity(found, request), ...newestText(await newestIn(read), request), ...remarks];
  if (worklog !== undefined) {
    const lines = worklog.linesOf(activities ?? NOTHING, request);
    await print(worklog.textOf(lines, request));
    return remark(lines.length === 0 ? await nothing() : [...worklog.remarksOn(lines), ...remarks]);
  }
  if (found.rows.length > 0) {
    await show();
    // The other forms have it in them.
    if (form === "csv") remark(remarks);
  } else await tellNothing(form, await nothing(), show);
}

const NOTHING: Activities = { all: () => [], sessions: () => [] };

/** Data stays data: a person who asked for a table is told in words, a program gets its form with nothing in it. */
async function tellNothing(form: Form | undefined, words: readonly string[], show: () => Promise<void>) {
  if (form === undefined) await print(words.map((text) => `${text}\n`));
  else {
    remark(words);
    await show();
  }
}

function remark(words: readonly string[]): void {
  for (const text of words) process.stderr.write(`tt: ${text}\n`);
}

/** Programs that sent prompts were active, if not for the person. */
function noActivity({ leftOut }: Report, { window, zone }: ReportRequest): string {
  const what = hasAutomated(leftOut) ? "only prompts of programs were found" : "no activity";
  return `${what}: ${windowText(window, zone)} (${zone})`;
}

/** Where there is something to tell, if it is elsewhere. */
function newestText(newest: number | undefined, { window, zone }: ReportRequest): readonly string[] {
  if (newest === undefined || (newest >= window.start && newest < window.end)) return [];
  const day = DateTime.fromSeconds(newest, { zone, locale: "en-GB" });
  return [`the newest is of ${day.toFormat("ccc d LLL yyyy")}: 'tt report ${day.toFormat("yyyy-MM-dd")}'`];
}

function formOf(flags: Flags): Form | undefined {
  const form = atMostOne(flags, FORMS);
  if (flags.html === undefined) return form;
  if (form !== undefined) throw usage(`--html and --${form} contradict each other`);
  return "html";
}

function viewOf(
  form: Exclude<Form, "html"> | undefined,
  found: Report,
  request: ReportRequest,
  detail: object,
): string {
  switch (form) {
    case "json":
      return jsonView(found, request, detail);
    case "csv":
      return csvView(found, request);
    case "markdown":
      return markdownView(found, request);
    case undefined:
      return tableView(found, request, terminal());
  }
}

function terminal() {
  const { isTTY, columns } = process.stdout;
  if (!isTTY) return { columns: undefined, colours: false };
  return {
    columns: columns > 0 ? columns : 80,
    colours: variable("NO_COLOR") === undefined && variable("TERM") !== "dumb",
  };
}

function roundingOf(text: string, by: readonly Dimension[]): Rounding {
  const rounding = roundingIn(text);
  if (rounding === undefined)
    throw usage(`--round: not a rounding: '${text}'`, "such as 15m, 15m:up, 6m:nearest, from 1s to 24h");
  refuseFiner(by, "--round rounds each day's time of a project");
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
