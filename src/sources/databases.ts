import type { DatabaseSync } from "node:sqlite";
import type { Observation } from "../events/observation.ts";
import { parseObject, type JsonObject } from "../lib/json.ts";
import type { Problem } from "../problem.ts";
import { databaseState, isSameState, isSqlite, openDatabase, type DatabaseState } from "./database-file.ts";
import { packState, Place } from "./database-place.ts";
import { Rows, type Row, type RowLimits, type Table } from "./database-rows.ts";
import { TICK_MS } from "./file-state.ts";
import { standing } from "./row-marks.ts";
import type { Batch, Counts, Cursor, Log } from "./source.ts";
import { UnknownValues } from "./unknown-values.ts";

/** Gives meaning to the rows of one kind of databases. */
export interface DatabaseFormat {
  /** Changes when the same rows would give other events: every database is then read anew. */
  readonly revision: number;
  /** The tables that are read, in this order. They have a `rowid`, and an `id` that is never another row's. */
  readonly tables: readonly Table[];
  /** `unknown` is told of a field whose value this version does not know. */
  decoder(database: DatabaseSync, unknown: (field: string, value: string) => void): RowDecoder;
}

export interface RowDecoder {
  /**
   * What a row shows goes to `into`, the start of a session before all else of it; it may have been shown already.
   * `open`: it may show more when it changes, and is looked at again. A row that is `done` never shows anything new.
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
 * Reads databases that another program writes, by the places of their rows.
 *
 * New rows lie behind the last one that was read; of the others only those can show anything new that were open. So a run
 * reads what is new, however much is old, and trusts no clock: neither the order of ids nor times of changes matter.
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

  /** Looks at the log of changes beside the database, too: that is where changes stand first. */
  isUnchanged(log: Log, cursor: Cursor | undefined): boolean {
    if (cursor?.["reader"] !== this.#format.revision) return false;
    const state = databaseState(log.path, 0);
    return state !== undefined && JSON.stringify(packState(state)) === JSON.stringify(cursor["state"]);
  }

  async *read(log: Log, cursor: Cursor | undefined): AsyncGenerator<Batch, void, undefined> {
    const problems: Problem[] = [];
    const newer = cursor?.["reader"];
    if (typeof newer === "number" && newer > this.#format.revision)
      problems.push({ kind: "old-reader", path: log.path, cause: `reader ${newer}` });
    const place = new Place(this.#format.revision, cursor);
    let failure: string | undefined;
    for (let tries = 0; failure === undefined; tries++) {
      const state = databaseState(log.path, this.#tickMs);
      try {
        if (state === undefined) failure = "no regular file";
        else if (tries === REOPENINGS) failure = "it changes all the time";
        // A writer may come while it is read without locks: then once more, with them.
        else if (yield* this.#readOnce(log, state, place)) {
          yield { ...nothing, problems, cursor: place.cursor(state) };
          return;
        }
      } catch (error) {
        // A RangeError: a number greater than ours can be, where the place of a row should be.
        if (!isSqlite(error) && !(error instanceof RangeError)) throw error;
        failure = error.message;
      }
    }
    problems.push({ kind: "unreadable", path: log.path, cause: failure });
    // What was read stands; the rest is tried again though the database may not change.
    yield { ...nothing, problems, ...(place.moved ? { cursor: place.cursor(undefined) } : undefined) };
  }

  /** Reads on from a place, page by page, to the end; false if what was read last may be torn, and was thrown away. */
  async *#readOnce(log: Log, state: DatabaseState, place: Place): AsyncGenerator<Batch, boolean, undefined> {
    const { database, isLocked } = await openDatabase(log.path, state, this.#patienceMs);
    const isTorn = () => !isLocked && !isSameState(databaseState(log.path, 0), state);
    try {
      const unknown = new UnknownValues();
      const decoder = this.#format.decoder(database, (field, value) => unknown.add(field, value));
      for (const table of this.#format.tables) {
        const rows = new Rows(database, table, this.#limits);
        const marks = standing(place.marks(table.name), (id) => rows.placeOf(id));
        if (isTorn()) return false;
        place.resume(table.name, marks);
        for (let last = marks.at(-1)?.place, isEnd = false; !isEnd;) {
          const page = rows.behind(last);
          const found = new Findings(log.path, decoder, table);
          for (const row of page.rows) found.row(row);
          if (isTorn()) return false;
          place.pass(table.name, page.rows, found.open);
          last = page.rows.at(-1)?.place ?? last;
          isEnd = page.isLast;
          yield found.batch(place.fresh(found.observations));
        }
        // Also those that were opened a moment ago: what they wait for may have come after them.
        const found = new Findings(log.path, decoder, table);
        for (const row of rows.withIds(place.open(table.name))) found.row(row);
        if (isTorn()) return false;
        place.leaveOpen(table.name, found.open);
        yield { ...nothing, observations: place.fresh(found.observations) };
      }
      yield { ...nothing, counts: { ...nothing.counts, unknown: unknown.counts } };
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

/** What the rows of one page show. */
class Findings {
  readonly #path: string;
  readonly #decoder: RowDecoder;
  readonly #table: Table;
  readonly #problems: Problem[] = [];
  readonly #skipped: Record<string, number> = {};
  #lines = 0;
  readonly observations: Observation[] = [];
  readonly open: string[] = [];

  constructor(path: string, decoder: RowDecoder, table: Table) {
    this.#path = path;
    this.#decoder = decoder;
    this.#table = table;
  }

  row(row: Row): void {
    this.#lines++;
    const { record: text } = row;
    const record = typeof text === "string" ? parseObject(text) : undefined;
    if (record === undefined) this.#skip(row.isTooLong ? "too-long" : "malformed");
    else if (this.#decoder.row(this.#table.name, row, record, this.observations) === "open" && row.id !== undefined)
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
