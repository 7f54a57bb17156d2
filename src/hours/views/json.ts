import { printableJson } from "../../lib/text/printable.ts";
import { leftOutJson, nobodysJson } from "../report/left-out.ts";
import { BAND } from "../human/human-rules.ts";
import type { Hours, Report, ReportRequest } from "../report/figures.ts";
import { amountsJson } from "./amounts.ts";
import { knownJson } from "./known.ts";
import { memberOf, parameters } from "./parameters.ts";
import { spendingJson, tokensJson } from "./spending/data.ts";

/** A report as one JSON object, in seconds, with what else it is to have. */
export function jsonView(report: Report, request: ReportRequest, more: object = {}): string {
  return `${printableJson({ ...reportJson(report, request), ...more })}\n`;
}

/** The same as a value. */
export function reportJson(report: Report, request: ReportRequest) {
  const { rows, total, leftOut, knownBy } = report;
  return {
    parameters: parameters(request, total.spending),
    total: figuresJson(total, request),
    rows: rows.map((row) => ({
      ...Object.fromEntries(request.by.map((dimension, at) => [dimension, row.names[at] ?? ""])),
      ...(row.directory === undefined ? undefined : { directory: row.directory }),
      ...figuresJson(row, request),
    })),
    known_by: knownJson(knownBy),
    left_out: leftOutJson(leftOut),
    ...nobodysJson(leftOut),
    ...(request.tokens === undefined ? undefined : { tokens: tokensJson(report, request.tokens) }),
  };
}

function figuresJson(
  { human, agent, union, band, amounts, spending }: Hours,
  { amounts: isBilled, tokens }: ReportRequest,
) {
  return {
    human_s: human,
    agent_s: agent,
    union_s: union,
    ...(band === undefined
      ? undefined
      : { band: Object.fromEntries(BAND.map((rule) => [`${memberOf(rule)}_s`, band[rule]])) }),
    ...(isBilled === true ? { amounts: amountsJson(amounts) } : undefined),
    ...(tokens === undefined ? undefined : spendingJson(spending, tokens)),
  };
}
