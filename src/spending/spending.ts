import type { Dollars } from "./dollars.ts";
import { addUsage, tokensIn, type Usage } from "./usage.ts";

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

/** Stands for usage whose log names no model. */
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

/** What it costs as far as anybody says; `undefined`, and never 0, where nothing of it has a price. */
export function knownCost({ stated, listed, unpriced, usage }: Spent): Dollars | undefined {
  const cost = stated + listed;
  return cost === 0n && unpriced > 0 && unpriced === tokensIn(usage) ? undefined : cost;
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
