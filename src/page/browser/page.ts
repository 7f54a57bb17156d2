/** The page that `tt report --html` writes: draws the document that stands in it. */
import type { PageDocument } from "../document.ts";
import { barsView } from "./charts/bars.ts";
import { lanesView } from "./lanes/day-lanes.ts";
import { el } from "./dom.ts";
import { chosenOf } from "./model/figures.ts";
import { filtersView } from "./model/filters.ts";
import { headView } from "./head.ts";
import { heatMapView } from "./charts/heat-map.ts";
import { modelOf } from "./model/model.ts";
import { Palette } from "./charts/palette.ts";
import { usualGrouping, type State } from "./model/state.ts";
import { Store } from "./model/store.ts";
import { tableView } from "./table.ts";
import type { Context, View } from "./model/view.ts";

function start(): void {
  // Written by the same version of the program as this script.
  const document_ = JSON.parse(document.querySelector("#document")?.textContent ?? "") as PageDocument;
  const model = modelOf(document_);
  const store = new Store(usualGrouping(document_.parameters.by));
  const context: Context = { model, palette: new Palette(model), store };
  const views = {
    head: headView(context),
    filters: filtersView(context),
    lanes: lanesView(context),
    calendar: heatMapView(context),
    bars: barsView(context),
    table: tableView(context),
  };
  const { head, filters, lanes, calendar, bars, table } = views;
  const isEmpty = model.stretches.length === 0;
  document.body.append(
    el("a", { class: "skip", href: "#table-title" }, "To the table"),
    el(
      "main",
      {},
      head.element,
      filters.element,
      ...(isEmpty
        ? [el("p", { class: "panel nothing" }, "Nothing was recorded in this period.")]
        : inOrder(model.days.length, { lanes, calendar, bars, table })),
      countedPart(document_),
    ),
  );
  const show = (state: State) => {
    const chosen = chosenOf(model, state);
    for (const view of Object.values(views)) view.show(chosen, state);
  };
  store.onChange((state, before) => {
    show(state);
    if (state.day !== before.day) lanes.element.scrollIntoView();
  });
  show(store.state);
}

/** The lanes of so many days come before sums of them. */
const FEW_DAYS = 14;
/** The calendar of so many has the whole width. */
const MANY_DAYS = 140;

/** Of a few days one looks at each, of many at their sums first. */
function inOrder(
  days: number,
  { lanes, calendar, bars, table }: Readonly<Record<"lanes" | "calendar" | "bars" | "table", View>>,
) {
  const overview = el("div", { class: `overview${days > MANY_DAYS ? " long" : ""}` }, calendar.element, bars.element);
  return days > FEW_DAYS ? [overview, table.element, lanes.element] : [lanes.element, overview, table.element];
}

/** How time was counted: what is printed below every report. */
function countedPart({ detail }: PageDocument): HTMLElement {
  return el(
    "section",
    { class: "counted", "aria-labelledby": "counted-title" },
    el("h2", { id: "counted-title" }, "How it is counted"),
    el("ul", {}, ...detail.counted.map((line) => el("li", {}, line))),
  );
}

start();
