import { isObject } from "../../lib/json/json.ts";

/** How long a turn lasts, without what it waits for the person. Times in milliseconds since 1970. */
export type TurnClock = {
  readonly since: number;
  /** What it has waited for the person so far. */
  readonly waited: number;
  /** For what it waits now, and since when it waits for anything. */
  readonly waits: readonly string[];
  readonly waitsSince: number;
};

/** More are not asked for at once. */
const MOST_WAITS = 64;

export function clockFrom(since: number): TurnClock {
  return { since, waited: 0, waits: [], waitsSince: 0 };
}

export function isTurnClock(stored: unknown): stored is TurnClock {
  if (!isObject(stored)) return false;
  const { since, waited, waits, waitsSince } = stored;
  if (![since, waited, waitsSince].every((each) => typeof each === "number")) return false;
  return Array.isArray(waits) && waits.every((id) => typeof id === "string");
}

/** The clock when the agent begins to wait for the person. */
export function waitingFor(clock: TurnClock, id: string, now: number): TurnClock {
  const { waits, waitsSince } = clock;
  if (waits.includes(id) || waits.length >= MOST_WAITS) return clock;
  return { ...clock, waits: [...waits, id], waitsSince: waits.length === 0 ? now : waitsSince };
}

/** The clock when what the agent waited for has come. */
export function doneWaitingFor(clock: TurnClock, id: string, now: number): TurnClock {
  if (!clock.waits.includes(id)) return clock;
  const waits = clock.waits.filter((each) => each !== id);
  if (waits.length > 0) return { ...clock, waits };
  return { ...clock, waits, waited: clock.waited + Math.max(0, now - clock.waitsSince) };
}

/** How long the turn lasted that ends now. */
export function workedMs({ since, waited, waits, waitsSince }: TurnClock, now: number): number {
  const waiting = waits.length === 0 ? 0 : Math.max(0, now - waitsSince);
  return Math.max(0, now - since - waited - waiting);
}
