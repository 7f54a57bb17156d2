import type { Activity } from "./activities/activity.ts";

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

/** Why some of a gap is counted: of how many seconds it is a part, `Infinity` where nothing followed, and what for. */
export interface Why {
  readonly of: number;
  readonly reason: Reason;
}

/**
 * Of the person: up to the `next` prompt or action, or the attention `window` of a longer gap; or by the band, the
 * `effort` of an act, the `wait` after an agent's end, a `dialog` that was answered, a `pause` between two acts. Of agents:
 * a recorded `turn`; `running`, up to a tool's result; `working`, up to the next use of a tool, message or end; up to an
 * `interrupt`; an `answer` after a last use; the second of a tool's `use` itself.
 */
export type Reason =
  | "next"
  | "window"
  | "effort"
  | "wait"
  | "dialog"
  | "pause"
  | "turn"
  | "running"
  | "working"
  | "interrupt"
  | "answer"
  | "use";

/** Time that was spent, human or agent, and what shows it. */
export interface TimeSlice extends Span {
  /** The event that it begins with, which names it. */
  readonly first: Activity;
  /** The event that says on what the time was spent. */
  readonly spentOn: Activity;
  readonly by: Evidence;
  readonly why: Why;
}

export function seconds(spans: Iterable<Span>): number {
  let sum = 0;
  for (const { start, end } of spans) sum += end - start;
  return sum;
}
