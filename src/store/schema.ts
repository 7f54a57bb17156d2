import type { Generated, Insertable, Kysely } from "kysely";

/** The tables of the store, the same in SQLite and PostgreSQL. What asks millions of times is not typed by them. */
export interface Tables {
  /** A view: the public face, for everybody's SQL. */
  readonly events: EventsView;
  readonly imports: ImportsTable;
  readonly event_rows: EventRows;
  readonly event_kinds: { readonly id: Generated<number>; readonly source: string; readonly type: string };
  readonly event_sessions: { readonly id: Generated<number>; readonly agent: string | null };
  readonly [MIGRATIONS]: { readonly name: string };
}

/** What Kysely's migrator keeps; by this table a store is known to be ours. */
export const MIGRATIONS = "tt_migrations";

interface EventsView {
  readonly id: string;
  readonly data: string;
}

interface EventRows {
  readonly at: number;
  readonly kind: number;
  readonly session: number;
}

/** An import, written with its every batch; `ended` is null while it goes on, and for ever when it was killed. */
interface ImportsTable {
  readonly id: string;
  readonly started: string;
  readonly ended: string | null;
  readonly origin: string;
  readonly read: number;
  readonly inserted: number;
  readonly duplicates: number;
  readonly conflicts: number;
  readonly malformed: number;
  readonly ignored: number;
  /** The events that were there before and were replaced, or are given no more. */
  readonly removed: number;
}

export type ImportRow = Insertable<ImportsTable>;
export type Database = Kysely<Tables>;
