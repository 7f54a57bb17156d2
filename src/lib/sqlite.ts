import { DatabaseSync, type DatabaseSyncOptions, type SQLInputValue, type StatementSync } from "node:sqlite";
import {
  CompiledQuery,
  SqliteAdapter,
  SqliteDriver,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type DatabaseConnection,
  type Dialect,
  type SqliteDatabase,
  type SqliteStatement,
} from "kysely";

/** How long a statement of SQLite's may block the whole process, and Ctrl-C with it, before we look up. */
const BLOCK_MS = 100;
const PAUSE_MS = 10;
const CACHED = 300;

export interface SqliteOptions {
  readonly readOnly?: boolean;
  /** How long to wait for others before a transaction fails with "busy". */
  readonly patienceMs: number;
}

/** Kysely's dialect for SQLite on Node's own `node:sqlite`. */
export function sqliteDialect(database: DatabaseSync, { patienceMs }: SqliteOptions): Dialect {
  return {
    createAdapter: () => new Adapter(),
    createDriver: () => new PatientDriver(database, patienceMs),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

/** Opens a database file; `path` may be a `file:` URL with SQLite's own parameters. */
export function openSqlite(path: string | URL, { readOnly = false }: SqliteOptions): DatabaseSync {
  const options: DatabaseSyncOptions = { readOnly, timeout: BLOCK_MS, allowExtension: false };
  return new DatabaseSync(path, options);
}

class Adapter extends SqliteAdapter {
  /** SQLite can do it; Kysely leaves it out because of pragmas that cannot. A migration is then whole or not at all. */
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/** Transactions that take the write lock when they begin: one that asks for it later cannot wait, it fails at once. */
class PatientDriver extends SqliteDriver {
  readonly #database: DatabaseSync;
  readonly #patienceMs: number;

  constructor(database: DatabaseSync, patienceMs: number) {
    super({ database: new Prepared(database) });
    this.#database = database;
    this.#patienceMs = patienceMs;
  }

  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await whileBusy(this.#patienceMs, () => connection.executeQuery(CompiledQuery.raw("begin immediate")));
  }

  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    // A full disk has rolled it back already.
    if (this.#database.isTransaction) await super.rollbackTransaction(connection);
  }
}

/** Does something again while others keep the database busy, as long as the patience lasts. */
export async function whileBusy<Result>(patienceMs: number, run: () => Promise<Result> | Result): Promise<Result> {
  for (const until = performance.now() + patienceMs; ;) {
    try {
      return await run();
    } catch (error) {
      if (!isBusy(error) || performance.now() >= until) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * (0.5 + Math.random())));
  }
}

const SQLITE_BUSY = 5;
const SQLITE_LOCKED = 6;

function isBusy(error: unknown): boolean {
  const code = sqliteCode(error);
  return code === SQLITE_BUSY || code === SQLITE_LOCKED;
}

/** SQLite's primary result code of an error (https://sqlite.org/rescode.html); `undefined` if it is none of SQLite's. */
export function sqliteCode(error: unknown): number | undefined {
  if (!(error instanceof Error && "errcode" in error && typeof error.errcode === "number")) return undefined;
  return error.errcode & 0xff;
}

/** A database as Kysely wants it, which keeps its prepared statements. */
class Prepared implements SqliteDatabase {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, SqliteStatement>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  prepare(sql: string): SqliteStatement {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = statementOf(this.#database.prepare(sql));
    if (this.#statements.size === CACHED) this.#statements.clear();
    this.#statements.set(sql, statement);
    return statement;
  }

  close(): void {
    this.#database.close();
  }
}

function statementOf(statement: StatementSync): SqliteStatement {
  const values = (parameters: readonly unknown[]) => parameters as readonly SQLInputValue[];
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => statement.all(...values(parameters)),
    run: (parameters) => statement.run(...values(parameters)),
    iterate: (parameters) => statement.iterate(...values(parameters)),
  };
}
