import type { Chosen } from "./figures.ts";
import type { Model } from "./model.ts";
import type { Palette } from "../charts/palette.ts";
import type { State } from "./state.ts";
import type { Store } from "./store.ts";

/** What every part of the page has. */
export interface Context {
  readonly model: Model;
  readonly palette: Palette;
  readonly store: Store;
}

/** A part of the page. */
export interface View {
  readonly element: HTMLElement;
  /** Shows what is chosen now. */
  show(chosen: Chosen, state: State): void;
}
