import { rect, ruleX, text } from "@observablehq/plot";
import { chart, shapesOf } from "../charts/chart.ts";
import { changesOf, hoursOf, type Hour } from "./clock.ts";
import type { LaneRow, Placed } from "./lanes.ts";
import type { Day } from "../model/model.ts";
import type { Palette } from "../charts/palette.ts";
import { stretchText } from "./stretch-text.ts";
import type { Span } from "../../../hours/slice.ts";

export interface LaneFrame {
  readonly day: Day;
  /** What is seen of the day: all of it, or the hours in which something was done. */
  readonly span: Span;
  readonly width: number;
  readonly label: string;
  readonly palette: Palette;
}

/** Room for the hours of a day that has its own. */
const HOURS = 12;
/** What is shorter is drawn as wide as this. */
const LEAST_WIDTH = 2;

/**
 * One row as a chart: time from left to right as it passed, every second as wide as any other. A day on which clocks
 * change has hours of its own: 23 or 25 of them.
 */
export function laneChart(row: LaneRow, { day, span, width, label, palette }: LaneFrame) {
  const changes = changesOf(day).filter(({ at }) => at >= span.start && at < span.end);
  const hours = hoursOf(day).filter(({ at }) => at >= span.start && at < span.end);
  const top = changes.length > 0 ? HOURS : 0;
  const height = Math.ceil(row.height) + top;
  const least = (LEAST_WIDTH * (span.end - span.start)) / width;
  const ends = ({ start, end }: Span) => Math.max(end, start + least);
  const parts = row.placed.flatMap((placed) => partsOf(placed));
  const svg = chart(
    {
      width,
      height,
      margin: 0,
      x: { type: "linear", domain: [span.start, span.end], range: [0, width], axis: null },
      y: { type: "identity", axis: null },
      marks: [
        ruleX(hours, {
          x: "at",
          stroke: "var(--grid)",
          strokeWidth: ({ hour }: Hour) => (hour % 6 === 0 ? 1.5 : 0.75),
        }),
        ruleX(changes, { x: "at", stroke: "var(--accent)", strokeDasharray: "3 2", strokeWidth: 1.5 }),
        text(changes.length > 0 ? hours : [], {
          x: "at",
          y: top - 4,
          dx: 2,
          textAnchor: "start",
          text: hourText,
          fill: "var(--quiet)",
          fontSize: 9,
        }),
        rect(parts, {
          x1: "start",
          x2: ends,
          y1: (part: Part) => part.placed.top + top,
          y2: (part: Part) => part.placed.top + part.placed.height + top,
          fill: (part: Part) => palette.of(part.placed.slice.stretch.subject.project),
          fillOpacity: (part: Part) => (part.isGuess ? 0.45 : 1),
          rx: 1,
        }),
        rect(row.placed, {
          className: "stretches",
          x1: ({ slice }: Placed) => slice.start,
          x2: ({ slice }: Placed) => ends(slice),
          y1: (placed: Placed) => placed.top + top,
          y2: (placed: Placed) => placed.top + placed.height + top,
          fill: "transparent",
          rx: 1,
        }),
      ],
    },
    label,
  );
  const shapes = shapesOf(svg, "stretches", row.placed.length);
  for (const [at, shape] of shapes.entries()) {
    const slice = row.placed[at]?.slice;
    if (slice === undefined) continue;
    shape.setAttribute("role", "button");
    shape.setAttribute("aria-label", stretchText(slice.stretch, slice.day));
  }
  return { svg, shapes };
}

function hourText({ hour }: Hour): string {
  return String(hour).padStart(2, "0");
}

/** What is seen and what is guessed are drawn apart. */
interface Part extends Span {
  readonly placed: Placed;
  readonly isGuess: boolean;
}

function partsOf(placed: Placed): readonly Part[] {
  const { slice } = placed;
  const parts: Part[] = [];
  let start = slice.stretch.start;
  for (const [kind, seconds] of slice.stretch.evidence) {
    const end = start + seconds;
    const isGuess = kind === "credited" || kind === "estimated";
    const cut = { start: Math.max(start, slice.start), end: Math.min(end, slice.end) };
    if (cut.end > cut.start) parts.push({ ...cut, placed, isGuess });
    start = end;
  }
  return parts;
}

const LABEL_WIDTH = 24;

/** The hours above the rows, as many as there is room for. */
export function hourScale({ day, span, width }: Pick<LaneFrame, "day" | "span" | "width">): SVGSVGElement {
  const hours = hoursOf(day).filter(({ at }) => at >= span.start && at < span.end);
  const step = [1, 2, 3, 6].find((each) => (hours.length / each) * LABEL_WIDTH <= width) ?? 6;
  return chart(
    {
      width,
      height: 18,
      margin: 0,
      x: { type: "linear", domain: [span.start, span.end], range: [0, width], axis: null },
      y: { type: "identity", axis: null },
      marks: [
        text(
          hours.filter(({ hour }) => hour % step === 0),
          { x: "at", y: 9, dx: 2, textAnchor: "start", text: hourText, fill: "var(--quiet)", fontSize: 11 },
        ),
      ],
    },
    "Hours of the day",
  );
}
