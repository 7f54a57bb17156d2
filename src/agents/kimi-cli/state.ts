import { isObject, type Json } from "../../lib/json/json.ts";
import { isOpenCalls, type OpenCalls } from "../../logs/record/open-calls.ts";
import { isTurnClock, type TurnClock } from "../../logs/record/turn-clock.ts";

/** The text of the step that goes on, which is an answer if no call follows it. */
export type Answer = { readonly at: string; readonly key: string; readonly length: number };

/** What later records need of the earlier ones. */
export type State = {
  /** The turn that goes on, from when the person began it. */
  readonly clock: TurnClock | null;
  /** How many turns are open: a flow begins some within the person's. */
  readonly depth: number;
  /** When a turn began or ended, if nothing happened since. Milliseconds since 1970. */
  readonly edge: number | null;
  readonly calls: OpenCalls;
  readonly answer: Answer | null;
};

export const INITIAL: State = { clock: null, depth: 0, edge: null, calls: [], answer: null };

export function restoreState(stored: Json): State | undefined {
  if (!isObject(stored)) return undefined;
  const { clock, depth, edge, calls, answer } = stored;
  if (clock !== null && !isTurnClock(clock)) return undefined;
  if (edge !== null && typeof edge !== "number") return undefined;
  if (typeof depth !== "number" || !isOpenCalls(calls)) return undefined;
  return answer === null || isAnswer(answer) ? { clock, depth, edge, calls, answer } : undefined;
}

function isAnswer(stored: unknown): stored is Answer {
  if (!isObject(stored)) return false;
  const { at, key, length } = stored;
  return typeof at === "string" && typeof key === "string" && typeof length === "number";
}
