import { mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Command } from "commander";
import { EXIT, Failure, failedWith, reason, usage } from "../../failure.ts";
import type { Activities } from "../../hours/activities/activity-log.ts";
import type { Report, ReportRequest } from "../../hours/report/figures.ts";
import { reportJson } from "../../hours/views/json.ts";
import { windowText } from "../../hours/views/parameters.ts";
import { printable } from "../../lib/text/printable.ts";
import type { ReadRequest } from "../options/store.ts";
import { print } from "../process/print.ts";
import { activitiesIn } from "../stored/events.ts";

/** What `tt report` takes of its command line for a page. */
export interface PageFlags {
  /** The file; `true` for a temporary one. */
  readonly html?: string | true;
  readonly open?: boolean;
  readonly detail?: true;
}

export function pageOptions(command: Command): Command {
  return command
    .option("--html [FILE]", "write a page to look at, in one file ('-': stdout; default: a temporary one)")
    .option("--open", "open the page in the browser (default: a temporary one, on a terminal)")
    .option("--no-open", "do not")
    .option("--detail", "with --json: also what the page draws, every stretch of time");
}

/** Where a page goes, if there is one, and whether what it draws is told elsewhere. */
export interface PageRequest {
  /** Whether the report is told as a page. */
  readonly isAsked: boolean;
  /** A path, `-` for the standard output; `undefined` for a temporary file. */
  readonly path: string | undefined;
  /** Opened in the browser; `undefined`: where it is a temporary one, on a terminal. */
  readonly open: boolean | undefined;
  /** Whether every stretch of time is told. */
  readonly isDetailed: boolean;
}

/** The page that the flags ask for, of a report in some other form, if any was named. */
export function pageRequestOf(form: string | undefined, { html, open, detail }: PageFlags): PageRequest {
  const isAsked = html !== undefined;
  if (isAsked && form !== undefined) throw usage(`--html and --${form} contradict each other`);
  if (detail === true && form !== "json") throw usage("--detail is of --json", "'--html' has it all");
  const path = html === true || html === "" ? undefined : html;
  return { isAsked, path, open, isDetailed: isAsked || detail === true };
}

interface Told {
  readonly activities: Activities;
  readonly found: Report;
  readonly request: ReportRequest;
}

/** What stands behind the report, where it is asked for; else nothing. */
export async function detailFor(
  { isDetailed }: PageRequest,
  read: ReadRequest,
  { activities, found, request }: Told,
): Promise<object> {
  if (!isDetailed) return {};
  const [{ detailOf }, { periodBefore }] = await Promise.all([
    import("../../page/detail.ts"),
    import("../../page/period-before.ts"),
  ]);
  const { rules, window, zone } = request;
  const earlier = periodBefore(window, zone, rules.now ?? Infinity);
  const before =
    earlier === undefined ? undefined : await activitiesIn({ ...read, inquiry: undefined }, earlier, rules);
  return {
    detail: detailOf(
      activities,
      found,
      request,
      earlier === undefined || before === undefined ? undefined : { activities: before, window: earlier },
    ),
  };
}

interface Drawn {
  readonly request: ReportRequest;
  readonly detail: object;
}

/** Writes the page to where it was asked for, and says where that is. */
export async function writePage(found: Report, { request, detail }: Drawn, page: PageRequest): Promise<void> {
  const { pageHtml } = await import("../../page/html.ts");
  const { rows, ...report } = reportJson(found, request);
  // Directories stand in no table.
  const shown = rows.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => name !== "directory")));
  const text = pageHtml({ ...report, rows: shown, ...detail }, `Hours: ${windowText(request.window, request.zone)}`);
  if (page.path === "-") return print(text);
  const isOurs = page.path === undefined;
  const path =
    page.path === undefined ? join(mkdtempSync(join(tmpdir(), "tt-report-")), "report.html") : resolve(page.path);
  if (!isOurs) refuseOther(path);
  try {
    writeFileSync(path, text, isOurs ? { mode: 0o600 } : {});
  } catch (error) {
    throw new Failure(EXIT.output, `cannot write the page: \`${path}\` (${reason(error)})`, { cause: error });
  }
  await print(`${printable(path)}\n`);
  if (!(page.open ?? (isOurs && process.stdout.isTTY))) return;
  const { openInBrowser } = await import("./open-in-browser.ts");
  openInBrowser(path);
}

/** A page may be written over a page; what else lies there was named by mistake. Devices and pipes hold nothing. */
function refuseOther(path: string): void {
  let text: string;
  try {
    if (!statSync(path).isFile()) return;
    text = readFileSync(path, "latin1");
  } catch (error) {
    if (failedWith(error, "ENOENT")) return;
    throw new Failure(EXIT.output, `cannot write the page: \`${path}\` (${reason(error)})`, { cause: error });
  }
  if (text === "" || /^\s*<!doctype html>/i.test(text)) return;
  throw usage(`\`${path}\` is there already and is no page`, "name another file, or delete it first");
}
