import type { Dollars } from "./dollars.ts";
import { addUsage, type Usage } from "./usage.ts";

/** What was taken, and what it costs where prices are asked for. */
export interface Spent {
  readonly usage: Usage;
  /** What the logs themselves say that it cost. */
  readonly stated: Dollars;
  /** What the rest costs by a list. */
  readonly listed: Dollars;
  /** Tokens of which nobody says what they cost. */
  readonly unpriced: number;
}

/** By model. */
export type Spending = ReadonlyMap<string, Spent>;

/** The name of what names none. */
export const NO_MODEL = "(no model)";

export const NOTHING_SPENT: Spent = { usage: {}, stated: 0n, listed: 0n, unpriced: 0 };

/** Both together. */
export function added(a: Spent, b: Spent): Spent {
  return {
    usage: addUsage(a.usage, b.usage) ?? {},
    stated: a.stated + b.stated,
    listed: a.listed + b.listed,
    unpriced: a.unpriced + b.unpriced,
  };
}

/** Adds something to what a model has spent. */
export function spend(spending: Map<string, Spent>, model: string, spent: Spent): void {
  const before = spending.get(model);
  spending.set(model, before === undefined ? spent : added(before, spent));
}

/** What all models spent. */
export function sumOf(spending: Spending): Spent {
  return [...spending.values()].reduce(added, NOTHING_SPENT);
}
