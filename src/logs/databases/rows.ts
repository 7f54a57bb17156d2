import type { DatabaseSync, StatementSync } from "node:sqlite";
import { readId } from "../record/fields.ts";

/** A table, and what of it is read. */
export interface Table {
  readonly name: string;
  /** The columns that are read besides `id`. */
  readonly columns: readonly string[];
  /** The column that holds the record, in JSON. */
  readonly record: string;
}

/** A row as it stands in its table. */
export interface Row {
  /** Its rowid. */
  readonly rowid: number;
  readonly id: string | undefined;
  readonly columns: { readonly [column: string]: unknown };
  /** The record's text; anything else if it is none. */
  readonly record: unknown;
  readonly isTooLong: boolean;
}

export interface RowLimits {
  /** A record with more bytes is passed over unread. */
  readonly recordBytes: number;
  readonly pageRows: number;
  readonly pageBytes: number;
}

export interface Page {
  readonly rows: readonly Row[];
  readonly isLast: boolean;
}

const BEFORE_ALL = -(2n ** 63n);

/** Reads the rows of one table page by page, so that time and memory of one query are bounded. */
export class Rows {
  readonly #limits: RowLimits;
  readonly #behind: StatementSync;
  readonly #withId: StatementSync;
  readonly #rowidOf: StatementSync;
  readonly #atRowid: StatementSync;

  constructor(database: DatabaseSync, { name, columns, record }: Table, limits: RowLimits) {
    this.#limits = limits;
    const bytes = `octet_length(${record})`;
    const selected = [
      "rowid AS tt_rowid",
      "id AS tt_id",
      `${bytes} AS tt_bytes`,
      `CASE WHEN ${bytes} <= ${limits.recordBytes} THEN ${record} END AS tt_record`,
      ...columns,
    ];
    const select = `SELECT ${selected.join(", ")} FROM ${name}`;
    this.#behind = database.prepare(`${select} WHERE rowid > ? ORDER BY rowid`);
    this.#withId = database.prepare(`${select} WHERE id = ?`);
    this.#atRowid = database.prepare(`${select} WHERE rowid = ?`);
    this.#rowidOf = database.prepare(`SELECT rowid AS tt_rowid FROM ${name} WHERE id = ?`);
  }

  rowidOf(id: string): number | undefined {
    const rowid = this.#rowidOf.get(id)?.["tt_rowid"];
    return typeof rowid === "number" ? rowid : undefined;
  }

  /** The first rows behind a rowid, or of all. */
  behind(rowid: number | undefined): Page {
    const rows: Row[] = [];
    let bytes = 0;
    for (const row of this.#behind.iterate(rowid ?? BEFORE_ALL)) {
      rows.push(this.#rowOf(row));
      bytes += Number(row["tt_bytes"] ?? 0);
      if (rows.length >= this.#limits.pageRows || bytes >= this.#limits.pageBytes) return { rows, isLast: false };
    }
    return { rows, isLast: true };
  }

  /** Those of some rows that are still there. */
  *withIds(ids: readonly string[]): Generator<Row, void, undefined> {
    for (const id of ids) {
      const row = this.#withId.get(id);
      if (row !== undefined) yield this.#rowOf(row);
    }
  }

  /** The rows that now have the rowid or the id of an earlier row. */
  *of({ rowid, id }: { readonly rowid: number; readonly id: string | undefined }): Generator<Row, void, undefined> {
    const there = this.#atRowid.get(rowid);
    if (there !== undefined) yield this.#rowOf(there);
    const named = id === undefined || there?.["tt_id"] === id ? undefined : this.#withId.get(id);
    if (named !== undefined) yield this.#rowOf(named);
  }

  #rowOf({ tt_rowid: rowid, tt_id: id, tt_bytes: bytes, tt_record: record, ...columns }: Record<string, unknown>): Row {
    return {
      rowid: Number(rowid),
      id: readId(id),
      columns,
      record,
      isTooLong: typeof bytes === "number" && bytes > this.#limits.recordBytes,
    };
  }
}
