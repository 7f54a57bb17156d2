import { DateTime } from "luxon";
import type { Activities } from "../../hours/activities/activity-log.ts";
import type { Report, ReportRequest } from "../../hours/report/figures.ts";
import { hasAutomated, leftOutLines } from "../../hours/report/left-out.ts";
import { ofWhat } from "../../hours/projects/asked.ts";
import { reportOf } from "../../hours/report/report.ts";
import { csvView } from "../../hours/views/csv.ts";
import { jsonView } from "../../hours/views/json.ts";
import { markdownView } from "../../hours/views/markdown.ts";
import { windowText } from "../../hours/views/parameters.ts";
import { spendingLines } from "../../hours/views/spending/lines.ts";
import { tableView } from "../../hours/views/table.ts";
import type { HoursRequest } from "../options/hours/hours.ts";
import { variable } from "../process/environment.ts";
import { print } from "../process/print.ts";
import { activitiesIn, newestIn, nothingStored } from "../stored/events.ts";
import { silentMachinesText } from "../stored/silent-machines.ts";
import { detailFor, writePage, type PageRequest } from "./page.ts";
import { withEarlierTokens } from "./earlier-tokens.ts";
import { meterFor } from "./tokens.ts";
import type { TransparencyRequest } from "./transparency.ts";
import type { WorklogRequest } from "./worklog.ts";

export const FORMS = ["json", "csv", "markdown"] as const;
type Form = (typeof FORMS)[number] | "html";

/** A report, and how it is told: as a worklog, as a page, in another form, or as a table. */
export interface ToldRequest extends HoursRequest, Omit<ReportRequest, "asked"> {
  readonly form: Form | undefined;
  readonly worklog: WorklogRequest | undefined;
  readonly page: PageRequest;
  readonly transparency: TransparencyRequest | undefined;
}

/** Tells a report as of now. */
export async function tellReport(request: ToldRequest, now: Date): Promise<void> {
  const { read, window, form, page, worklog } = request;
  if (request.transparency !== undefined) {
    const { tellTransparency } = await import("./tell-transparency.ts");
    return tellTransparency(read, request, request.transparency);
  }
  const meter = request.tokens === undefined ? undefined : await meterFor(request.tokens);
  const activities = await activitiesIn(read, window, request.rules, meter);
  const found = await withEarlierTokens(reportOf(activities ?? NOTHING, request), activities ?? NOTHING, request);
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
    if (form === "csv") remark([...remarks, ...spendingLines(found, request.tokens)]);
  } else await tellNothing(form, await nothing(), show);
  if (request.by.includes("machine") || request.by.includes("person"))
    remark(await silentMachinesText(read, Math.floor(now.getTime() / 1000)));
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

/** What a person should know, beside the data. */
export function remark(words: readonly string[]): void {
  for (const text of words) process.stderr.write(`tt: ${text}\n`);
}

/** Programs that sent prompts were active, if not for the person. */
function noActivity({ leftOut }: Report, { window, zone, asked = {} }: ReportRequest): string {
  const what = hasAutomated(leftOut) ? "only prompts of programs were found" : "no activity";
  return `${what}${ofWhat(asked)}: ${windowText(window, zone)} (${zone})`;
}

/** Where there is something to tell, if it is elsewhere. */
function newestText(newest: number | undefined, { window, zone }: ReportRequest): readonly string[] {
  if (newest === undefined || (newest >= window.start && newest < window.end)) return [];
  const day = DateTime.fromSeconds(newest, { zone, locale: "en-GB" });
  return [`the newest is of ${day.toFormat("ccc d LLL yyyy")}: 'tt report ${day.toFormat("yyyy-MM-dd")}'`];
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
