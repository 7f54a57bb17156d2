import type { Generated, Insertable, Kysely } from "kysely";

/** The tables of the store, the same in SQLite and PostgreSQL. What asks millions of times is not typed by them. */
export interface Tables {
  /** A view: the public face, for everybody's SQL. */
  readonly events: EventsView;
  readonly imports: ImportsTable;
  readonly event_pushes: PushesTable;
  readonly event_rows: EventRows;
  readonly event_kinds: { readonly id: Generated<number>; readonly source: string; readonly type: string };
  readonly event_sessions: {
    readonly id: Generated<number>;
    readonly agent: string | null;
    readonly machine_id: string | null;
  };
  /** What was billed, by client and period; `body` is JSON (hours/statement.ts). */
  readonly event_statements: StatementRow;
  /** Whose a machine is. */
  readonly event_people: { readonly machine_id: string; readonly person: string };
  readonly [MIGRATIONS]: { readonly name: string };
}

/** What the migrator keeps; by this table a store is known to be ours. */
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

/** An entry that was put into a tracker: where, what it was made of, and as what it stands there. Times in seconds. */
interface PushesTable {
  readonly tracker: string;
  readonly place: string;
  readonly bucket: string;
  readonly name: string;
  readonly interval_id: string;
  readonly start_at: number;
  readonly end_at: number;
  readonly project: string;
  readonly content: string;
  readonly basis: string;
  readonly own_id: number | null;
  readonly is_there: number;
}

/** Times are RFC 3339. */
export interface StatementRow {
  readonly id: string;
  readonly client: string;
  readonly since: string;
  readonly until: string;
  readonly made: string;
  readonly body: string;
}

export type ImportRow = Insertable<ImportsTable>;
export type Database = Kysely<Tables>;
