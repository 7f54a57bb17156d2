import { DateTime } from "luxon";
import { displayWidth, fitted } from "../../lib/display-width.ts";
import { clockText } from "../../lib/duration.ts";
import { printable } from "../../lib/printable.ts";
import type { Report, ReportRequest, Hours } from "../report.ts";
import { parameterLines, windowText } from "./parameters.ts";

export interface Terminal {
  /** Cells a line; `undefined` where no terminal is. */
  readonly columns: number | undefined;
  readonly colours: boolean;
}

const COLUMNS = ["human", "agent", "union"] as const;
const GAP = "  ";
const MOST_BAR = 40;
const LEAST_BAR = 8;
const LEAST_NAME = 8;

/** A report for a person: a line a group, with a bar whose upper half is the person's time and whose lower the agents'. */
export function tableView(report: Report, request: ReportRequest, { columns, colours }: Terminal): string {
  const paint = painter(colours);
  const names = report.rows.map(({ names }) => names.map((name, at) => shown(name, request.by[at])));
  const numbers = [...report.rows, report.total].map((row) => COLUMNS.map((column) => clockText(row[column])));
  const numberWidth = longest(numbers.flat(), 5);
  const room = (columns ?? Infinity) - COLUMNS.length * (numberWidth + GAP.length);
  const widths = nameWidths(names, request.by, room);
  const barWidth = barRoom(room - widths.reduce((sum, width) => sum + width + GAP.length, 0));
  const most = report.rows.reduce((most, { human, agent }) => Math.max(most, human, agent), 1);

  const line = (texts: readonly string[], cells: readonly string[]) =>
    [
      ...texts.map((text, at) => fitted(text, widths[at] ?? 0)),
      ...cells.map((text) => text.padStart(numberWidth)),
    ].join(GAP);
  const rows = report.rows.map((row, at) => {
    const bar = barWidth === 0 ? "" : barOf(row, most, barWidth, paint);
    return `${line(withoutRepeats(names, at), numbers[at] ?? [])}${bar === "" ? "" : GAP + bar}`;
  });
  const legend = barWidth === 0 ? "" : `${GAP}${paint.human("▀")} human ${paint.agent("▄")} agent`;
  return [
    paint.bold(windowText(request.window, request.zone)),
    "",
    `${line([...request.by], COLUMNS)}${legend}`,
    ...rows,
    paint.bold(line(["total", ...request.by.slice(1).map(() => "")], numbers.at(-1) ?? [])),
    "",
    ...parameterLines(request)
      .flatMap((text) => wrapped(text, columns))
      .map(paint.dim),
    "",
  ].join("\n");
}

function shown(name: string, dimension: string | undefined): string {
  if (dimension !== "day") return printable(name);
  return `${name} ${DateTime.fromISO(name, { zone: "utc", locale: "en-GB" }).toFormat("ccc")}`;
}

/** The names of a row; what is the same as in the row above, from the left, is left away. */
function withoutRepeats(names: readonly (readonly string[])[], at: number): readonly string[] {
  const above = names[at - 1] ?? [];
  const now = names[at] ?? [];
  const changed = now.findIndex((name, level) => name !== above[level]);
  return now.map((name, level) => (level < changed ? "" : name));
}

/** As wide as the names are; where the terminal is too narrow, the widest give way. */
function nameWidths(names: readonly (readonly string[])[], by: readonly string[], room: number): readonly number[] {
  const widths = by.map((dimension, level) =>
    longest(
      names.map((row) => row[level] ?? ""),
      Math.max(dimension.length, level === 0 ? "total".length : 0),
    ),
  );
  let over = widths.reduce((sum, width) => sum + width, 0) + (widths.length - 1) * GAP.length - room;
  while (over > 0) {
    const widest = widths.indexOf(Math.max(...widths));
    const width = widths[widest] ?? 0;
    if (width <= LEAST_NAME) break;
    widths[widest] = width - 1;
    over--;
  }
  return widths;
}

/** The width of the widest text, at least so much. */
function longest(texts: readonly string[], least: number): number {
  return texts.reduce((most, text) => Math.max(most, displayWidth(text)), least);
}

function barRoom(room: number): number {
  const width = Math.min(MOST_BAR, room);
  return width < LEAST_BAR ? 0 : width;
}

function barOf({ human, agent }: Hours, most: number, width: number, paint: Painter): string {
  const length = (seconds: number) => (seconds === 0 ? 0 : Math.max(1, Math.round((seconds / most) * width)));
  const both = Math.min(length(human), length(agent));
  const rest = Math.max(length(human), length(agent)) - both;
  const tail = length(human) > length(agent) ? paint.human("▀".repeat(rest)) : paint.agent("▄".repeat(rest));
  return (both === 0 ? "" : paint.both("█".repeat(both))) + (rest === 0 ? "" : tail);
}

function wrapped(text: string, columns = Infinity): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && displayWidth(last) + 1 + displayWidth(word) <= columns)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(lines.length === 0 ? word : `  ${word}`);
  }
  return lines;
}

type Painter = Readonly<Record<"bold" | "dim" | "human" | "agent" | "both", (text: string) => string>>;

/** The same text with and without colours. */
function painter(colours: boolean): Painter {
  const code = (on: number, off: number) => (text: string) =>
    colours && text !== "" ? `\u001b[${on}m${text}\u001b[${off}m` : text;
  return { bold: code(1, 22), dim: code(2, 22), human: code(36, 39), agent: code(35, 39), both: code(34, 39) };
}
