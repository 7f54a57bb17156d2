import { LONGEST_SILENCE_S } from "../../events/longest-silence.ts";
import { isObject } from "../../lib/json/json.ts";

/** The turn that goes on. Times in milliseconds since 1970. */
export type Turn = {
  /** When its prompt was sent. */
  readonly since: number;
  /** When its last answer failed, if that was its last: Pi tries again by itself, or the turn is over. */
  readonly failedAt: number | null;
};

export function isTurn(stored: unknown): stored is Turn {
  if (!isObject(stored)) return false;
  const { since, failedAt } = stored;
  return typeof since === "number" && (failedAt === null || typeof failedAt === "number");
}

/** The turn of an answer that began `at`: what comes so late after a failure is no other try. */
export function turnOf(turn: Turn | null, at: number): Turn | null {
  if (turn === null || turn.failedAt === null) return turn;
  return at - turn.failedAt > LONGEST_SILENCE_S * 1000 ? null : turn;
}

/** The turn after an answer that did not end well, written at a time; `null` if it is over. */
export function turnAfter(turn: Turn | null, stopReason: unknown, at: number, callsTools: boolean): Turn | null {
  if (turn === null || stopReason === "aborted" || (stopReason === "length" && !callsTools)) return null;
  return { ...turn, failedAt: stopReason === "error" ? at : null };
}
