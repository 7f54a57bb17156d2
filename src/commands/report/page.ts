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
import type { HoursFlags } from "../options/hours.ts";
import { print } from "../process/print.ts";
import { activitiesIn } from "../stored/events.ts";
import { readRequestOf } from "../options/store.ts";

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

interface Told {
  readonly activities: Activities;
  readonly found: Report;
  readonly request: ReportRequest;
}

/** What stands behind the report, where it is asked for; else nothing. */
export async function detailFor(
  form: string | undefined,
  flags: HoursFlags & PageFlags,
  { activities, found, request }: Told,
): Promise<object> {
  if (flags.detail === true && form !== "json") throw usage("--detail is of --json", "'--html' has it all");
  if (flags.detail !== true && form !== "html") return {};
  const [{ detailOf }, { periodBefore }] = await Promise.all([
    import("../../page/detail.ts"),
    import("../../page/period-before.ts"),
  ]);
  const { rules, window, zone } = request;
  const earlier = periodBefore(window, zone, rules.now ?? Infinity);
  const before = earlier === undefined ? undefined : await activitiesIn(readRequestOf(flags), earlier, rules);
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
export async function writePage(found: Report, { request, detail }: Drawn, { html, open }: PageFlags): Promise<void> {
  const { pageHtml } = await import("../../page/html.ts");
  const { rows, ...report } = reportJson(found, request);
  // Directories stand in no table.
  const shown = rows.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => name !== "directory")));
  const page = pageHtml({ ...report, rows: shown, ...detail }, `Hours: ${windowText(request.window, request.zone)}`);
  if (html === "-") return print(page);
  const isOurs = html === undefined || html === true || html === "";
  const path = isOurs ? join(mkdtempSync(join(tmpdir(), "tt-report-")), "report.html") : resolve(html);
  if (!isOurs) refuseOther(path);
  try {
    writeFileSync(path, page, isOurs ? { mode: 0o600 } : {});
  } catch (error) {
    throw new Failure(EXIT.output, `cannot write the page: \`${path}\` (${reason(error)})`, { cause: error });
  }
  await print(`${printable(path)}\n`);
  if (!(open ?? (isOurs && process.stdout.isTTY))) return;
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
