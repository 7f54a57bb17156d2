import type { Insertable, Kysely } from "kysely";

/** The tables of the store, the same in SQLite and PostgreSQL. */
export interface Tables {
  readonly events: EventsTable;
  readonly imports: ImportsTable;
  readonly [MIGRATIONS]: { readonly name: string };
}

/** What Kysely's migrator keeps; by this table a store is known to be ours. */
export const MIGRATIONS = "tt_migrations";

interface EventsTable {
  readonly id: string;
  readonly timestamp: string;
  readonly type: string;
  readonly source: string;
  readonly agent: string | null;
  readonly session_id: string | null;
  readonly cwd: string | null;
  readonly git_branch: string | null;
  readonly machine_id: string | null;
  /** The whole event as JSON: the columns are there to search by. */
  readonly data: string;
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
}

export type EventRow = Insertable<EventsTable>;
export type ImportRow = Insertable<ImportsTable>;
export type Database = Kysely<Tables>;
