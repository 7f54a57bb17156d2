import type { Observation } from "../../events/observation.ts";
import { isObject, type Json } from "../../lib/json/json.ts";
import { packState, type DatabaseState } from "./state.ts";
import type { Row } from "./rows.ts";
import { DigestSet } from "../record/digest-set.ts";
import { identity } from "../record/identity.ts";
import { withCheckpoint, packCheckpoints, unpackCheckpoints, type Checkpoint } from "./checkpoints.ts";
import { packUnread, unpackUnread, type Unread } from "./unread-rows.ts";
import type { Cursor } from "../source.ts";

/** How many events are remembered. Starts of sessions are all remembered; all events would fill the manifest. */
const REMEMBERED = 1024;
/** How many open rows are remembered. Rows of a killed agent stay open for ever, so that the oldest are forgotten. */
const OPEN_ROWS = 4096;
/** How many unreadable rows are remembered. If one of them becomes readable, the database was repaired. */
const UNREAD_ROWS = 1024;

/** Where a reader stands in a database. */
export class DatabasePosition {
  readonly #revision: number;
  readonly #checkpoints = new Map<string, readonly Checkpoint[]>();
  readonly #open = new Map<string, readonly string[]>();
  readonly #unread = new Map<string, readonly Unread[]>();
  readonly #started: DigestSet;
  readonly #recent: DigestSet;
  /** The file that was read last. */
  readonly #inode: unknown;
  /** Whether anything was read since the cursor. */
  moved = false;
  /** Whether the database was damaged while rows were read, so that SQLite may have missed some. */
  isDoubtful: boolean;
  /** Whether there is more in the database than can be read. */
  isPart = false;

  /** Restores the position of a cursor; starts at the beginning if the cursor is of another format. */
  constructor(revision: number, stored: Cursor | undefined) {
    this.#revision = revision;
    const cursor = stored?.["reader"] === revision ? stored : {};
    const { marks, open, unread, started, recent } = cursor;
    this.isDoubtful = cursor["doubtful"] === true;
    const { state } = cursor;
    this.#inode = isObject(state) && isObject(state["file"]) ? state["file"]["inode"] : undefined;
    this.#started = DigestSet.unpacked(started) ?? new DigestSet();
    this.#recent = DigestSet.unpacked(recent, REMEMBERED) ?? new DigestSet(REMEMBERED);
    for (const table of namesIn(marks)) this.#checkpoints.set(table, unpackCheckpoints(marks, table));
    for (const table of namesIn(unread)) this.#unread.set(table, unpackUnread(unread, table));
    for (const table of namesIn(open)) this.#open.set(table, idsIn(open, table));
  }

  /**
   * Begins to read these tables. If a table that was read before is gone, all are read anew: its rows may have moved.
   */
  enter(tables: readonly string[]): void {
    if ([...this.#checkpoints].every(([table, checkpoints]) => checkpoints.length === 0 || tables.includes(table)))
      return;
    this.#checkpoints.clear();
    this.#open.clear();
  }

  checkpoints(table: string): readonly Checkpoint[] {
    return this.#checkpoints.get(table) ?? [];
  }

  /** The open rows of a table, deleted ones included, because a restored backup may bring them back. */
  open(table: string): readonly string[] {
    return this.#open.get(table) ?? [];
  }

  /** The rows of a table that could not be read. */
  unread(table: string): readonly Unread[] {
    return this.#unread.get(table) ?? [];
  }

  leaveUnread(table: string, rows: readonly Unread[]): void {
    if (rows.length === 0) this.#unread.delete(table);
    else this.#unread.set(table, rows.slice(-UNREAD_ROWS));
  }

  /** Whether another file has taken the place of the one that was read last, as a backup does that is restored. */
  isReplacedBy({ file }: DatabaseState): boolean {
    return this.#inode !== undefined && this.#inode !== file.inode;
  }

  /** Goes back to the beginning, because a repair may have changed any row. */
  restart(): void {
    this.#checkpoints.clear();
    this.#unread.clear();
    this.isDoubtful = false;
    this.moved = true;
  }

  /** Goes back to the checkpoints that survive. */
  resume(table: string, checkpoints: readonly Checkpoint[]): void {
    this.#checkpoints.set(table, checkpoints);
  }

  /** Goes past a page of rows, of which some may show more. */
  pass(table: string, rows: readonly Row[], open: readonly string[]): void {
    const last = rows.findLast(({ id }) => id !== undefined);
    if (last?.id !== undefined)
      this.#checkpoints.set(table, withCheckpoint(this.checkpoints(table), { rowid: last.rowid, id: last.id }));
    if (open.length > 0) this.leaveOpen(table, [...new Set([...this.open(table), ...open])]);
    this.moved ||= rows.length > 0;
  }

  leaveOpen(table: string, ids: readonly string[]): void {
    this.#open.set(table, ids.slice(-OPEN_ROWS));
  }

  /** The observations that were not delivered before, as far as that is remembered. */
  fresh(observations: readonly Observation[]): readonly Observation[] {
    const fresh = observations.filter((seen) =>
      (seen.kind === "session-started" ? this.#started : this.#recent).add(identity(seen)),
    );
    this.moved ||= fresh.length > 0;
    return fresh;
  }

  /** The cursor of this position. Without a state, the next run reads the database even if it has not changed. */
  cursor(state: DatabaseState | undefined): Cursor {
    return {
      state: state === undefined ? null : packState(state),
      reader: this.#revision,
      marks: Object.fromEntries(
        [...this.#checkpoints].map(([table, checkpoints]) => [table, packCheckpoints(checkpoints)]),
      ),
      open: Object.fromEntries(this.#open),
      ...(this.#unread.size === 0 ? {} : { unread: packUnread(this.#unread) }),
      ...(this.isDoubtful ? { doubtful: true } : {}),
      started: this.#started.packed(),
      recent: this.#recent.packed(),
    };
  }
}

function namesIn(value: Json | undefined): readonly string[] {
  return isObject(value) ? Object.keys(value) : [];
}

function idsIn(open: Json | undefined, table: string): readonly string[] {
  const ids: unknown = isObject(open) ? open[table] : undefined;
  return Array.isArray(ids) ? (ids as readonly unknown[]).filter((id) => typeof id === "string") : [];
}
