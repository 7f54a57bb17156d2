import { fragmentOf, stateIn, type Grouping, type State } from "./state.ts";

/** The state of the page, for everything on it. */
export class Store {
  #state: State;
  readonly #usual: Grouping;
  readonly #listeners: ((state: State, before: State) => void)[] = [];

  constructor(usual: Grouping) {
    this.#usual = usual;
    this.#state = stateIn(location.hash, usual);
    window.addEventListener("hashchange", () => this.#become(stateIn(location.hash, usual)));
  }

  get state(): State {
    return this.#state;
  }

  change(part: Partial<State>): void {
    const state = { ...this.#state, ...part };
    const fragment = fragmentOf(state, this.#usual);
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
