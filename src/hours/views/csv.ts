import { csvLine } from "../../lib/csv.ts";
import { printable } from "../../lib/printable.ts";
import type { Report, ReportRequest } from "../report.ts";
import { parameters } from "./parameters.ts";

/** A report as CSV: decimal hours and exact seconds, and what it was made with in every line. */
export function csvView({ rows }: Report, request: ReportRequest): string {
  const { by, ...rest } = parameters(request);
  const head = [...by, "human_hours", "agent_hours", "union_hours", "human_s", "agent_s", "union_s"];
  return [
    csvLine([...head, ...Object.keys(rest)]),
    ...rows.map(({ names, human, agent, union }) => {
      const hours = [human, agent, union].map((seconds) => (seconds / 3600).toFixed(4));
      return csvLine([...names.map(printable), ...hours, human, agent, union, ...Object.values(rest).map(String)]);
    }),
  ].join("");
}
