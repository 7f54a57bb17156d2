import { isObject, type JsonObject } from "../../lib/json.ts";
import { clockFrom, isTurnClock, workedMs, type TurnClock } from "../../logs/record/turn-clock.ts";

/** The turn of the last prompt. */
export type Turn = {
  /** The id of the prompt. */
  readonly id: string;
  readonly clock: TurnClock;
  /** When the last message after the prompt was written; `null` while there is none. */
  readonly last: string | null;
};

export function turnOf(id: string, at: string): Turn {
  return { id, clock: clockFrom(Date.parse(at)), last: null };
}

export function isTurn(stored: unknown): stored is Turn {
  if (!isObject(stored)) return false;
  const { id, clock, last } = stored;
  return typeof id === "string" && isTurnClock(clock) && (last === null || typeof last === "string");
}

/** Outcomes that follow upon the agent's last message; when a turn was cancelled or failed, nothing tells. */
const DONE = new Set<unknown>(["completed", "spec_handoff"]);

/** The end of a turn: its record has no time of its own, so that it ended with the message before. */
export function turnOutcome(
  outcome: JsonObject,
  { id, clock, last }: Turn,
): { readonly at: string; readonly key: string; readonly durationMs: number } | undefined {
  if (outcome["turnId"] !== id || !DONE.has(outcome["reason"]) || last === null) return undefined;
  return { at: last, key: id, durationMs: workedMs(clock, Date.parse(last)) };
}
