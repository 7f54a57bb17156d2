import { clockText } from "../../lib/text/duration.ts";
import { printable } from "../../lib/text/printable.ts";
import { leftOutLines } from "../report/left-out.ts";
import { BAND } from "../human/human-rules.ts";
import type { Hours, Report, ReportRequest } from "../report/figures.ts";
import { amountsText } from "./amounts.ts";
import { knownText } from "./known.ts";
import { onlyLines, parameterLines, windowText } from "./parameters.ts";
import { modelsOf, pricedAs, spendingLines, spentColumns } from "./spending.ts";
import { sumOf } from "../../spending/spending.ts";

/** A report as a table of Markdown, with what it was made with below. */
export function markdownView(report: Report, request: ReportRequest): string {
  const { rows, total, leftOut, knownBy } = report;
  const { by, tokens } = request;
  const line = (names: readonly string[], hours: readonly string[]) => `| ${[...names, ...hours].join(" | ")} |`;
  const isBilled = request.amounts === true;
  const spent = tokens === undefined ? [] : spentColumns(total.spending, tokens, "each");
  const models = modelsOf(total.spending);
  const columns = [
    "human",
    ...(total.band === undefined ? [] : BAND),
    "agent",
    "union",
    ...(isBilled ? ["amount"] : []),
    ...spent.map(({ head }) => head),
  ];
  const numbers = ({ human, agent, union, band, amounts, spending }: Hours) => [
    ...[human, ...(band === undefined ? [] : BAND.map((rule) => band[rule])), agent, union].map(clockText),
    ...(isBilled ? [amountsText(amounts)] : []),
    ...spent.map(({ of }) => of(spending === undefined ? undefined : sumOf(spending))),
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
    ...(tokens === undefined || models.length === 0
      ? []
      : [
          line(["model"], [...spent.map(({ head }) => head), ...(tokens.prices === undefined ? [] : ["priced"])]),
          line(["---"], [...spent.map(() => "--:"), ...(tokens.prices === undefined ? [] : ["---"])]),
          ...models.map(([model, one]) =>
            line(
              [escaped(model)],
              [
                ...spent.map(({ of }) => of(one)),
                ...(tokens.prices === undefined ? [] : [escaped(pricedAs(model, one, tokens.prices))]),
              ],
            ),
          ),
          "",
        ]),
    ...leftOutLines(leftOut, "--automated").map((text) => `- ${escaped(text)}`),
    ...knownText({ knownBy }).map((text) => `- ${text}`),
    ...spendingLines(report, tokens).map((text) => `- ${escaped(text)}`),
    ...onlyLines(request).map((text) => `- ${escaped(text)}`),
    ...parameterLines(request).map((text) => `- ${text}`),
    "",
  ].join("\n");
}

/** Names are somebody else's: none may end a cell, make a link or be HTML. */
export function escaped(name: string): string {
  return printable(name).replaceAll(/[\\`*_[\]<>|#~&]/g, (mark) => `\\${mark}`);
}
