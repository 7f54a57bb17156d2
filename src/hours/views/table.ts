import { DateTime } from "luxon";
import { displayWidth, fitted } from "../../lib/text/display-width.ts";
import { clockText } from "../../lib/text/duration.ts";
import { printable } from "../../lib/text/printable.ts";
import { leftOutLines } from "../report/left-out.ts";
import { BAND, type Band } from "../human/human-rules.ts";
import type { Hours, Report, ReportRequest } from "../report/figures.ts";
import { roundingsIn } from "../report/money.ts";
import { amountsText } from "./amounts.ts";
import { barOf, LEGEND } from "./bar.ts";
import { painter } from "./paint.ts";
import { knownText } from "./known.ts";
import { onlyLines, parameterLines, windowText } from "./parameters.ts";
import { ROOMS, spentColumns, type Room } from "./spending/columns.ts";
import { spendingLines } from "./spending/lines.ts";
import { modelTable } from "./spending/model-table.ts";
import { sumOf } from "../../spending/spending.ts";

export interface Terminal {
  /** Cells a line; `undefined` where no terminal is. */
  readonly columns: number | undefined;
  readonly colours: boolean;
}

type Column = "human" | "agent" | "union" | Band;

interface Layout {
  readonly columns: readonly Column[];
  /** Whether days have their names. */
  readonly weekdays: boolean;
  /** To how many cells a name may be cut; a date never is. */
  readonly leastName: number;
  readonly gap: string;
}

const GAP = "  ";
const ROOMY: Layout = { columns: ["human", "agent", "union"], weekdays: true, leastName: 8, gap: GAP };
/** From roomy to narrow. */
const LAYOUTS: readonly Layout[] = [
  ROOMY,
  { ...ROOMY, weekdays: false },
  { ...ROOMY, weekdays: false, columns: ["human", "agent"] },
  { weekdays: false, columns: ["human", "agent"], leastName: 1, gap: " " },
];
/** The same with the band in the place of human time, which leaves no room for bars. */
const BAND_LAYOUTS: readonly Layout[] = [
  { ...ROOMY, columns: [...BAND, "agent", "union"] },
  { ...ROOMY, weekdays: false, columns: [...BAND, "agent"] },
  { weekdays: false, columns: BAND, leastName: 1, gap: " " },
];
const MOST_BAR = 40;

/** A report for a person: a line a group, with a bar whose upper half is the person's time and whose lower the agents'. */
export function tableView(report: Report, request: ReportRequest, { columns = Infinity, colours }: Terminal): string {
  const paint = painter(colours);
  const { by } = request;
  const { layout, beside } = roomFor(report, request, columns);
  const { names, widths } = layout;
  const taken = lineWidth([...widths, ...layout.columns.map(() => layout.numberWidth)], layout.gap);
  const room = Math.min(MOST_BAR, columns - taken - GAP.length);
  // Each character of the legend takes one cell.
  const barWidth = request.band === true || beside.width > 0 || room < LEGEND.length ? 0 : room;
  const most = report.rows.reduce((most, { human, agent }) => Math.max(most, human, agent), 1);

  const line = (texts: readonly string[], numbers: readonly string[]) =>
    [
      ...texts.map((text, at) => fitted(text, widths[at] ?? 0)),
      ...numbers.map((text) => text.padStart(layout.numberWidth)),
    ].join(layout.gap);
  const numbersOf = (hours: Hours) => layout.columns.map((column) => clockText(secondsIn(hours, column)));
  const rows = report.rows.map((row, at) => {
    const bar = barOf(row, { most, width: barWidth }, paint);
    return `${line(withoutRepeats(names, at), numbersOf(row))}${bar === "" ? "" : GAP + bar}${beside.of(row)}`;
  });
  const legend = GAP + LEGEND.replace("▀", paint.human).replace("▄", paint.agent);
  return [
    ...wrapped(windowText(request.window, request.zone), columns).map(paint.bold),
    "",
    `${line(by, layout.columns)}${barWidth === 0 ? "" : legend}${beside.head}`,
    ...rows,
    paint.bold(line(["total", ...by.slice(1).map(() => "")], numbersOf(report.total)) + beside.of(report.total)),
    "",
    ...modelLines(report, request, beside.room),
    ...spendingLines(report, request.tokens).flatMap((text) => wrapped(text, columns)),
    ...leftOutLines(report.leftOut, "--automated").flatMap((text) => wrapped(text, columns)),
    ...knownText(report).flatMap((text) => wrapped(text, columns)),
    ...onlyLines(request),
    ...parameterLines(request, roundingsIn(report.total.bills))
      .flatMap((text) => wrapped(text, columns))
      .map(paint.dim),
    "",
  ].join("\n");
}

/** The widest of what is told beside hours for which there is room, and how hours are told then. */
function roomFor(report: Report, request: ReportRequest, columns: number) {
  const ways = (request.tokens === undefined ? [undefined] : ROOMS).map((room) => {
    const beside = besideHours(report, request, room);
    return { beside, layout: layoutFor(report, request.by, columns - beside.width) };
  });
  const [widest, ...others] = ways;
  // Before names are cut, tokens are told in fewer columns.
  const way = ways.find(({ layout }) => layout.fits && layout.gap === GAP) ?? others.at(-1) ?? widest;
  if (way === undefined) throw new Error("there is a way");
  return way;
}

