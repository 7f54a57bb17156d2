import { cell, text } from "@observablehq/plot";
import { clockText } from "../../../lib/text/duration.ts";
import { Alternative } from "./alternative.ts";
import { chart, shapesOf } from "./chart.ts";
import { el } from "../dom.ts";
import type { Chosen } from "../model/figures.ts";
import type { Day, Model } from "../model/model.ts";
import { roving } from "../lanes/roving.ts";
import type { State } from "../model/state.ts";
import { dateText, monthText, shifted, weekdayOf, weekdayText, weekOf } from "../text.ts";
import type { Context, View } from "../model/view.ts";

const CELL = 18;
const LEFT = 36;
const TOP = 18;
const LEVELS = 4;

interface DayTime {
  readonly day: Day;
  readonly human: number;
  readonly agent: number;
}

/** A calendar, weeks by days: the darker, the more of the person's time; of the agents' where only theirs is shown. */
export function heatMapView({ model, store }: Context): View {
  const place = el("div", { class: "scroll calendar", tabindex: "0", role: "group", "aria-label": "Calendar" });
  const alternative = new Alternative();
  const meaning = el("p", { class: "quiet" });
  const element = el(
    "section",
    { class: "panel no-print", "aria-labelledby": "calendar-title" },
    el("h2", { id: "calendar-title" }, "Calendar"),
    meaning,
    place,
    alternative.element,
  );
  return {
    element,
    show(chosen, state) {
      const times = timesOf(model, chosen);
      meaning.textContent = `${state.kind === "agent" ? "Agent" : "Human"} time, the darker the more. A day opens its sessions.`;
      place.replaceChildren(calendar(model, times, { state, open: (date) => store.change({ day: date }) }));
      alternative.show(() => ({
        caption: "Time by day",
        columns: ["Day", "Human", "Agents"],
        rows: times.map(({ day, human, agent }) => [dateText(day.date), clockText(human), clockText(agent)]),
      }));
    },
  };
}

function timesOf({ days }: Model, { slices }: Chosen): readonly DayTime[] {
  const sums = new Map(days.map((day) => [day, { day, human: 0, agent: 0 }]));
  for (const { day, stretch, start, end } of slices) {
    const sum = sums.get(day);
    if (sum !== undefined) sum[stretch.kind] += end - start;
  }
  return [...sums.values()];
}

interface Drawing {
  readonly state: State;
  readonly open: (date: string) => void;
}

function calendar(model: Model, times: readonly DayTime[], { state, open }: Drawing): SVGSVGElement {
  const weekStart = model.document.detail.week_start;
  const weekAt = (time: DayTime) => weekOf(time.day.date, weekStart);
  const rowAt = (time: DayTime) => (weekdayOf(time.day.date) - weekStart + 7) % 7;
  const weeks = weeksOf(times, weekAt);
  const kind = state.kind === "agent" ? "agent" : "human";
  const most = Math.max(1, ...times.map((time) => time[kind]));
  const level = (time: DayTime) => (time[kind] === 0 ? 0 : Math.ceil((LEVELS * time[kind]) / most));
  const svg = chart(
    {
      width: LEFT + weeks.length * CELL,
      height: TOP + 7 * CELL,
      margin: 0,
      marginLeft: LEFT,
      marginTop: TOP,
      x: { type: "band", domain: weeks, axis: null, padding: 0.12 },
      y: { type: "band", domain: [0, 1, 2, 3, 4, 5, 6], axis: null, padding: 0.12 },
      marks: [
        cell(times, {
          className: "days",
          x: weekAt,
          y: rowAt,
          fill: (time: DayTime) => `var(--heat${level(time)})`,
          rx: 2,
        }),
        text(firstOfMonths(weeks, times.at(-1)?.day.date ?? ""), {
          x: (week: string) => week,
          frameAnchor: "top",
          dy: -TOP,
          lineAnchor: "top",
          dx: -CELL / 2,
          textAnchor: "start",
          text: (week: string) => monthText(lastOf(week)),
          fill: "var(--quiet)",
          fontSize: 11,
        }),
        text([0, 2, 4, 6], {
          y: (row: number) => row,
          frameAnchor: "left",
          dx: -LEFT,
          textAnchor: "start",
          text: (row: number) => weekdayText(weekStart + row),
          fill: "var(--quiet)",
          fontSize: 11,
        }),
      ],
    },
    "Calendar: time by day",
  );
  const shapes = shapesOf(svg, "days", times.length);
  for (const [at, shape] of shapes.entries()) {
    const time = times[at];
    if (time === undefined) continue;
    const words = `${dateText(time.day.date)}: human ${clockText(time.human)}, agents ${clockText(time.agent)}`;
    shape.setAttribute("role", "button");
    shape.setAttribute("aria-label", words);
    const title = document.createElementNS("http://www.w3.org/2000/svg", "title");
    title.textContent = words;
    shape.append(title);
    const press = () => open(time.day.date);
    shape.addEventListener("click", press);
    shape.addEventListener("keydown", ({ key }) => {
      if (key === "Enter") press();
    });
  }
  roving(shapes, (key, from) => stepOf(key, from));
  return svg;
}

/** Days follow each other downwards, weeks to the right. */
function stepOf(key: string, from: number): number | undefined {
  switch (key) {
    case "ArrowDown":
      return from + 1;
    case "ArrowUp":
      return from - 1;
    case "ArrowRight":
      return from + 7;
    case "ArrowLeft":
      return from - 7;
    default:
      return undefined;
  }
}

/** All weeks from the first to the last. */
function weeksOf(times: readonly DayTime[], weekAt: (time: DayTime) => string): readonly string[] {
  const [first, last] = [times[0], times.at(-1)];
  if (first === undefined || last === undefined) return [];
  const weeks: string[] = [];
  for (let week = weekAt(first); week <= weekAt(last); week = shifted(week, 7)) weeks.push(week);
  return weeks;
}

/** The weeks in which a month begins, and the first. */
function firstOfMonths(weeks: readonly string[], last: string): readonly string[] {
  const months = weeks.map((week) => monthText(lastOf(week) < last ? lastOf(week) : last));
  return weeks.filter((_, at) => months[at] !== months[at - 1]);
}

/** A month begins in the week that holds its first day, which the last day of that week tells. */
function lastOf(week: string): string {
  return shifted(week, 6);
}
