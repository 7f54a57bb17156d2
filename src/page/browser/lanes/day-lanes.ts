import { printable } from "../../../lib/text/printable.ts";
import { Alternative, type Listing } from "../charts/alternative.ts";
import { Card } from "./card.ts";
import { changesOf, clockTime } from "./clock.ts";
import { button, el } from "../dom.ts";
import type { Chosen } from "../model/figures.ts";
import { hourScale } from "./lane-chart.ts";
import { LaneList, PAPER_WIDTH, type ListedRow } from "./lane-list.ts";
import { DENSE, lanesOf, ROOMY } from "./lanes.ts";
import { legend } from "../charts/legend.ts";
import type { Day, Model, Slice } from "../model/model.ts";
import { onPrint } from "../printing.ts";
import { sessionRows, sessionSpan } from "./session-rows.ts";
import type { State } from "../model/state.ts";
import { evidenceText, whoText } from "./stretch-text.ts";
import { dateText, lengthText, shortDate } from "../text.ts";
import { onWidth } from "../charts/width.ts";
import type { Context, View } from "../model/view.ts";

/** So many have room to be high. */
const FEW_DAYS = 10;

/** A row a day, or of one day a row a session: who worked when, side by side. */
export function lanesView(context: Context): View {
  const { model, palette, store } = context;
  const card = new Card(context);
  const list = new LaneList(card, palette);
  const alternative = new Alternative();
  const scale = el("div", { class: "scale", "aria-hidden": "true" });
  const title = el("h2", { id: "lanes-title", tabindex: "-1" }, "Days");
  const steps = el("p", { class: "steps no-print" });
  const element = el(
    "section",
    { class: "panel lanes-panel", "aria-labelledby": "lanes-title" },
    el("div", { class: "panel-head" }, title, steps),
    legend(palette),
    el("div", { class: "scale-row" }, scale),
    list.element,
    alternative.element,
    card.element,
  );
  let frame: Pick<ListedRow, "day" | "span"> | undefined;
  let width = 0;
  const drawScale = (wide: number) => {
    if (frame !== undefined && wide > 0) scale.replaceChildren(hourScale({ ...frame, width: wide }));
  };
  onWidth(scale, (now) => {
    width = now;
    drawScale(width);
    list.setWidth(width);
  });
  onPrint((isOnPaper) => {
    list.setOnPaper(isOnPaper);
    drawScale(isOnPaper ? PAPER_WIDTH : width);
  });
  return {
    element,
    show(chosen, state) {
      card.close();
      const day = model.days.find(({ date }) => date === state.day);
      title.textContent = day === undefined ? "Days" : `Sessions of ${dateText(day.date)}`;
      steps.replaceChildren(...(day === undefined ? [] : stepsOf(model, day, (date) => store.change({ day: date }))));
      const rows = day === undefined ? dayRows(model, chosen, context) : sessionRows(chosen.slices, day);
      const usual = model.days.find(({ offsets }) => offsets.length === 1) ?? model.days[0];
      frame = day === undefined ? usual && { day: usual, span: usual } : { day, span: sessionSpan(chosen.slices, day) };
      list.show(rows);
      drawScale(width);
      alternative.show(() => stretchListing(day === undefined ? chosen.slices : slicesOf(chosen, day), state));
    },
  };
}

function dayRows(model: Model, { slices }: Chosen, { store }: Context): readonly ListedRow[] {
  const byDay = Map.groupBy(slices, ({ day }) => day);
  const sizes = model.days.length > FEW_DAYS ? DENSE : ROOMY;
  return model.days.map((day) => {
    const row = lanesOf(byDay.get(day) ?? [], sizes);
    const changes = changesOf(day).map(({ text }) => el("span", { class: "clocks" }, text));
    const name = shortDate(day.date);
    const head = el(
      "div",
      { class: "row-head" },
      row.placed.length === 0
        ? el("span", {}, name)
        : button(name, () => store.change({ day: day.date }), { class: "plain", title: "Show its sessions" }),
      ...changes,
    );
    return { day, span: day, row, head, label: `${dateText(day.date)}, ${row.placed.length} stretches` };
  });
}

function slicesOf({ slices }: Chosen, of: Day): readonly Slice[] {
  return slices.filter(({ day }) => day === of);
}

/** To the days before and after that have something, and back. */
function stepsOf({ days, slices }: Model, day: Day, go: (date: string) => void): readonly HTMLElement[] {
  const busy = new Set(slices.map((slice) => slice.day));
  const all = days.filter((each) => each === day || busy.has(each));
  const at = all.indexOf(day);
  const step = (label: string, to: Day | undefined) =>
    button(label, () => go(to?.date ?? ""), { disabled: to === undefined });
  return [
    step("Day before", all[at - 1]),
    step("Day after", all[at + 1]),
    button("All days", () => go(""), { class: "primary" }),
  ];
}

function stretchListing(slices: readonly Slice[], { day }: State): Listing {
  return {
    caption: day === "" ? "All stretches" : `Stretches of ${dateText(day)}`,
    columns: ["Day", "From", "To", "Length", "Who", "Project", "Branch", "Prompts", "Evidence", "Session"],
    rows: slices.map(({ stretch, day, start, end }) => [
      day.date,
      clockTime(day, start),
      clockTime(day, end),
      lengthText(end - start),
      whoText(stretch),
      stretch.subject.project,
      stretch.subject.branch ?? "",
      String(stretch.prompts),
      evidenceText(stretch),
      printable(stretch.subject.session),
    ]),
  };
}
