import type { Connection } from "./connection.ts";

/** Any number, as long as it is always the same. */
const WRITING = 7_474_001;

/**
 * Keeps others who write out until the transaction ends, so that events are counted in the order in which they are
 * committed and names have one number. A transaction of SQLite's does that by itself. Who waits longer than the
 * connection's patience (`server.ts`) fails.
 */
export async function lockForWriting(connection: Connection): Promise<void> {
  if (connection.engine === "postgres") await connection.rows("select pg_advisory_xact_lock(?)", [WRITING]);
}
