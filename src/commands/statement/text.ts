import {
  amountsOf,
  changedParameters,
  changesOf,
  type Change,
  type Statement,
  type StatementLine,
} from "../../hours/report/statement.ts";
import { csvLine } from "../../lib/text/csv.ts";
import { clockText } from "../../lib/text/duration.ts";
import { printable } from "../../lib/text/printable.ts";

/** A statement as a table: a line a day and project, then the total. */
export function statementTable({ lines, total }: Statement): readonly string[] {
  const cells = [
    ["day", "project", "human", "agent", "union", "amount"],
    ...lines.map((line) => [line.day, printable(line.project), ...figures(line)]),
    ["total", "", ...figures(total)],
  ];
  const widths = cells[0]?.map((_, at) => Math.max(...cells.map((row) => row[at]?.length ?? 0))) ?? [];
  return cells.map((row) =>
    row
      .map((cell, at) => (at < 2 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join("  ")
      .trimEnd(),
  );
}

function figures({ human_s, agent_s, union_s, amounts }: Omit<StatementLine, "day" | "project">): readonly string[] {
  return [clockText(human_s), clockText(agent_s), clockText(union_s), amountsOf(amounts)];
}

/** The same as CSV. */
export function statementCsv({ lines, total }: Statement): string {
  const currencies = Object.keys(total.amounts);
  const head = ["day", "project", "human_s", "agent_s", "union_s", ...currencies.map((code) => `amount_${code}`)];
  return [
    csvLine(head),
    ...lines.map(({ day, project, human_s, agent_s, union_s, amounts }) => {
      const money = currencies.map((code) => amountsOf({ [code]: amounts[code] ?? 0 }).split(" ")[0] ?? "");
      return csvLine([day, printable(project), human_s, agent_s, union_s, ...money]);
    }),
  ].join("");
}

/** What would be otherwise now, a line each. */
export function differencesOf(kept: Statement, now: Statement): readonly string[] {
  const changes = changesOf(kept, now);
  const rules = changedParameters(kept, now);
  const isSame = kept.events_sha256 === now.events_sha256;
  if (changes.length === 0 && rules.length === 0 && isSame) return ["nothing has changed since"];
  return [
    ...(isSame ? [] : [`its events are others now: ${kept.events} -> ${now.events}`]),
    ...rules.map((rule) => `counted otherwise now: ${rule}`),
    ...(changes.length === 0 ? ["its figures are the same all the same"] : changes.map(changeText)),
  ];
}

function changeText({ day, project, was, is }: Change): string {
  const text = (line: StatementLine | undefined) =>
    line === undefined
      ? "nothing"
      : figures(line)
          .filter((cell) => cell !== "")
          .join(" ");
  return `${day} ${printable(project)}: ${text(was)} -> ${text(is)}`;
}
