import { DateTime } from "luxon";
import { displayWidth, fitted } from "../../lib/text/display-width.ts";
import { clockText } from "../../lib/text/duration.ts";
import { printable } from "../../lib/text/printable.ts";
import { seconds, type Span } from "../slice.ts";
import { union } from "../union.ts";

/** What lies side by side on a day: a name, its time, and when it was. */
export interface Lane {
  readonly name: string;
  readonly spans: readonly Span[];
}

/** How much of a cell is filled, by quarters: nothing but blanks is nothing at all. */
const SHADES = [" ", "░", "▒", "▓", "█"];
const CELLS = [300, 600, 900, 1800, 3600];
const HOUR = 3600;
const LONGEST_NAME = 40;

/**
 * A day as lanes, from the hour of the first to the hour of the last that was done, as finely as there is room for. The
 * hours are those of the zone's clocks, also on a day that has 23 or 25.
 */
export function lanesText(lanes: readonly Lane[], zone: string, columns: number): string {
  const busy = lanes.flatMap(({ spans }) => spans);
  const first = busy.reduce((least, { start }) => Math.min(least, start), Infinity);
  const last = busy.reduce((most, { end }) => Math.max(most, end), -Infinity);
  const from = hourOf(first, zone);
  const to = Math.max(from + HOUR, hourOf(last - 1, zone) + HOUR);
  const width = Math.min(LONGEST_NAME, Math.max(...lanes.map(({ name }) => displayWidth(printable(name)))));
  const room = Math.max(1, columns - width - "0:00:00".length - 4);
  const cell = CELLS.find((size) => (to - from) / size <= room) ?? HOUR;
  const count = Math.ceil((to - from) / cell);
  const rows = lanes.map(({ name, spans }) => {
    const cells = Array.from({ length: count }, (_, nth) => shade(spans, from + nth * cell, cell)).join("");
    return `${fitted(printable(name), width)}  ${clockText(seconds(spans))}  ${cells}`.trimEnd();
  });
  return [`${" ".repeat(width + "0:00:00".length + 4)}${scale(from, count, cell, zone)}`.trimEnd(), ...rows].join("\n");
}

function shade(spans: readonly Span[], start: number, length: number): string {
  const end = start + length;
  const within = union(spans).reduce(
    (sum, span) => sum + Math.max(0, Math.min(span.end, end) - Math.max(span.start, start)),
    0,
  );
  return SHADES[Math.ceil((4 * within) / length)] ?? "█";
}

/** The hours above their cells, as many as there is room for. */
function scale(from: number, count: number, cell: number, zone: string): string {
  let text = "";
  for (let nth = 0; nth < count; nth++) {
    const moment = from + nth * cell;
    const local = DateTime.fromSeconds(moment, { zone });
    if (hourOf(moment, zone) === moment && nth >= text.length) text = `${text.padEnd(nth)}${local.toFormat("HH")} `;
  }
  return text;
}

function hourOf(moment: number, zone: string): number {
  return DateTime.fromSeconds(moment, { zone }).startOf("hour").toSeconds();
}
