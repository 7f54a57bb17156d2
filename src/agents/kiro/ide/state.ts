import { isObject, type Json } from "../../../lib/json/json.ts";
import { isOpenCalls, type OpenCalls } from "../../../logs/record/open-calls.ts";
import { isTurnClock, type TurnClock } from "../../../logs/record/turn-clock.ts";

/** A question that the person was asked: whether a tool may run, or one of the agent's. */
export type Ask = {
  readonly id: string;
  /** The choices for a tool, each with whether it lets the tool run. */
  readonly choices: readonly (readonly [choice: string, allows: boolean])[];
};

/** What later records need of the earlier ones. */
export type State = {
  /** The turn that goes on, by the id of its execution. */
  readonly turn: { readonly execution: string; readonly clock: TurnClock } | null;
  readonly calls: OpenCalls;
  readonly asks: readonly Ask[];
};

export const INITIAL: State = { turn: null, calls: [], asks: [] };

/** A state as it was stored; `undefined` if it has another form. */
export function restoreState(stored: Json): State | undefined {
  if (!isObject(stored)) return undefined;
  const { turn, calls, asks } = stored;
  if (!isOpenCalls(calls) || !Array.isArray(asks) || !asks.every((ask) => isAsk(ask))) return undefined;
  return turn === null || isTurn(turn) ? { turn, calls, asks } : undefined;
}

function isTurn(stored: unknown): stored is NonNullable<State["turn"]> {
  return isObject(stored) && typeof stored["execution"] === "string" && isTurnClock(stored["clock"]);
}

function isAsk(stored: unknown): stored is Ask {
  if (!isObject(stored) || typeof stored["id"] !== "string") return false;
  const { choices } = stored;
  return (
    Array.isArray(choices) &&
    (choices as readonly unknown[]).every(
      (each) => Array.isArray(each) && typeof each[0] === "string" && typeof each[1] === "boolean",
    )
  );
}
