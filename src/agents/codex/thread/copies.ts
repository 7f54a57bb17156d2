import type { RolloutRecord } from "../record.ts";
import type { Thread } from "./thread.ts";

/**
 * Tells a thread's own records from those that a fork or a sub-agent was given of another thread: they stand before its
 * own, with their times made new, so that nothing in them says whose they are.
 *
 * What does: the ordinal at which the thread says that it begins; the head of another thread, copied with its records;
 * ids of turns, which are UUIDs of version 7: a turn that is older than the thread is a copy. Rollouts without such ids
 * (2025) are copied in one burst: a second's pause ends it.
 */
export class Copies {
  /** `possible`: not ruled out; `here`: what comes is copied; `past`: nothing more will be. */
  #state: "none" | "possible" | "here" | "past";
  /** Whether the copies have ids of turns: then one of them must end the copies. */
  #haveTurns: boolean;
  #last: string | null;

  constructor({ state, haveTurns, last }: CopiesState) {
    this.#state = state;
    this.#haveTurns = haveTurns;
    this.#last = last;
  }

  state(): CopiesState {
    return { state: this.#state, haveTurns: this.#haveTurns, last: this.#last };
  }

  /** A further head: the thread's own comes again with every turn of some releases, others only with copies. */
  head(isOwn: boolean, at: string | undefined): void {
    if (this.#state === "past") return;
    if (isOwn) {
      if (this.#state === "here") this.#state = "past";
      return;
    }
    this.#state = "here";
    this.#haveTurns = false;
    this.#last = at ?? null;
  }

  /** Whether every record is the thread's own from here on, unless the head of another thread comes. */
  isOver({ ownFrom }: Thread): boolean {
    return ownFrom === null && (this.#state === "none" || this.#state === "past");
  }

  /** Whether a record is the thread's own. To be asked of every record, in their order. */
  isOwn({ at, ordinal, turnId }: RolloutRecord, thread: Thread): boolean {
    if (thread.ownFrom !== null && ordinal !== undefined) return ordinal >= thread.ownFrom;
    if (this.#state === "none" || this.#state === "past") return true;
    const age = turnId === undefined ? undefined : compareAge(turnId, thread.id);
    if (age !== undefined) {
      this.#state = age === "older" ? "here" : "past";
      this.#haveTurns = true;
    } else if (this.#state === "here" && !this.#haveTurns && isPause(this.#last, at)) {
      this.#state = "possible";
    }
    this.#last = at ?? this.#last;
    return this.#state !== "here";
  }
}

export type CopiesState = {
  readonly state: "none" | "possible" | "here" | "past";
  readonly haveTurns: boolean;
  readonly last: string | null;
};

export function noCopies({ isDerived }: Thread): CopiesState {
  return { state: isDerived ? "possible" : "none", haveTurns: false, last: null };
}

function isPause(before: string | null, at: string | undefined): boolean {
  return before !== null && at !== undefined && Date.parse(at) - Date.parse(before) >= 1000;
}

function compareAge(turn: string, thread: string): "older" | "not-older" | undefined {
  const [turnBegan, threadBegan] = [birthOf(turn), birthOf(thread)];
  if (turnBegan === undefined || threadBegan === undefined) return undefined;
  return turnBegan < threadBegan ? "older" : "not-older";
}

/** The time in a UUID of version 7, as hexadecimal digits that compare as times do. */
function birthOf(id: string): string | undefined {
  const parts = /^([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/.exec(id.toLowerCase());
  return parts === null ? undefined : `${parts[1]}${parts[2]}`;
}
