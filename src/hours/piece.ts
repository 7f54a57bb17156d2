import type { Activity } from "./activity.ts";

/** Half-open, in whole seconds since 1970. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * How time is known. Of agents: `recorded`, the log says how long the turn was; `observed`, results and messages show
 * what the gaps between them hold; `estimated`, from the uses of tools alone. Of the person: `prompts`, up to what was
 * done next; `window`, the attention that is credited after the last.
 */
export type Evidence = "recorded" | "observed" | "estimated" | "prompts" | "window";

/** Time that was spent, human or agent, and what shows it. */
export interface Piece extends Span {
  /** The event that it begins with, which names it. */
  readonly first: Activity;
  /** The event that says on what the time was spent. */
  readonly spentOn: Activity;
  readonly by: Evidence;
}

export function seconds(spans: Iterable<Span>): number {
  let sum = 0;
  for (const { start, end } of spans) sum += end - start;
  return sum;
}
