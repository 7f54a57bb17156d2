import { button, el } from "../dom.ts";
import { FILTERS, isFiltered, KINDS, type Filter, type Kind, type State } from "./state.ts";
import type { Context, View } from "./view.ts";

const LABELS: Readonly<Record<Filter, string>> = {
  project: "Projects",
  client: "Clients",
  agent: "Agents",
  person: "Persons",
};
const KIND_LABELS: Readonly<Record<Kind, string>> = { both: "Both", human: "Human", agent: "Agents" };

/** What acts on everything below: projects, clients, agents, persons, and whose time. */
export function filtersView(context: Context): View {
  const { model, store } = context;
  const kinds = new Map(KINDS.map((kind) => [kind, radio(kind, () => store.change({ kind }))]));
  const choices = FILTERS.map((name) => new Choice(name, namesOf(context, name), context)).filter(
    // A single person or client is no choice.
    (choice) => choice.isOne(),
  );
  const reset = button(
    "Show all",
    () => store.change({ project: [], client: [], agent: [], person: [], kind: "both" }),
    {
      class: "plain",
    },
  );
  const element = el(
    "section",
    { class: "filters no-print", "aria-label": "Filters" },
    el(
      "fieldset",
      { class: "segments" },
      el("legend", { class: "hidden" }, "Whose time"),
      ...[...kinds].map(([kind, input]) => el("label", {}, input, el("span", {}, KIND_LABELS[kind]))),
    ),
    ...choices.map((choice) => choice.element),
    reset,
  );
  closeOutside(element);
  element.hidden = model.stretches.length === 0;
  return {
    element,
    show(_chosen, state) {
      for (const [kind, input] of kinds) input.checked = state.kind === kind;
      for (const choice of choices) choice.show(state);
      reset.hidden = !isFiltered(state);
    },
  };
}

function radio(kind: Kind, choose: () => void): HTMLInputElement {
  const input = el("input", { type: "radio", name: "kind", value: kind });
  input.addEventListener("change", choose);
  return input;
}

/** In the order of their time for projects, else by name. */
function namesOf({ model, palette }: Context, filter: Filter): readonly string[] {
  const names = [...new Set(model.stretches.map(({ subject }) => subject[filter]))].sort();
  return filter === "project"
    ? names.sort((a, b) => palette.orderOf(a) - palette.orderOf(b) || (a < b ? -1 : 1))
    : names;
}

/** One filter: a button that opens a list of boxes. */
class Choice {
  readonly element: HTMLDetailsElement;
  readonly #summary: HTMLElement;
  readonly #boxes: ReadonlyMap<string, HTMLInputElement>;
  readonly #name: Filter;

  constructor(name: Filter, values: readonly string[], { store, palette }: Context) {
    this.#name = name;
    this.#boxes = new Map(values.map((value) => [value, el("input", { type: "checkbox", value })]));
    for (const box of this.#boxes.values())
      box.addEventListener("change", () => store.change({ [name]: this.#checked() }));
    this.#summary = el("summary", {}, LABELS[name]);
    this.element = el(
      "details",
      { class: "choice" },
      this.#summary,
      el(
        "div",
        { class: "list", role: "group", "aria-label": LABELS[name] },
        ...[...this.#boxes].map(([value, box]) =>
          el("label", {}, box, name === "project" ? swatch(palette.of(value)) : undefined, el("span", {}, value)),
        ),
      ),
    );
  }

  isOne(): boolean {
    return this.#boxes.size > 1;
  }

  show(state: State): void {
    const asked = state[this.#name];
    for (const [value, box] of this.#boxes) box.checked = asked.includes(value);
    const [first, ...others] = asked;
    this.#summary.textContent =
      first === undefined
        ? LABELS[this.#name]
        : others.length === 0
          ? first
          : `${LABELS[this.#name]} (${asked.length})`;
    this.#summary.classList.toggle("active", first !== undefined);
  }

  #checked(): readonly string[] {
    return [...this.#boxes].filter(([, { checked }]) => checked).map(([value]) => value);
  }
}

/** A little square of a colour. */
export function swatch(colour: string): HTMLElement {
  const element = el("span", { class: "swatch", "aria-hidden": "true" });
  element.style.backgroundColor = colour;
  return element;
}

/** A list that is open closes with Escape, and when something else is pressed. */
function closeOutside(element: HTMLElement): void {
  const close = (except: EventTarget | null) => {
    for (const open of element.querySelectorAll("details[open]"))
      if (!(except instanceof Node && open.contains(except))) open.removeAttribute("open");
  };
  document.addEventListener("pointerdown", ({ target }) => close(target));
  element.addEventListener("keydown", ({ key, target }) => {
    if (key !== "Escape" || !(target instanceof Element)) return;
    target.closest("details[open]")?.querySelector("summary")?.focus();
    close(null);
  });
}
