import { printableJson } from "../../lib/text/printable.ts";
import { leftOutJson, nobodysJson } from "../report/left-out.ts";
import { BAND } from "../human/human-rules.ts";
import type { Hours, Report, ReportRequest } from "../report/figures.ts";
import { amountsJson } from "./amounts.ts";
import { knownJson } from "./known.ts";
import { memberOf, parameters } from "./parameters.ts";

/** A report as one JSON object, in seconds, with what else it is to have. */
export function jsonView(report: Report, request: ReportRequest, more: object = {}): string {
  return `${printableJson({ ...reportJson(report, request), ...more })}\n`;
}

/** The same as a value. */
export function reportJson({ rows, total, leftOut, knownBy }: Report, request: ReportRequest) {
  const isBilled = request.amounts === true;
  return {
    parameters: parameters(request),
    total: inSeconds(total, isBilled),
    rows: rows.map((row) => ({
      ...Object.fromEntries(request.by.map((dimension, at) => [dimension, row.names[at] ?? ""])),
      ...(row.directory === undefined ? undefined : { directory: row.directory }),
      ...inSeconds(row, isBilled),
    })),
    known_by: knownJson(knownBy),
    left_out: leftOutJson(leftOut),
    ...nobodysJson(leftOut),
  };
}

function inSeconds({ human, agent, union, band, amounts }: Hours, isBilled: boolean) {
  return {
    human_s: human,
    agent_s: agent,
    union_s: union,
    ...(band === undefined
      ? undefined
      : { band: Object.fromEntries(BAND.map((rule) => [`${memberOf(rule)}_s`, band[rule]])) }),
    ...(isBilled ? { amounts: amountsJson(amounts) } : undefined),
  };
}
