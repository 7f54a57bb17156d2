import type { DatabaseSync } from "node:sqlite";
import { isExported, isUsage, type Observation } from "../../events/observation.ts";
import { reason } from "../../failure.ts";
import { parseObject, TooLarge, type JsonObject } from "../../lib/json/json.ts";
import { isSystemError } from "../../lib/process/system-error.ts";
import type { Problem } from "../../problem.ts";
import { isSqlite, openDatabase } from "./file.ts";
import { DatabasePosition } from "./position.ts";
import { Rows, type Row, type RowLimits, type Table } from "./rows.ts";
import { TICK_MS } from "../files/file-state.ts";
import { survivingCheckpoints } from "./checkpoints.ts";
import { databaseState, isSameState, type DatabaseState } from "./state.ts";
import type { Asked, Batch, Counts, Cursor, Log } from "../source.ts";
import { UnknownValues } from "../unknown-values.ts";
import type { Unread } from "./unread-rows.ts";

/** What an agent's folder says of its databases: their tables, and how to decode a row. */
export interface DatabaseFormat {
  /** Changes when the same rows would give other events: every database is then read anew. */
  readonly revision: number;
  /** The tables of a database that are read, in this order. They have a `rowid`, and a name of each row that is never another's. */
  tables(database: DatabaseSync): readonly Table[];
  /** What stands in a database that this version cannot read, in words, if there is anything. */
  unknownPart(database: DatabaseSync): string | undefined;
  /** `unknown` is told of a field whose value this version does not know. */
  decoder(database: DatabaseSync, unknown: (field: string, value: string) => void, log: Log, asked?: Asked): RowDecoder;
}

export interface RowDecoder {
  /**
   * Adds what a row shows to `into`, the start of a session first; observations may repeat. Returns `open` if the row
   * may show more once it changes: it is then read again in every run. A `done` row never shows anything new.
   */
  row(table: string, row: Row, record: JsonObject, into: Observation[]): "open" | "done";
}

export interface DatabaseLogsOptions extends Partial<RowLimits> {
  /** How often a file's clock ticks at the least. */
  readonly tickMs?: number;
  /** How long a writer is waited for. */
  readonly patienceMs?: number;
}

const REOPENINGS = 5;

/**
 * Reads databases that another program writes, by the rowids of their rows.
 *
 * New rows come after the last row that was read, and of the earlier rows only the open ones can show anything new. So
 * the cost of a run depends on what is new, not on what is old, and no clock is trusted: ids and times need not be in
 * order.
 */
export class DatabaseLogs {
  readonly #format: DatabaseFormat;
  readonly #limits: RowLimits;
  readonly #tickMs: number;
  readonly #patienceMs: number;

  constructor(format: DatabaseFormat, { tickMs = TICK_MS, patienceMs = 5000, ...limits }: DatabaseLogsOptions = {}) {
    this.#format = format;
    this.#limits = { recordBytes: 64 << 20, pageRows: 512, pageBytes: 8 << 20, ...limits };
    this.#tickMs = tickMs;
    this.#patienceMs = patienceMs;
  }

