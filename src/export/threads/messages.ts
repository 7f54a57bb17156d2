import type { Agent } from "../../events/observation.ts";
import type { Asked, Cursor, Log } from "../../logs/source.ts";
import type { EventBatch, Wanted } from "../job.ts";

/** What a thread is started with. */
export interface ThreadStart {
  readonly wanted: Wanted;
  /** Whose logs it will read. */
  readonly agents: readonly Agent[];
  /** How many of its messages are consumed; it waits while too many are not. */
  readonly consumed: SharedArrayBuffer;
  /** Which job it is at, and up to which byte that is read: two numbers, for whoever must tell why it ended. */
  readonly at: SharedArrayBuffer;
}

/** A job for a thread: `index` is its place in the order of the run. */
export interface ThreadJob {
  readonly index: number;
  readonly agent: Agent;
  readonly log: Log;
  readonly cursor: Cursor | undefined;
}

/** Pieces from a thread, in the order of the jobs. */
export interface ThreadMessage {
  readonly batches: readonly SentPiece[];
  /** The lines of all of them, one batch's after the other's. */
  readonly bytes: Uint8Array;
  /** The group of jobs is done. */
  readonly done: boolean;
}

/** A batch whose lines are the next `length` bytes of the message; where there is none, the job has ended. */
export interface SentPiece {
  readonly index: number;
  readonly batch: Omit<EventBatch, "lines"> | undefined;
  readonly length: number;
}

/** So many messages of a thread may wait for their turn: with their size, what bounds the memory. */
export const MOST_WAITING = 12;
/** A message is sent when it has about so many characters of events, or so many batches. */
export const MESSAGE_CHARACTERS = 256 << 10;
export const MESSAGE_PIECES = 256;

/** What a thread is started with that reads logs one by one, for `apart.ts`. */
export interface ApartStart {
  readonly apart: true;
  /** Whose logs it will read. */
  readonly agents: readonly Agent[];
}
/** Such a thread says that it is there. */
export const UP = "up";
/** Asks such a thread for the next batch of its log. */
export const MORE = "more";

/** Tells it which log, and what is asked of it. */
export interface ApartJob extends Omit<ThreadJob, "index"> {
  readonly asked: Asked | undefined;
}
