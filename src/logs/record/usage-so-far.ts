import type { Figures } from "../../events/observation.ts";

/** What is counted of a message, in the order in which a state holds it. */
const COUNTED = [
  "inputTokens",
  "outputTokens",
  "cacheReadTokens",
  "cacheWriteTokens",
  "cacheWrite1hTokens",
  "reasoningTokens",
  "costUsd",
] as const satisfies readonly (keyof Figures)[];

/** Reasoning is a part of the output. */
const TOKENS = ["inputTokens", "outputTokens", "cacheReadTokens", "cacheWriteTokens"] as const;

/** As many messages as may still be told of again: the lines of one stand together, but sub-agents work side by side. */
const REMEMBERED = 64;

type Said = readonly number[];

/** The messages of a log of which it was said what they took, as the state of its decoder holds them. */
export type UsageState = readonly (readonly [id: string, ...said: number[]])[];

/**
 * What a log has said so far that its last messages took. Agents repeat it on every line of a message, while it grows:
 * the largest figures count.
 */
export class UsageSoFar {
  readonly #said: Map<string, Said>;

  constructor(state: UsageState = []) {
    this.#said = new Map(state.map(([id, ...said]) => [id, said]));
  }

  /** Restores what `state()` returned; `undefined` for anything else. */
  static restored(state: unknown): UsageSoFar | undefined {
    if (!Array.isArray(state)) return undefined;
    const isSaid = (entry: unknown): boolean =>
      Array.isArray(entry) &&
      entry.length === COUNTED.length + 1 &&
      entry.every((value, at) => (at === 0 ? typeof value === "string" : typeof value === "number"));
    return state.every(isSaid) ? new UsageSoFar(state as UsageState) : undefined;
  }

  state(): UsageState {
    return [...this.#said].map(([id, said]) => [id, ...said] as const);
  }

  /** By how much figures exceed what was said of the message before; `undefined` if by no token. */
  grown(message: string, figures: Figures): Figures | undefined {
    const before = this.#said.get(message) ?? COUNTED.map(() => 0);
    const now = COUNTED.map((name, at) => Math.max(before[at] ?? 0, figures[name] ?? 0));
    this.#said.delete(message);
    this.#said.set(message, now);
    if (this.#said.size > REMEMBERED) for (const [oldest] of this.#said.entries().take(1)) this.#said.delete(oldest);
    const more = Object.fromEntries(COUNTED.map((name, at) => [name, (now[at] ?? 0) - (before[at] ?? 0)]));
    return tokensIn(more) > 0 ? more : undefined;
  }

  /** What was said of a message: its largest figures. */
  said(message: string): Figures {
    const said = this.#said.get(message) ?? [];
    return Object.fromEntries(COUNTED.map((name, at) => [name, said[at] ?? 0]));
  }
}

/** All tokens of figures, each once. */
export function tokensIn(figures: Figures): number {
  return TOKENS.reduce((sum, name) => sum + (figures[name] ?? 0), 0);
}

/** More than any request takes; beyond it sums would lose digits. */
const MOST_TOKENS = 10 ** 12;

/** A number of tokens: a whole number from 0 on. */
export function readTokens(value: unknown): number | undefined {
  return Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= MOST_TOKENS ? Number(value) : undefined;
}

/** A cost in US dollars. */
export function readCost(value: unknown): number | undefined {
  return typeof value === "number" && value > 0 && value <= MOST_TOKENS ? value : undefined;
}

/** The status of an answer by HTTP. */
export function readStatus(value: unknown): number | undefined {
  return Number.isInteger(value) && Number(value) >= 100 && Number(value) <= 599 ? Number(value) : undefined;
}
