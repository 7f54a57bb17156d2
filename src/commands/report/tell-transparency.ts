import type { ReportRequest } from "../../hours/report/figures.ts";
import { windowText } from "../../hours/views/parameters.ts";
import { redactionLines } from "../../redaction/wording.ts";
import { transparencyCsv } from "../../transparency/csv.ts";
import { transparencyMarkdown } from "../../transparency/markdown.ts";
import { redactedTransparency } from "../../transparency/redacted.ts";
import type { Transparency } from "../../transparency/transparency.ts";
import { redacting, redactorOf } from "../options/redaction/redactor.ts";
import type { ReadRequest } from "../options/store.ts";
import { print } from "../process/print.ts";
import type { TransparencyRequest } from "./transparency.ts";
import { groupsOf } from "./transparency-groups.ts";

/** Prints it, once everything in it is redacted. */
export async function tellTransparency(
  read: ReadRequest,
  request: ReportRequest,
  { by, directory, hasText, isCsv, redaction }: TransparencyRequest,
): Promise<void> {
  const redactor = redaction === undefined ? undefined : await redactorOf(redaction);
  const { window, zone, asked = {} } = request;
  const projects = directory === undefined ? asked.projects : new Set([...(asked.projects ?? []), directory]);
  const { groups, notes } = await groupsOf(read, { ...request, asked: { ...asked, projects } }, by, hasText);
  const all: Transparency = { by, period: windowText(window, zone), zone, groups, hasText, notes };
  const told = redacting(() => redactedTransparency(all, redactor));
  if (!isCsv) return print(transparencyMarkdown(told));
  await print(transparencyCsv(told));
  const { redactions } = told;
  for (const note of [...told.notes, ...(redactions === undefined ? [] : redactionLines(redactions))])
    process.stderr.write(`tt: ${note}\n`);
}
