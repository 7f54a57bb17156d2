import { printable } from "../../../lib/text/printable.ts";
import { button, el } from "../dom.ts";
import type { Slice } from "../model/model.ts";
import { swatch } from "../model/filters.ts";
import { focusOn } from "./roving.ts";
import { evidenceText, timesText, whoText } from "./stretch-text.ts";
import { dateText, lengthText } from "../text.ts";
import type { Context } from "../model/view.ts";

/** The card of one stretch: shown on hover and focus, and kept when it is pressed, so that its session can be copied. */
export class Card {
  readonly element = el("section", { class: "card no-print", "aria-label": "Stretch", hidden: true });
  readonly #context: Context;
  #kept: Element | undefined;

  constructor(context: Context) {
    this.#context = context;
    this.element.addEventListener("keydown", ({ key }) => {
      if (key === "Escape") this.#release();
    });
    document.addEventListener("pointerdown", ({ target }) => {
      const isInside = target instanceof Node && (this.element.contains(target) || this.#kept?.contains(target));
      if (this.#kept !== undefined && isInside !== true) this.close();
    });
    // A card does not follow what it belongs to.
    window.addEventListener("scroll", () => this.#kept === undefined && this.hide(), { passive: true, capture: true });
  }

  /** Has a shape show what it stands for. */
  attach(shape: SVGElement, slice: Slice): void {
    shape.addEventListener("pointerenter", () => this.#show(shape, slice));
    shape.addEventListener("pointerleave", () => this.hide());
    shape.addEventListener("focus", () => this.#show(shape, slice));
    shape.addEventListener("blur", () => this.hide());
    shape.addEventListener("click", () => this.#keep(shape, slice));
    shape.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.hide();
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      this.#keep(shape, slice);
      this.element.querySelector("button")?.focus();
    });
  }

  hide(): void {
    if (this.#kept === undefined) this.element.hidden = true;
  }

  close(): void {
    this.#kept?.classList.remove("kept");
    this.#kept = undefined;
    this.hide();
  }

  #keep(shape: SVGElement, slice: Slice): void {
    this.close();
    this.#show(shape, slice);
    this.#kept = shape;
    shape.classList.add("kept");
  }

  #release(): void {
    // Before it closes, for what gets the focus shows its card.
    focusOn(this.#kept);
    this.close();
  }

  #show(shape: SVGElement, slice: Slice): void {
    if (this.#kept !== undefined) return;
    this.element.replaceChildren(...this.#content(slice));
    this.element.hidden = false;
    placeBeside(this.element, shape.getBoundingClientRect());
  }

  #content({ stretch, day }: Slice): readonly HTMLElement[] {
    const { palette, store } = this.#context;
    const { subject, prompts, start, end } = stretch;
    const facts: readonly (readonly [string, string | undefined])[] = [
      [stretch.kind === "human" ? "Human" : "Agent", whoText(stretch)],
      ["Client", subject.client.startsWith("(") ? undefined : subject.client],
      ["Branch", subject.branch],
      ["Machine", subject.machine],
      ["Prompts", String(prompts)],
      ["Evidence", evidenceText(stretch)],
    ];
    return [
      el("h3", {}, swatch(palette.of(subject.project)), subject.project),
      el("p", { class: "when" }, `${dateText(day.date)}, ${timesText(stretch, day)} · ${lengthText(end - start)}`),
      el(
        "dl",
        {},
        ...facts.flatMap(([name, value]) => (value === undefined ? [] : [el("dt", {}, name), el("dd", {}, value)])),
        el("dt", {}, "Session"),
        el("dd", {}, el("code", {}, printable(subject.session))),
      ),
      el(
        "p",
        { class: "actions" },
        copyButton(subject.session),
        button("Only this project", () => store.change({ project: [subject.project] })),
        button("Close", () => this.#release()),
      ),
    ];
  }
}

function copyButton(text: string): HTMLButtonElement {
  const copy = button("Copy session", () => {
    const say = (label: string) => () => (copy.textContent = label);
    navigator.clipboard.writeText(text).then(say("Copied"), say("Select it above"));
  });
  copy.setAttribute("aria-live", "polite");
  return copy;
}

/** Below what it belongs to, or above where there is no room. */
function placeBeside(card: HTMLElement, { left, top, bottom }: DOMRect): void {
  const margin = 8;
  const { offsetWidth: width, offsetHeight: height } = card;
  const isBelow = bottom + margin + height <= window.innerHeight || top < height + margin;
  card.style.left = `${Math.max(margin, Math.min(left, window.innerWidth - width - margin))}px`;
  card.style.top = `${isBelow ? bottom + margin : top - height - margin}px`;
}
