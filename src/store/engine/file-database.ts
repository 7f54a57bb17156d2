import type { DatabaseSync } from "node:sqlite";
import { Kysely } from "kysely";
import { sqliteDialect } from "../../lib/sqlite/sqlite.ts";
import type { SqliteOptions } from "../../lib/sqlite/sqlite-file.ts";
import type { Database, Tables } from "../schema/schema.ts";

/** The query builder on a file that is open. */
export function fileDatabase(database: DatabaseSync, options: SqliteOptions): Database {
  return new Kysely<Tables>({ dialect: sqliteDialect(database, options) });
}
