import { clockText } from "../../lib/text/duration.ts";
import { printable } from "../../lib/text/printable.ts";
import { leftOutLines } from "../report/left-out.ts";
import { BAND } from "../human/human-rules.ts";
import type { Hours, Report, ReportRequest } from "../report/figures.ts";
import { amountsText } from "./amounts.ts";
import { knownText } from "./known.ts";
import { onlyLines, parameterLines, windowText } from "./parameters.ts";

/** A report as a table of Markdown, with what it was made with below. */
export function markdownView({ rows, total, leftOut, knownBy }: Report, request: ReportRequest): string {
  const { by } = request;
  const line = (names: readonly string[], hours: readonly string[]) => `| ${[...names, ...hours].join(" | ")} |`;
  const isBilled = request.amounts === true;
  const columns = [
    "human",
    ...(total.band === undefined ? [] : BAND),
    "agent",
    "union",
    ...(isBilled ? ["amount"] : []),
  ];
  const numbers = ({ human, agent, union, band, amounts }: Hours) => [
    ...[human, ...(band === undefined ? [] : BAND.map((rule) => band[rule])), agent, union].map(clockText),
    ...(isBilled ? [amountsText(amounts)] : []),
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
    ...leftOutLines(leftOut, "--automated").map((text) => `- ${escaped(text)}`),
    ...knownText({ knownBy }).map((text) => `- ${text}`),
    ...onlyLines(request).map((text) => `- ${escaped(text)}`),
    ...parameterLines(request).map((text) => `- ${text}`),
    "",
  ].join("\n");
}

/** Names are somebody else's: none may end a cell, make a link or be HTML. */
export function escaped(name: string): string {
  return printable(name).replaceAll(/[\\`*_[\]<>|#~&]/g, (mark) => `\\${mark}`);
}
