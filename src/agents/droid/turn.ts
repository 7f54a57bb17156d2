import { isObject, type JsonObject } from "../../lib/json/json.ts";
import { clockFrom, isTurnClock, workedMs, type TurnClock } from "../../logs/record/turn-clock.ts";

/** The turn that a prompt began, as far as it is known. */
type Turn = {
  /** The id of the prompt. */
  readonly id: string;
  readonly clock: TurnClock;
  /** When the last message after the prompt was written; `null` while there is none. */
  readonly last: string | null;
};

/** Turns whose end was not told yet, in the order of their prompts: a person may send one while the agent works. */
export type Turns = readonly Turn[];

/** So many are remembered; those of an agent that was killed never end. */
const MOST = 16;

/** The turns with the one that a prompt begins. */
export function withTurn(turns: Turns, id: string, at: string): Turns {
  return [...turns.slice(turns.length >= MOST ? 1 : 0), { id, clock: clockFrom(Date.parse(at)), last: null }];
}

/** The turns after a message of the agent or of a tool, which changes their clocks. */
export function goingOn(turns: Turns, at: string, change: (clock: TurnClock, now: number) => TurnClock): Turns {
  return turns.map(({ id, clock }) => ({ id, clock: change(clock, Date.parse(at)), last: at }));
}

export function isTurns(stored: unknown): stored is Turns {
  return (
    Array.isArray(stored) &&
    stored.every((turn) => {
      if (!isObject(turn)) return false;
      const { id, clock, last } = turn;
      return typeof id === "string" && isTurnClock(clock) && (last === null || typeof last === "string");
    })
  );
}

/** Outcomes that follow upon the agent's last message; when a turn was cancelled or failed, nothing tells. */
const DONE = new Set<unknown>(["completed", "spec_handoff"]);

/** The end of a turn: its record has no time of its own, so that it ended with the message before. */
export function turnOutcome(
  outcome: JsonObject,
  turns: Turns,
): { readonly at: string; readonly key: string; readonly durationMs: number; readonly turns: Turns } | undefined {
  const index = turns.findIndex(({ id }) => id === outcome["turnId"]);
  const turn = turns[index];
  if (turn === undefined || turn.last === null || !DONE.has(outcome["reason"])) return undefined;
  const { id, clock, last } = turn;
  return { at: last, key: id, durationMs: workedMs(clock, Date.parse(last)), turns: turns.slice(index + 1) };
}
