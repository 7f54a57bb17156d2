import { button, el } from "../dom.ts";

/** A table as it is shown: a head, and rows of texts. */
export interface Listing {
  readonly caption: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const PAGE = 100;

/** The same as a chart, as a table: made when it is opened, a hundred rows at a time. */
export class Alternative {
  readonly element: HTMLDetailsElement;
  readonly #place = el("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": "Table" });
  #make: () => Listing = () => ({ caption: "", columns: [], rows: [] });
  #from = 0;

  constructor() {
    this.element = el("details", { class: "alternative no-print" }, el("summary", {}, "As a table"), this.#place);
    this.element.addEventListener("toggle", () => this.#draw());
  }

  show(make: () => Listing): void {
    this.#make = make;
    this.#from = 0;
    this.#draw();
  }

  #draw(): void {
    if (!this.element.open) return;
    const { caption, columns, rows } = this.#make();
    this.#place.setAttribute("aria-label", caption);
    const shown = rows.slice(this.#from, this.#from + PAGE);
    this.#place.replaceChildren(
      el(
        "table",
        {},
        el("caption", { class: "hidden" }, caption),
        el("thead", {}, el("tr", {}, ...columns.map((column) => el("th", { scope: "col" }, column)))),
        el("tbody", {}, ...shown.map((row) => el("tr", {}, ...row.map((text) => el("td", {}, text))))),
      ),
      ...(rows.length > PAGE ? [this.#pager(rows.length)] : []),
    );
  }

  #pager(count: number): HTMLElement {
    const last = Math.min(this.#from + PAGE, count);
    const turn = (by: number) => () => {
      this.#from += by;
      this.#draw();
    };
    return el(
      "p",
      { class: "pager" },
      button("Earlier", turn(-PAGE), { disabled: this.#from === 0 }),
      el("span", {}, `${this.#from + 1} to ${last} of ${count}`),
      button("Later", turn(PAGE), { disabled: last === count }),
    );
  }
}
