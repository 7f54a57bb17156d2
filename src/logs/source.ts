import { isEvidence, isExported, isUsage, type Agent, type Observation } from "../events/observation.ts";
import type { Json } from "../lib/json/json.ts";
import type { Problem } from "../problem.ts";
import type { AgentFacts } from "./facts.ts";
import type { Environment, Root } from "./finding/roots.ts";
import type { Site } from "./finding/site.ts";
import type { UnknownCounts } from "./unknown-values.ts";

/** How to read one agent. Made by a factory (`agent-source.ts`) of what the agent's folder says. */
export interface Source {
  readonly agent: Agent;
  readonly facts: AgentFacts;
  /** Which rules make events of its logs: the number grows with every change of them. */
  readonly rules: number;
  /** The file in the data directory that keeps the cursors of this source. */
  readonly manifest: string;
  /** What a directory of it is, for the help, and the option that names one, where it has one beside `--root`. */
  readonly option: { readonly flag?: string; readonly meaning: string };
  /** What lies in a directory that this agent has used: any of these files or directories. */
  readonly places: readonly string[];
  /** The directories of this agent when none is named. One that a variable names counts as named. */
  roots(env: Environment): readonly Root[];
  /** Every log below the roots that exist, in the order in which they are read. No logs is not an error. */
  discover(roots: readonly Root[]): Discovery;
  /**
   * Loads the code that reads logs, if that is not there yet. A run loads all that it will need before its first event:
   * the program may be replaced by another version while it runs.
   */
  load?(): Promise<unknown>;
  /** Whether the log is still as it was at the cursor, as far as can be told without opening it. */
  isUnchanged(log: Log, cursor: Cursor | undefined): boolean;
  /**
   * The same, of a cursor as `JSON.stringify` prints it: true where it is plain from its text, so that the cursor need not
   * be parsed.
   */
  isUnchangedAsPrinted?(log: Log, cursor: string): boolean;
  /** Whether several logs may be read at once, in threads: if reading one takes long and needs nothing but this. */
  readonly inThreads?: true;
  /** How many days after its last change the agent itself deletes a log below this root; without it, it never does. */
  expiryDays?(root: string): number;
  /**
   * Reads what is new in the log since the cursor. A log that cannot be read yields a problem and does not throw;
   * batches that were yielded before stay valid. For a database, `apart` reads the same in a thread that can be
   * abandoned.
   */
  read(log: Log, cursor: Cursor | undefined, asked?: Asked, apart?: Apart): Iterable<Batch> | AsyncIterable<Batch>;
  /** The sessions that started in a log, as far as its cursor says so: logs need not be named after them. */
  startedIn?(cursor: Cursor): readonly string[];
  /** Whether a log is a database: it is read by SQLite, which nothing can interrupt. */
  isDatabase?(log: Log): boolean;
}

/** Which observations the caller needs. A source may leave out the others, and save the work of finding them. */
export interface Asked {
  /** Observations of evidence alone: `tool-result` and `agent-message`. They are left out if not asked for. */
  readonly evidence?: boolean;
  /** Observations of usage: `usage`, `limit` and `error`. They are left out if not asked for. */
  readonly usage?: boolean;
  /**
   * What was written: the `text` of observations, and asides. A source may then also show evidence that it does not
   * export. Nobody asks for it who exports.
   */
  readonly texts?: boolean;
}

/** Whether an observation is among those that are asked for. */
export function isAsked(observation: Observation, { evidence, usage, texts }: Asked): boolean {
  if (!isExported(observation)) return texts === true;
  return (evidence === true || !isEvidence(observation)) && (usage === true || !isUsage(observation));
}

/** Reads a log elsewhere, as its source does. */
export type Apart = (log: Log, cursor: Cursor | undefined, asked?: Asked) => AsyncIterable<Batch>;

export interface Discovery {
  readonly logs: readonly Log[];
  readonly problems: readonly Problem[];
  /** Symlinks in the place of logs. They are not read. */
  readonly links: readonly Link[];
  /** Logs whose times are local, and whose time zone nobody has named: they cannot be read. They are not among `logs`. */
  readonly withoutZone?: readonly Log[];
  /** Whether any root exists. */
  readonly found: boolean;
  /** Whether it is proven that the log no longer exists: its root was listed, and the log was not in it. */
  isGone(key: string, cursor: Cursor | undefined): boolean;
  /** Where new logs may come: every directory that was listed, and the last one that is there above one that is not. */
  sites(): Iterable<Site>;
}

/** A log as found on disk. */
export interface Log {
  /** Its name in the manifest. */
  readonly key: string;
  /** Where it is. Bytes of the name that are not UTF-8 stand as in `lib/files/path-bytes.ts`. */
  readonly path: string;
  /** How many parts of its path are below the directory that holds the agent's logs: see `belowOf`. */
  readonly depth: number;
  readonly stat: FileStat;
  /** The time zone of its times, where these are local. */
  readonly zone?: string;
}

/** A symbolic link in the place of a log. */
export interface Link {
  readonly path: string;
  /** The regular file that it leads to; absent where it leads to none. */
  readonly target?: { readonly path: string; readonly stat: FileStat };
}

/**
 * Size, times and identity of a file: enough to tell without opening it whether it changed. Times in milliseconds since
 * 1970.
 */
export interface FileStat {
  readonly size: number;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
  readonly dev: number;
  readonly ino: number;
}

/** Where a source stopped in a log. Only the source knows its members; the manifest stores it as it is. */
export type Cursor = { readonly [key: string]: Json };

/** Observations, and the cursor that may be stored once these and all earlier observations of the log are delivered. */
export interface Batch {
  readonly observations: readonly Observation[];
  readonly problems: readonly Problem[];
  readonly counts: Counts;
  /** Absent in all batches of a log but the last, and when the log could not be opened. */
  readonly cursor?: Cursor;
  /** The byte up to which the log was read, where it has such. */
  readonly readTo?: number;
  /** Memory ran out at the cursor: a process with more memory can continue from there. */
  readonly givenUp?: true;
}

/** How many finished lines (or records) were new, and how many of them were skipped, by reason. */
export interface Counts {
  readonly lines: number;
  readonly skipped: Readonly<Record<string, number>>;
  /** Values that this version does not know, by the field that holds them: how often each was met. */
  readonly unknown?: UnknownCounts | undefined;
}
