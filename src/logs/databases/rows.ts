import type { DatabaseSync, StatementSync } from "node:sqlite";
import { idOf } from "../record/fields.ts";

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
  readonly place: number;
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

/** The rows of one table, a page at a time, so that no reading lasts and no memory is filled. */
export class Rows {
  readonly #limits: RowLimits;
  readonly #behind: StatementSync;
  readonly #withId: StatementSync;
  readonly #placeOf: StatementSync;
  readonly #atPlace: StatementSync;

  constructor(database: DatabaseSync, { name, columns, record }: Table, limits: RowLimits) {
    this.#limits = limits;
    const bytes = `octet_length(${record})`;
    const selected = [
      "rowid AS tt_place",
      "id AS tt_id",
      `${bytes} AS tt_bytes`,
      `CASE WHEN ${bytes} <= ${limits.recordBytes} THEN ${record} END AS tt_record`,
      ...columns,
    ];
    const select = `SELECT ${selected.join(", ")} FROM ${name}`;
    this.#behind = database.prepare(`${select} WHERE rowid > ? ORDER BY rowid`);
    this.#withId = database.prepare(`${select} WHERE id = ?`);
    this.#atPlace = database.prepare(`${select} WHERE rowid = ?`);
    this.#placeOf = database.prepare(`SELECT rowid AS tt_place FROM ${name} WHERE id = ?`);
  }

  placeOf(id: string): number | undefined {
    const place = this.#placeOf.get(id)?.["tt_place"];
    return typeof place === "number" ? place : undefined;
  }

  /** The first rows behind a place, or of all. */
  behind(place: number | undefined): Page {
    const rows: Row[] = [];
    let bytes = 0;
    for (const row of this.#behind.iterate(place ?? BEFORE_ALL)) {
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

  /** The rows that stand where one stood, or have its id. */
  *of({ place, id }: { readonly place: number; readonly id: string | undefined }): Generator<Row, void, undefined> {
    const there = this.#atPlace.get(place);
    if (there !== undefined) yield this.#rowOf(there);
    const named = id === undefined || there?.["tt_id"] === id ? undefined : this.#withId.get(id);
    if (named !== undefined) yield this.#rowOf(named);
  }

  #rowOf({ tt_place: place, tt_id: id, tt_bytes: bytes, tt_record: record, ...columns }: Record<string, unknown>): Row {
    return {
      place: Number(place),
      id: idOf(id),
      columns,
      record,
      isTooLong: typeof bytes === "number" && bytes > this.#limits.recordBytes,
    };
  }
}
