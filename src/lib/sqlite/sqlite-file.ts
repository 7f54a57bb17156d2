import { existsSync } from "node:fs";
import { DatabaseSync, type DatabaseSyncOptions } from "node:sqlite";
import { pathToFileURL } from "node:url";

/** How long a statement of SQLite's may block the whole process, and Ctrl-C with it, before we look up. */
const BLOCK_MS = 100;
const PAUSE_MS = 10;

export interface SqliteOptions {
  readonly readOnly?: boolean;
  /** How long to wait for others before a transaction fails with "busy". */
  readonly patienceMs: number;
}

/** Opens a database file; `path` may be a `file:` URL with SQLite's own parameters. */
export function openSqlite(path: string | URL, { readOnly = false }: SqliteOptions): DatabaseSync {
  const options: DatabaseSyncOptions = { readOnly, timeout: BLOCK_MS, allowExtension: false };
  return new DatabaseSync(path, options);
}

/**
 * Opens a database file to read it, whoever writes to it meanwhile: nothing in it is changed. Rejects where it cannot be
 * read.
 */
export async function openSqliteToRead(path: string, options: SqliteOptions): Promise<DatabaseSync> {
  return whileBusy(options.patienceMs, () => {
    const opened = openSqlite(path, options);
    try {
      opened.exec("pragma query_only = on");
      opened.exec("select count(*) from sqlite_schema");
      return opened;
    } catch (error) {
      opened.close();
      if (!CANNOT_MAKE.has(sqliteCode(error) ?? 0) || existsSync(`${path}-wal`)) throw error;
      // In a directory that cannot be written there is no place for the WAL's index, and no writer either.
      return openSqlite(immutable(path), { ...options, readOnly: true });
    }
  });
}

/** SQLITE_READONLY and SQLITE_CANTOPEN. */
const CANNOT_MAKE: ReadonlySet<number> = new Set([8, 14]);

function immutable(path: string): URL {
  const url = pathToFileURL(path);
  url.searchParams.set("immutable", "1");
  return url;
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