  /** Compares the write-ahead log, too, because changes are written there first. */
  async *read(log: Log, cursor: Cursor | undefined, asked?: Asked): AsyncGenerator<Batch, void, undefined> {
    const problems: Problem[] = [];
    const newer = cursor?.["reader"];
    if (typeof newer === "number" && newer > this.#format.revision)
      problems.push({ kind: "old-reader", path: log.path, cause: `reader ${newer}` });
    const position = new DatabasePosition(this.#format.revision, cursor);
    let failure: string | undefined;
    for (let tries = 0; failure === undefined; tries++) {
      try {
        const state = databaseState(log.path, this.#tickMs);
        // In a replaced file, rows that were never read may have any rowid.
        if (tries === 0 && state !== undefined && position.isReplacedBy(state)) position.restart();
        if (state === undefined) failure = "no regular file";
        else if (tries === REOPENINGS) failure = "it changes all the time";
        // A writer may have started while the database was read without locks: then it is read again, with locks.
        else if (yield* this.#readOnce({ log, asked }, state, position)) {
          if (position.isDoubtful) {
            position.restart();
            continue;
          }
          yield { ...nothing, problems, cursor: position.cursor(position.isPart ? undefined : state) };
          return;
        }
      } catch (error) {
        // A RangeError: a number greater than ours can be, where a rowid should be.
        if (!isSqlite(error) && !isSystemError(error) && !(error instanceof RangeError)) throw error;
        failure = isSystemError(error) ? reason(error) : error.message;
        if (position.moved && isDamaged(error)) position.isDoubtful = true;
      }
    }
    problems.push({ kind: "unreadable", path: log.path, cause: failure });
    // What was read stays read; the rest is tried again in the next run, even if the database does not change.
    yield { ...nothing, problems, ...(position.moved ? { cursor: position.cursor(undefined) } : undefined) };
  }

  /** Reads from a position to the end, page by page. Returns false if the last page may be torn; it was discarded. */
  async *#readOnce(
    { log, asked }: { readonly log: Log; readonly asked: Asked | undefined },
    state: DatabaseState,
    position: DatabasePosition,
  ): AsyncGenerator<Batch, boolean, undefined> {
    const { database, isLocked } = await openDatabase(log.path, state, this.#patienceMs);
    const isWanted = (seen: Observation) =>
      isExported(seen) ? asked?.usage === true || !isUsage(seen) : asked?.texts === true;
    const isTorn = () => !isLocked && !isSameState(databaseState(log.path, 0), state);
    try {
      const unknown = new UnknownValues();
      const decoder = this.#format.decoder(database, (field, value) => unknown.add(field, value), log, asked);
      const tables = this.#format.tables(database);
      position.enter(tables.map(({ name }) => name));
      for (const table of tables) {
        const rows = new Rows(database, table, this.#limits);
        const surviving = survivingCheckpoints(position.checkpoints(table.name), (id) => rows.rowidOf(id));
        if (isTorn()) return false;
        position.resume(table.name, surviving);
        const unread = position.unread(table.name).filter((row) => [...rows.of(row)].some(isUnreadable));
        if (isTorn()) return false;
        // A row that can be read now was repaired, and other rows may have been repaired with it.
        if (unread.length < position.unread(table.name).length) position.isDoubtful = true;
        position.leaveUnread(table.name, unread);
        for (let last = surviving.at(-1)?.rowid, isEnd = false; !isEnd;) {
          const page = rows.behind(last);
          const found = new PageFindings(log.path, decoder, table);
          for (const row of page.rows) found.row(row);
          if (isTorn()) return false;
          position.pass(table.name, page.rows, found.open);
          unread.push(...found.unread);
          position.leaveUnread(table.name, unread);
          last = page.rows.at(-1)?.rowid ?? last;
          isEnd = page.isLast;
          yield found.batch(position.fresh(found.observations.filter(isWanted)));
        }
        // Rows that became open in this run, too: what they wait for may come after them in the table.
        const found = new PageFindings(log.path, decoder, table);
        const gone = new Set(position.open(table.name));
        for (const row of rows.withIds([...gone])) {
          if (row.id !== undefined) gone.delete(row.id);
          found.row(row);
        }
        if (isTorn()) return false;
        position.leaveOpen(table.name, [...gone, ...found.open, ...found.unread.flatMap(({ id }) => id ?? [])]);
        yield { ...nothing, observations: position.fresh(found.observations.filter(isWanted)) };
      }
      const cause = this.#format.unknownPart(database);
      // Reported in every run until it can be read, because events are missing until then.
      position.isPart = cause !== undefined;
      const problems: Problem[] = cause === undefined ? [] : [{ kind: "unknown-format", path: log.path, cause }];
      yield { ...nothing, problems, counts: { ...nothing.counts, unknown: unknown.counts } };
      return true;
    } catch (error) {
      if (isSqlite(error) && isTorn()) return false;
      throw error;
    } finally {
      database.close();
    }
  }
}

const nothing: Batch = { observations: [], problems: [], counts: { lines: 0, skipped: {} } };

function recordOf({ record }: Row): JsonObject | undefined {
  return typeof record === "string" ? parseObject(record) : undefined;
}

function isUnreadable(row: Row): boolean {
  try {
    return !row.isTooLong && recordOf(row) === undefined;
  } catch (error) {
    if (error instanceof TooLarge) return true;
    throw error;
  }
}

/** SQLITE_CORRUPT and SQLITE_NOTADB. */
function isDamaged(error: unknown): boolean {
  return isSqlite(error, 11) || isSqlite(error, 26);
}

/** What the rows of one page show. */
class PageFindings {
  readonly #path: string;
  readonly #decoder: RowDecoder;
  readonly #table: Table;
  readonly #problems: Problem[] = [];
  readonly #skipped: Record<string, number> = {};
  #lines = 0;
  readonly observations: Observation[] = [];
  readonly open: string[] = [];
  readonly unread: Unread[] = [];

  constructor(path: string, decoder: RowDecoder, table: Table) {
    this.#path = path;
    this.#decoder = decoder;
    this.#table = table;
  }

  row(row: Row): void {
    this.#lines++;
    try {
      this.#decode(row);
    } catch (error) {
      if (!(error instanceof TooLarge)) throw error;
      this.#problems.push({ kind: "unreadable", path: this.#path, cause: error.message });
      this.unread.push({ rowid: row.rowid, id: row.id });
    }
  }

  #decode(row: Row): void {
    const record = recordOf(row);
    if (record === undefined) {
      this.#skip(row.isTooLong ? "too-long" : "malformed");
      if (!row.isTooLong) this.unread.push({ rowid: row.rowid, id: row.id });
    } else if (this.#decoder.row(this.#table.name, row, record, this.observations) === "open" && row.id !== undefined)
      this.open.push(row.id);
  }

  batch(observations: readonly Observation[]): Batch {
    const counts: Counts = { lines: this.#lines, skipped: this.#skipped };
    return { observations, problems: this.#problems, counts };
  }

  #skip(kind: "too-long" | "malformed"): void {
    this.#skipped[kind] = (this.#skipped[kind] ?? 0) + 1;
    this.#problems.push({ kind, path: this.#path });
  }
}
