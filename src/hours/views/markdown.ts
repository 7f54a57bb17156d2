import { clockText } from "../../lib/text/duration.ts";
import { printable } from "../../lib/text/printable.ts";
import { leftOutLines } from "../report/left-out.ts";
import { BAND } from "../human/human-rules.ts";
import type { Hours, Report, ReportRequest } from "../report/figures.ts";
import { roundingsIn } from "../report/money.ts";
import { amountsText } from "./amounts.ts";
import { knownText } from "./known.ts";
import { onlyLines, parameterLines, windowText } from "./parameters.ts";
import { spentColumns } from "./spending/columns.ts";
import { spendingLines } from "./spending/lines.ts";
import { modelTable } from "./spending/model-table.ts";
import { sumOf } from "../../spending/spending.ts";

/** A report as a table of Markdown, with what it was made with below. */
export function markdownView(report: Report, request: ReportRequest): string {
  const { rows, total, leftOut, knownBy } = report;
  const { by, tokens } = request;
  const line = (names: readonly string[], hours: readonly string[]) => `| ${[...names, ...hours].join(" | ")} |`;
  const isBilled = request.amounts === true;
  const spent = tokens === undefined ? [] : spentColumns(total.spending, tokens, "each");
  const columns = [
    "human",
    ...(total.band === undefined ? [] : BAND),
    "agent",
    "union",
    ...(isBilled ? ["amount"] : []),
    ...spent.map(({ head }) => head),
  ];
  const numbers = ({ human, agent, union, band, amounts, spending, lacksTokens }: Hours) => [
    ...[human, ...(band === undefined ? [] : BAND.map((rule) => band[rule])), agent, union].map(clockText),
    ...(isBilled ? [amountsText(amounts)] : []),
    ...spent.map(({ of }) => of(spending === undefined ? undefined : sumOf(spending), lacksTokens)),
  ];
  return [
    `**${windowText(request.window, request.zone)}**`,
    "",
    line(by, columns),
    line(
      by.map(() => "---"),
      columns.map(() => "--:"),
    ),
    ...rows.map((row) => line(row.names.map(escaped), numbers(row))),
    line(["**total**", ...by.slice(1).map(() => "")], numbers(total)),
    "",
    ...modelLines(report, request),
    ...spendingLines(report, tokens).map((text) => `- ${escaped(text)}`),
    ...leftOutLines(leftOut, "--automated").map((text) => `- ${escaped(text)}`),
    ...knownText({ knownBy }).map((text) => `- ${text}`),
    ...onlyLines(request).map((text) => `- ${escaped(text)}`),
    ...parameterLines(request, roundingsIn(total.bills)).map((text) => `- ${text}`),
    "",
  ].join("\n");
}

function modelLines({ total }: Report, { tokens }: ReportRequest): readonly string[] {
  const [head, ...models] = tokens === undefined ? [] : modelTable(total.spending, tokens, "each");
  if (head === undefined) return [];
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const aligned = head.map((name) => (name === "model" || name === "priced" ? "---" : "--:"));
  return [line(head), line(aligned), ...models.map((cells) => line(cells.map(escaped))), ""];
}

/** Names are somebody else's: none may end a cell, make a link or be HTML. */
export function escaped(name: string): string {
  return printable(name).replaceAll(/[\\`*_[\]<>|#~&]/g, (mark) => `\\${mark}`);
}
