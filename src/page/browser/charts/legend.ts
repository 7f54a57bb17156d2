import { el } from "../dom.ts";
import { swatch } from "../model/filters.ts";
import type { Palette } from "./palette.ts";

/** Which colour is which project, and how a guess is drawn. */
export function legend(palette: Palette): HTMLElement {
  const entry = (colour: string, name: string) => el("li", {}, swatch(colour), name);
  const guess = el(
    "li",
    {},
    el("span", { class: "swatch guess", "aria-hidden": "true" }),
    "lighter: guessed, not seen",
  );
  return el(
    "ul",
    { class: "legend", "aria-label": "Colours" },
    ...palette.projects.map((project) => entry(palette.of(project), project)),
    ...(palette.hasOthers ? [entry("var(--other)", "other projects")] : []),
    guess,
  );
}
