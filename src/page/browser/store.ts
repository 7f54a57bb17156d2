import { fragmentOf, stateIn, type State } from "./state.ts";

/** The state of the page, for everything on it. */
export class Store {
  #state: State;
  readonly #listeners: ((state: State, before: State) => void)[] = [];

  constructor() {
    this.#state = stateIn(location.hash);
    window.addEventListener("hashchange", () => this.#become(stateIn(location.hash)));
  }

  get state(): State {
    return this.#state;
  }

  change(part: Partial<State>): void {
    const state = { ...this.#state, ...part };
    const fragment = fragmentOf(state);
    // Replaced, so that leaving the page takes one step back.
    history.replaceState(null, "", fragment === "" ? location.pathname + location.search : `#${fragment}`);
    this.#become(state);
  }

  onChange(listener: (state: State, before: State) => void): void {
    this.#listeners.push(listener);
  }

  #become(state: State): void {
    const before = this.#state;
    this.#state = state;
    for (const listener of this.#listeners) listener(state, before);
  }
}
