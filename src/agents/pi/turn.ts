import { LONGEST_SILENCE_S } from "../../events/longest-silence.ts";
import { isObject } from "../../lib/json/json.ts";

/** The turn that goes on. Times in milliseconds since 1970. */
export type Turn = {
  /** When the agent could begin with its prompt. */
  readonly since: number;
  /** When its last answer failed, if that was its last: Pi tries again by itself, or the turn is over. */
  readonly failedAt: number | null;
};

export function isTurn(stored: unknown): stored is Turn {
  if (!isObject(stored)) return false;
  const { since, failedAt } = stored;
  return typeof since === "number" && (failedAt === null || typeof failedAt === "number");
}

/**
 * The turn with a prompt that was sent at a time, after a conversation that had gone on until `spoken`. What was typed before
 * that waited while the agent worked: it steers the turn that goes on, or its own begins when it is delivered.
 */
export function turnWith(turn: Turn | null, sent: number, spoken: number | null): Turn {
  if (spoken === null || sent > spoken) return { since: sent, failedAt: null };
  return turn !== null && turn.failedAt === null ? turn : { since: spoken, failedAt: null };
}

/** For how long the hooks of other extensions may hold up an extension's message that goes with a turn. */
const AT_ONCE_MS = 10_000;

/**
 * The turn beside a message of an extension. One that goes with a turn comes at once, behind its prompt or the results of its
 * tools. One that comes later woke an agent that had failed or had been killed: what follows, nobody asked for.
 */
export function turnBeside(turn: Turn | null, written: number, spoken: number | null): Turn | null {
  return spoken !== null && written - spoken > AT_ONCE_MS ? null : turn;
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
