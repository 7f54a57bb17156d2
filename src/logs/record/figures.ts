import type { Figures } from "../../events/observation.ts";
import { readCost, readTokens, tokensIn } from "./usage-so-far.ts";

/** What a record says that a model took, each figure as it stands there. */
export interface Said {
  readonly input?: unknown;
  readonly output?: unknown;
  readonly cacheRead?: unknown;
  readonly cacheWrite?: unknown;
  readonly reasoning?: unknown;
  readonly cost?: unknown;
}

/** How an agent counts, where it does not count as we do. */
export interface Counting {
  /** Its input holds what comes from the cache and goes to it. */
  readonly inputHoldsCache?: boolean;
  /** Its output does not hold what went into reasoning. */
  readonly reasoningIsApart?: boolean;
}

/** The figures of a record, each token once; `undefined` if there are none. */
export function figuresOf(said: Said, { inputHoldsCache, reasoningIsApart }: Counting = {}): Figures | undefined {
  const [cacheReadTokens, cacheWriteTokens] = [readTokens(said.cacheRead), readTokens(said.cacheWrite)];
  const [input, output, reasoningTokens] = [said.input, said.output, said.reasoning].map(readTokens);
  const cached = inputHoldsCache === true ? (cacheReadTokens ?? 0) + (cacheWriteTokens ?? 0) : 0;
  const figures = {
    inputTokens: input === undefined ? undefined : Math.max(0, input - cached),
    outputTokens: reasoningIsApart === true ? (output ?? 0) + (reasoningTokens ?? 0) : output,
    cacheReadTokens,
    cacheWriteTokens,
    reasoningTokens,
    costUsd: readCost(said.cost),
  };
  return tokensIn(figures) === 0 ? undefined : figures;
}
