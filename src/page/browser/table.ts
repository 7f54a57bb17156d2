import { clockText } from "../../lib/text/duration.ts";
import { button, el } from "./dom.ts";
import { isBillable, rowsOf, totalOf, type Chosen, type Figures, type Row } from "./model/figures.ts";
import { swatch } from "./model/filters.ts";
import { GROUPINGS, type Grouping, type State } from "./model/state.ts";
import { shortDate } from "./text.ts";
import type { Context, View } from "./model/view.ts";

const LABELS: Readonly<Record<Grouping, string>> = {
  project: "project",
  client: "client",
  day: "day",
  week: "week",
  agent: "agent",
  "day,project": "day and project",
  "client,project": "client and project",
};
const NUMBERS = ["human", "agent", "union"] as const;
/** Of more rows the first are shown, until all are asked for. */
const MOST_ROWS = 400;

/** The table: a row for each project, client, day, ..., sorted by any column and narrowed by their names. */
export function tableView(context: Context): View {
  const { model, store, palette } = context;
  const grouping = el("select", { id: "by" }, ...GROUPINGS.map((by) => el("option", { value: by }, LABELS[by])));
  grouping.addEventListener("change", () =>
    store.change({ by: GROUPINGS.find((by) => by === grouping.value) ?? "project", sort: "" }),
  );
  const find = el("input", { type: "search", id: "find", placeholder: "Find a name", "aria-label": "Find a name" });
  find.addEventListener("input", () => store.change({ find: find.value }));
  const place = el("div", { class: "scroll", tabindex: "0", role: "group", "aria-labelledby": "table-title" });
  const note = el("p", { class: "quiet" });
  const element = el(
    "section",
    { class: "panel table-panel", "aria-labelledby": "table-title" },
    el(
      "div",
      { class: "panel-head" },
      el("h2", { id: "table-title" }, "Table"),
      el("p", { class: "steps no-print" }, el("label", { for: "by" }, "A row for each "), grouping, find),
    ),
    place,
    note,
  );
  let isWhole = false;
  const show = (chosen: Chosen, state: State): void => {
    if (grouping.value !== state.by) isWhole = false;
    grouping.value = state.by;
    if (find.value !== state.find) find.value = state.find;
    const found = narrowed(rowsOf(model, state, chosen, state.by), state.find);
    const rows = sorted(found, state);
    const isBilled = isBillable(state, state.by) && state.kind === "both" && model.document.total.amounts !== undefined;
    const total = state.find === "" ? totalOf(model, { ...state, agent: state.agent }, chosen) : undefined;
    const sort = (column: string) => {
      store.change({ sort: state.sort === `-${column}` ? column : state.sort === column ? "" : `-${column}` });
      element.querySelector<HTMLElement>(`[data-column="${column}"]`)?.focus();
    };
    place.replaceChildren(
      el(
        "table",
        { class: "hours" },
        el("caption", { class: "hidden" }, `Hours by ${LABELS[state.by]}`),
        el("thead", {}, headRow(state, isBilled, sort)),
        el("tbody", {}, ...(isWhole ? rows : rows.slice(0, MOST_ROWS)).map((row) => bodyRow(row, state.by, isBilled))),
        total === undefined ? undefined : el("tfoot", {}, totalRow(total, state.by, isBilled)),
      ),
      ...(rows.length > MOST_ROWS && !isWhole
        ? [
            button(`Show all ${rows.length} rows`, () => {
              isWhole = true;
              show(chosen, state);
            }),
          ]
        : []),
    );
    note.textContent = noteOf(model.document.parameters.round_s !== undefined, state);
  };
  return { element, show };

  function bodyRow({ names, ...figures }: Row, by: Grouping, isBilled: boolean): HTMLElement {
    const columns = by.split(",");
    return el(
      "tr",
      {},
      ...names.map((name, at) =>
        el(
          at === 0 ? "th" : "td",
          at === 0 ? { scope: "row" } : {},
          columns[at] === "project" ? swatch(palette.of(name)) : undefined,
          columns[at] === "day"
            ? `${name} ${shortDate(name).slice(0, 3)}`
            : columns[at] === "week"
              ? `Week of ${name}`
              : name,
        ),
      ),
      ...numberCells(figures, isBilled),
    );
  }
}

function headRow({ by, sort }: State, isBilled: boolean, choose: (column: string) => void): HTMLElement {
  const cell = (column: string, isNumber: boolean) => {
    const order = sort === column ? "ascending" : sort === `-${column}` ? "descending" : undefined;
    const mark = order === undefined ? "" : order === "ascending" ? " \u2191" : " \u2193";
    return el(
      "th",
      { scope: "col", class: isNumber ? "number" : undefined, "aria-sort": order },
      button(`${column}${mark}`, () => choose(column), { class: "plain", "data-column": column }),
    );
  };
  return el(
    "tr",
    {},
    ...by.split(",").map((column) => cell(column, false)),
    ...NUMBERS.map((column) => cell(column, true)),
    isBilled ? cell("amount", true) : undefined,
  );
}

function totalRow(total: Figures, by: Grouping, isBilled: boolean): HTMLElement {
  return el(
    "tr",
    {},
    el("th", { scope: "row", colspan: String(by.split(",").length) }, "total"),
    ...numberCells(total, isBilled),
  );
}

function numberCells(figures: Figures, isBilled: boolean): readonly HTMLElement[] {
  const amounts = figures.amounts.map(({ amount, currency }) => `${amount} ${currency}`).join(", ");
  return [
    ...NUMBERS.map((column) => el("td", { class: "number" }, clockText(figures[column]))),
    ...(isBilled ? [el("td", { class: "number" }, amounts)] : []),
  ];
}

function narrowed(rows: readonly Row[], find: string): readonly Row[] {
  const words = find.toLowerCase();
  return words === "" ? rows : rows.filter(({ names }) => names.some((name) => name.toLowerCase().includes(words)));
}

/** Time as it passed, all else from the most to the least; or by the column that was chosen. */
function sorted(rows: readonly Row[], { by, sort }: State): readonly Row[] {
  const columns = by.split(",");
  const names = (a: Row, b: Row) => {
    const at = a.names.findIndex((name, level) => name !== b.names[level]);
    return at === -1 ? 0 : compare(a.names[at] ?? "", b.names[at] ?? "");
  };
  const isInTime = columns[0] === "day" || columns[0] === "week";
  const usual = (a: Row, b: Row) => (isInTime ? names(a, b) : b.human - a.human || b.agent - a.agent || names(a, b));
  const column = sort.replace(/^-/, "");
  const sign = sort.startsWith("-") ? -1 : 1;
  const number = NUMBERS.find((name) => name === column);
  const level = columns.indexOf(column);
  const chosen = (a: Row, b: Row) => {
    if (number !== undefined) return a[number] - b[number];
    if (column === "amount") return (a.amounts[0]?.minor ?? 0) - (b.amounts[0]?.minor ?? 0);
    return level === -1 ? 0 : compare(a.names[level] ?? "", b.names[level] ?? "");
  };
  return [...rows].sort((a, b) => sign * chosen(a, b) || usual(a, b));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function noteOf(isRounded: boolean, state: State): string {
  if (!isRounded) return "";
  return isBillable(state, state.by)
    ? "Human and agent time are rounded by day and project, as billed; the charts are not."
    : "Not rounded: what is rounded is a whole day of a project, not an agent's part of it.";
}
