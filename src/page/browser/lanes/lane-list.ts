import type { Span } from "../../../hours/slice.ts";
import type { Card } from "./card.ts";
import { el, type Child } from "../dom.ts";
import { laneChart } from "./lane-chart.ts";
import type { LaneRow } from "./lanes.ts";
import type { Day } from "../model/model.ts";
import type { Palette } from "../charts/palette.ts";
import { focusOn, roving } from "./roving.ts";

/** A row that may be drawn. */
export interface ListedRow {
  readonly day: Day;
  readonly span: Span;
  readonly row: LaneRow;
  /** What stands at its left. */
  readonly head: Child;
  readonly label: string;
}

/** On paper, in pixels of CSS: A4 and Letter without their margins are a little wider. */
export const PAPER_WIDTH = 560;
/** How far from what is seen rows are drawn, too. */
const AHEAD = "400px";

/** Rows of lanes of which only those are drawn that are seen, or nearly; all of them for print. */
export class LaneList {
  readonly element = el("ol", { class: "lanes" });
  readonly #card: Card;
  readonly #palette: Palette;
  readonly #observer: IntersectionObserver;
  readonly #rows = new Map<Element, ListedRow>();
  #isOnPaper = false;
  /** Nothing is drawn before it is known. */
  #width = 0;

  constructor(card: Card, palette: Palette) {
    this.#card = card;
    this.#palette = palette;
    this.#observer = new IntersectionObserver((entries) => this.#onSeen(entries), { rootMargin: AHEAD });
  }

  show(rows: readonly ListedRow[]): void {
    this.#observer.disconnect();
    this.#rows.clear();
    this.element.replaceChildren(
      ...rows.map((listed) => {
        const { row, head } = listed;
        const place = el("div", { class: "chart-place" });
        place.style.height = `${Math.ceil(row.height)}px`;
        const item = el("li", { class: row.placed.length === 0 ? "empty" : undefined }, head, namesOf(row), place);
        item.style.containIntrinsicBlockSize = `auto ${Math.ceil(row.height)}px`;
        this.#rows.set(place, listed);
        this.#observer.observe(place);
        return item;
      }),
    );
  }

  /** Draws everything in the width of paper; or what is seen again in that of the window. */
  setOnPaper(isOnPaper: boolean): void {
    this.#isOnPaper = isOnPaper;
    for (const place of this.#rows.keys()) {
      if (isOnPaper) this.#draw(place);
      else {
        place.replaceChildren();
        this.#lookAgain(place);
      }
    }
  }

  /** Draws what is seen in another width. */
  setWidth(width: number): void {
    this.#width = width;
    if (this.#isOnPaper) return;
    for (const place of this.#rows.keys()) {
      if (place.hasChildNodes()) this.#draw(place);
      else this.#lookAgain(place);
    }
  }

  #lookAgain(place: Element): void {
    this.#observer.unobserve(place);
    this.#observer.observe(place);
  }

  #onSeen(entries: readonly IntersectionObserverEntry[]): void {
    if (this.#isOnPaper || this.#width === 0) return;
    for (const { target, isIntersecting } of entries)
      if (isIntersecting) this.#draw(target);
      // What has the focus stays.
      else if (!target.contains(document.activeElement)) target.replaceChildren();
  }

  #draw(place: Element): void {
    const listed = this.#rows.get(place);
    if (listed === undefined || listed.row.placed.length === 0) return;
    const { day, span, row, label } = listed;
    const width = this.#isOnPaper ? PAPER_WIDTH : this.#width;
    const { svg, shapes } = laneChart(row, { day, span, width, label, palette: this.#palette });
    place.replaceChildren(svg);
    if (place instanceof HTMLElement) place.style.height = `${svg.height.baseVal.value}px`;
    for (const [at, shape] of shapes.entries()) {
      const slice = row.placed[at]?.slice;
      if (slice !== undefined) this.#card.attach(shape, slice);
    }
    roving(shapes, (key, from) => this.#move(key, from, { place, count: shapes.length }));
  }

  /** Left and right within the row, up and down to the next row that has something. */
  #move(key: string, from: number, { place, count }: { readonly place: Element; readonly count: number }) {
    if (key === "ArrowRight") return Math.min(from + 1, count - 1);
    if (key === "ArrowLeft") return Math.max(from - 1, 0);
    if (key === "Home") return 0;
    if (key === "End") return count - 1;
    const step = key === "ArrowDown" ? 1 : key === "ArrowUp" ? -1 : 0;
    if (step === 0) return undefined;
    const places = [...this.#rows.keys()];
    for (let at = places.indexOf(place) + step; at >= 0 && at < places.length; at += step) {
      const next = places[at];
      if (next === undefined || (this.#rows.get(next)?.row.placed.length ?? 0) === 0) continue;
      if (!next.hasChildNodes()) this.#draw(next);
      next.scrollIntoView({ block: "nearest" });
      focusOn(next.querySelector("[tabindex='0']"));
      break;
    }
    return undefined;
  }
}

/** The names of the lanes, each beside its own. */
function namesOf({ lanes }: LaneRow): HTMLElement {
  return el(
    "div",
    { class: "lane-names" },
    ...lanes.map(({ label, top, height }) => {
      const name = el("span", { title: label }, label);
      name.style.top = `${top + height / 2}px`;
      return name;
    }),
  );
}
