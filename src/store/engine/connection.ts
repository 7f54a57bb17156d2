import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import type { SqliteOptions } from "../../lib/sqlite/sqlite-file.ts";
import type { Database } from "../schema/schema.ts";

export type Engine = "sqlite" | "postgres";
export type Value = string | number | null;
export type Row = readonly unknown[];

/**
 * The few statements that are asked millions of times, past the query builder: rows are lists, and a file's statements
 * are prepared once. Within a transaction of the query builder they are part of it, for there is one connection.
 */
export interface Connection {
  readonly engine: Engine;
  /** The query builder. Reading does without it: loading it takes longer than a small report's rows. */
  database(): Promise<Database>;
  /** Parameters are `?` in both engines; rows come in the order of the columns. */
  rows(sql: string, parameters?: readonly Value[]): Promise<readonly Row[]>;
  /** The same connection in a transaction. */
  within(transaction: Database): Connection;
  close(): Promise<void>;
}

/** A connection to a file, which can also be asked at once. */
export interface FileConnection extends Connection {
  readonly engine: "sqlite";
  statement(sql: string): StatementSync;
}

const CACHED = 200;

export function fileConnection(database: DatabaseSync, options: SqliteOptions): FileConnection {
  let builder: Promise<Database> | undefined;
  const statements = new Map<string, StatementSync>();
  const connection: FileConnection = {
    engine: "sqlite",
    database: () => (builder ??= builderOn(database, options)),
    statement(sql) {
      const known = statements.get(sql);
      if (known !== undefined) return known;
      const statement = database.prepare(sql);
      statement.setReturnArrays(true);
      if (statements.size === CACHED) statements.clear();
      statements.set(sql, statement);
      return statement;
    },
    rows(sql, parameters = []) {
      try {
        return Promise.resolve(connection.statement(sql).all(...(parameters as SQLInputValue[])) as unknown as Row[]);
      } catch (error) {
        return Promise.reject(error);
      }
    },
    within: (transaction) => ({ ...connection, database: () => Promise.resolve(transaction) }),
    async close() {
      await (await builder)?.destroy();
      // A query builder that was never asked closes nothing.
      if (database.isOpen) database.close();
    },
  };
  return connection;
}

async function builderOn(database: DatabaseSync, options: SqliteOptions): Promise<Database> {
  const { fileDatabase } = await import("./file-database.ts");
  return fileDatabase(database, options);
}
