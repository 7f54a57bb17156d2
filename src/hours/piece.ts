import type { Activity } from "./activity.ts";

/** Half-open, in whole seconds since 1970. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Time that was spent, human or agent, and what shows it. */
export interface Piece extends Span {
  /** The event that it begins with, which names it. */
  readonly first: Activity;
  /** The event that says on what the time was spent. */
  readonly spentOn: Activity;
  /** How it is known: `turn`, the agent's own record; `tools`, the gaps before tool uses; `prompts`, the person's. */
  readonly by: "prompts" | "turn" | "tools";
}

export function seconds(spans: Iterable<Span>): number {
  let sum = 0;
  for (const { start, end } of spans) sum += end - start;
  return sum;
}
