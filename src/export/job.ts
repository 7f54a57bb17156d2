import type { EventType } from "../events/event-type.ts";
import type { Fields } from "../events/fields.ts";
import type { Counts, Cursor, Log, Source } from "../logs/source.ts";
import type { Problem } from "../problem.ts";

/** A log that is to be read, from where it was left. */
export interface Job {
  readonly source: Source;
  readonly log: Log;
  readonly cursor: Cursor | undefined;
  /** How much of it is new. */
  readonly bytes: number;
}

/** Which events are wanted, and whose. */
export interface Wanted {
  readonly machineId: string | undefined;
  /** Only events with `since <= timestamp < until`, both canonical. */
  readonly since: string | undefined;
  readonly until: string | undefined;
  readonly types: ReadonlySet<EventType>;
  /** Directories whose events are wanted by nobody: theirs, and those of everything below them. */
  readonly exclude: readonly string[];
  /** How much of them is told, and which folder is then left out by its name; all, where it is left away. */
  readonly fields?: { readonly told: Fields; readonly home: string };
}

/** What some lines of a log show, ready to be written: a batch, stamped. Plain data, so that a thread can hand it over. */
export interface EventBatch {
  /** The events that are wanted, a line each: text, or the bytes of it. */
  readonly lines: string | Uint8Array;
  readonly events: Readonly<Partial<Record<EventType, number>>>;
  readonly counts: Counts;
  readonly problems: readonly Problem[];
  /** As in a batch: it holds once this batch and those before are written. */
  readonly cursor?: Cursor;
  /** As in a batch. */
  readonly readTo?: number;
  readonly givenUp?: true;
}

/** The jobs of a run, being read. Each is asked for once, in their order. */
export interface Reading {
  read(job: number): AsyncIterable<EventBatch>;
  close(): Promise<void>;
}

/** What a thread for reading is started from, and how many there may be beside us. */
export interface Threads {
  readonly entry: URL;
  readonly count: number;
  /** How much memory each may take for what it reads, in MB. */
  readonly heapMb?: number;
}
