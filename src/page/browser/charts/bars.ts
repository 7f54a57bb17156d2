import { axisX, axisY, barY, gridY, ruleY } from "@observablehq/plot";
import { clockText } from "../../../lib/text/duration.ts";
import { Alternative } from "./alternative.ts";
import { chart } from "./chart.ts";
import { button, el, setAttribute } from "../dom.ts";
import type { Chosen } from "../model/figures.ts";
import type { Model } from "../model/model.ts";
import type { State } from "../model/state.ts";
import { shortDate, weekOf } from "../text.ts";
import type { Context, View } from "../model/view.ts";
import { onWidth } from "./width.ts";

/** Of more days than this, a bar a week says more. */
const MOST_DAYS = 21;
const HEIGHT = 170;
const LEFT = 34;
/** How many bars have their names below them. */
const LABEL_WIDTH = 64;

interface Bar {
  readonly unit: string;
  readonly kind: "human" | "agent";
  readonly project: string;
  readonly seconds: number;
}

/** Bars a week or a day: at the left the person's time, at the right, lighter, the agents', both by project. */
export function barsView({ model, palette, store }: Context): View {
  const place = el("div", { class: "bars" });
  const alternative = new Alternative();
  const choices = (["week", "day"] as const).map(
    (bars) => [bars, button(bars === "week" ? "Weeks" : "Days", () => store.change({ bars }))] as const,
  );
  const title = el("h2", { id: "bars-title" });
  const element = el(
    "section",
    { class: "panel no-print", "aria-labelledby": "bars-title" },
    el("div", { class: "panel-head" }, title, el("p", { class: "steps" }, ...choices.map(([, choice]) => choice))),
    el("p", { class: "quiet" }, "Left human, right (lighter) agents, in hours, by project."),
    place,
    alternative.element,
  );
  let width = 0;
  let draw = () => {};
  onWidth(place, (now) => {
    width = now;
    draw();
  });
  return {
    element,
    show(chosen, state) {
      const by = barsOf(model, state);
      title.textContent = by === "week" ? "Weeks" : "By day";
      for (const [bars, choice] of choices) setAttribute(choice, "aria-pressed", String(bars === by));
      const units = unitsOf(model, by);
      const bars = summed(model, chosen, by);
      const sorted = [...bars].sort((a, b) => palette.orderOf(a.project) - palette.orderOf(b.project));
      draw = () => {
        if (width > 0)
          place.replaceChildren(barChart(sorted, { units, by, width, colourOf: (project) => palette.of(project) }));
      };
      draw();
      alternative.show(() => ({
        caption: by === "week" ? "Time by week and project" : "Time by day and project",
        columns: [by === "week" ? "Week of" : "Day", "Whose", "Project", "Time"],
        rows: bars.map(({ unit, kind, project, seconds }) => [unit, kind, project, clockText(seconds)]),
      }));
    },
  };
}

function barsOf({ days }: Model, { bars }: State): "week" | "day" {
  if (bars !== "") return bars;
  return days.length > MOST_DAYS ? "week" : "day";
}

function unitsOf({ days, document }: Model, by: "week" | "day"): readonly string[] {
  const { week_start } = document.detail;
  return [...new Set(days.map(({ date }) => (by === "day" ? date : weekOf(date, week_start))))];
}

function summed(model: Model, { slices }: Chosen, by: "week" | "day"): readonly Bar[] {
  const { week_start } = model.document.detail;
  const weeks = new Map(model.days.map((day) => [day, by === "day" ? day.date : weekOf(day.date, week_start)]));
  const sums = new Map<string, { unit: string; kind: Bar["kind"]; project: string; seconds: number }>();
  for (const { day, stretch, start, end } of slices) {
    const { kind, subject } = stretch;
    const unit = weeks.get(day) ?? day.date;
    const key = `${unit} ${kind} ${subject.project}`;
    const bar = sums.get(key);
    if (bar === undefined) sums.set(key, { unit, kind, project: subject.project, seconds: end - start });
    else bar.seconds += end - start;
  }
  return [...sums.values()].sort((a, b) => (a.unit < b.unit ? -1 : a.unit > b.unit ? 1 : a.kind > b.kind ? -1 : 1));
}

interface Frame {
  readonly units: readonly string[];
  readonly by: "week" | "day";
  readonly width: number;
  readonly colourOf: (project: string) => string;
}

function barChart(bars: readonly Bar[], { units, by, width, colourOf }: Frame): SVGSVGElement {
  const places = units.flatMap((unit) => [`${unit} human`, `${unit} agent`]);
  const every = Math.ceil((units.length * LABEL_WIDTH) / Math.max(1, width - LEFT));
  const named = units.filter((_, at) => at % every === 0);
  const svg = chart(
    {
      width,
      height: HEIGHT,
      marginLeft: LEFT,
      marginRight: 4,
      marginTop: 8,
      marginBottom: 22,
      x: { type: "band", domain: places, paddingInner: 0.1, paddingOuter: 0.1 },
      y: { nice: true, zero: true },
      marks: [
        gridY({ stroke: "var(--grid)", strokeOpacity: 1 }),
        axisY({ anchor: "left", ticks: 4, tickSize: 0, label: null, fill: "var(--quiet)", fontSize: 11 }),
        axisX(
          named.map((unit) => `${unit} human`),
          {
            tickSize: 0,
            label: null,
            fill: "var(--quiet)",
            fontSize: 11,
            textAnchor: "start",
            dx: -6,
            tickFormat: (name: string) => shortDate(name.slice(0, 10)).slice(by === "week" ? 4 : 0),
          },
        ),
        barY(bars, {
          x: ({ unit, kind }: Bar) => `${unit} ${kind}`,
          y: ({ seconds }: Bar) => seconds / 3600,
          fill: ({ project }: Bar) => colourOf(project),
          fillOpacity: ({ kind }: Bar) => (kind === "human" ? 1 : 0.55),
          insetTop: 0.5,
        }),
        ruleY([0], { stroke: "var(--line)" }),
      ],
    },
    by === "week" ? "Bars: time by week" : "Bars: time by day",
  );
  svg.setAttribute("role", "img");
  return svg;
}