/** What stands in the place of the bars: amounts, and what was spent. */
function besideHours({ rows, total }: Report, { amounts, tokens }: ReportRequest, room: Room | undefined) {
  const spent = tokens === undefined || room === undefined ? [] : spentColumns(total.spending, tokens, room);
  const told = [
    ...(amounts === true ? [{ head: "amount", of: (row: Hours) => amountsText(row.amounts) }] : []),
    ...spent.map(({ head, of }) => ({
      head,
      of: ({ spending, lacksTokens }: Hours) => of(spending === undefined ? undefined : sumOf(spending), lacksTokens),
    })),
  ].map(({ head, of }) => {
    const width = [...rows, total].reduce((most, row) => Math.max(most, displayWidth(of(row))), head.length);
    const cell = (text: string) => GAP + " ".repeat(width - displayWidth(text)) + text;
    return { width: width + GAP.length, head: cell(head), of: (row: Hours) => cell(of(row)) };
  });
  return {
    room,
    width: told.reduce((sum, { width }) => sum + width, 0),
    head: told.map(({ head }) => head).join(""),
    of: (row: Hours) =>
      told
        .map(({ of }) => of(row))
        .join("")
        .trimEnd(),
  };
}

/** What was spent by model, where tokens are told: a line each, and by which price. */
function modelLines({ total }: Report, { tokens }: ReportRequest, room: Room | undefined): readonly string[] {
  const lines = tokens === undefined || room === undefined ? [] : modelTable(total.spending, tokens, room);
  const [head = []] = lines;
  const cells = lines.map((line) => line.map(printable));
  const widths = head.map((_, at) => cells.reduce((most, line) => Math.max(most, displayWidth(line[at] ?? "")), 0));
  const padded = (text: string, at: number) => {
    const space = " ".repeat((widths[at] ?? 0) - displayWidth(text));
    return head[at] === "model" || head[at] === "priced" ? text + space : space + text;
  };
  return lines.length === 0 ? [] : [...cells.map((line) => line.map(padded).join(GAP).trimEnd()), ""];
}

/** The first layout that fits, its names as wide as they are; if none does the last, in which names give way. */
function layoutFor({ rows, total }: Report, by: readonly string[], room: number) {
  const isBand = total.band !== undefined;
  const numberWidth = [...rows, total].reduce(
    (width, { human, agent, union, band }) =>
      Math.max(width, clockText(Math.max(human, agent, union, band?.attended ?? 0)).length),
    isBand ? "hands-on".length : "human".length,
  );
  const layouts = (isBand ? BAND_LAYOUTS : LAYOUTS).map(({ columns, weekdays, leastName, gap }) => {
    const names = rows.map((row) => row.names.map((name, at) => shown(name, by[at] === "day", weekdays)));
    const widths = by.map((dimension, level) =>
      names.reduce((width, row) => Math.max(width, displayWidth(row[level] ?? "")), least(dimension, level)),
    );
    // Names of which a little may be cut off; days are whole.
    const needed = widths.map((width, level) => (by[level] === "day" ? width : Math.min(width, leastName)));
    const forNumbers = columns.map(() => numberWidth);
    return {
      columns,
      names,
      widths: narrowed(widths, needed, { room: room - lineWidth(forNumbers, gap) - gap.length, gap }),
      numberWidth,
      gap,
      fits: lineWidth([...needed, ...forNumbers], gap) <= room,
    };
  });
  const [roomy, ...others] = layouts;
  const narrow = layouts.find(({ fits }) => fits) ?? others.at(-1) ?? roomy;
  if (narrow === undefined) throw new Error("there is a layout");
  return narrow;
}

function secondsIn(hours: Hours, column: Column): number {
  return column === "human" || column === "agent" || column === "union" ? hours[column] : (hours.band?.[column] ?? 0);
}

function least(dimension: string, level: number): number {
  return Math.max(dimension.length, level === 0 ? "total".length : 0);
}

function lineWidth(widths: readonly number[], gap: string): number {
  return widths.reduce((sum, width) => sum + width, 0) + (widths.length - 1) * gap.length;
}

/** The widest that may give way does, until all fit. */
function narrowed(
  widths: readonly number[],
  needed: readonly number[],
  { room, gap }: { readonly room: number; readonly gap: string },
): readonly number[] {
  const now = [...widths];
  for (let over = lineWidth(now, gap) - room; over > 0; over--) {
    const spare = now.map((width, at) => (width > (needed[at] ?? 0) ? width : 0));
    const widest = spare.indexOf(Math.max(...spare));
    if ((spare[widest] ?? 0) === 0) break;
    now[widest] = (now[widest] ?? 0) - 1;
  }
  return now;
}

function shown(name: string, isDay: boolean, weekday: boolean): string {
  if (!isDay) return printable(name);
  return weekday ? `${name} ${DateTime.fromISO(name, { zone: "utc", locale: "en-GB" }).toFormat("ccc")}` : name;
}

/** The names of a row; what is the same as in the row above, from the left, is left away. */
function withoutRepeats(names: readonly (readonly string[])[], at: number): readonly string[] {
  const above = names[at - 1] ?? [];
  const now = names[at] ?? [];
  const changed = now.findIndex((name, level) => name !== above[level]);
  return now.map((name, level) => (level < changed ? "" : name));
}

function wrapped(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && displayWidth(last) + 1 + displayWidth(word) <= columns)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(lines.length === 0 || displayWidth(word) + 2 > columns ? word : `  ${word}`);
  }
  return lines;
}
