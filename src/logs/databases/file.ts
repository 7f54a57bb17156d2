import { sep } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { pathBytes } from "../../lib/files/path-bytes.ts";
import type { DatabaseState } from "./state.ts";

/** An open database. `isLocked`: no writer can change under us what we read; else the state must be looked at again. */
export interface OpenDatabase {
  readonly database: DatabaseSync;
  readonly isLocked: boolean;
}

/**
 * Opens another program's database and leaves nothing beside it.
 *
 * While that program may have it open, the ordinary way, with its locks. Else without any: SQLite would make an index
 * of the log of changes beside it, and fail to where it may not write. A log of changes that was left behind is then
 * read with an index in our own memory ("Use of WAL Without Shared-Memory", sqlite.org/wal.html).
 */
export async function openDatabase(path: string, state: DatabaseState, timeout: number): Promise<OpenDatabase> {
  const { DatabaseSync } = await import("node:sqlite");
  const open = (query: string) => new DatabaseSync(uri(path, query), { readOnly: true, timeout });
  if (state.isShared) {
    const database = open("mode=ro");
    try {
      database.prepare("SELECT count(*) FROM sqlite_schema").get();
      return { database, isLocked: true };
    } catch (error) {
      database.close();
      // The index is there but cannot be used: a directory that is read-only, and no writer alive.
      if (!isSqlite(error, CANNOT_OPEN)) throw error;
    }
  }
  if (state.wal === undefined) return { database: open("immutable=1"), isLocked: false };
  const database = open(`mode=ro&vfs=${process.platform === "win32" ? "win32-none" : "unix-none"}`);
  try {
    database.exec("PRAGMA locking_mode = EXCLUSIVE");
  } catch (error) {
    database.close();
    throw error;
  }
  return { database, isLocked: false };
}

const CANNOT_OPEN = 14;

/** Whether an error is SQLite's, and of this (primary) code. */
export function isSqlite(error: unknown, code?: number): error is Error {
  if (!(error instanceof Error) || !("code" in error) || error.code !== "ERR_SQLITE_ERROR") return false;
  return code === undefined || ("errcode" in error && (Number(error.errcode) & 0xff) === code);
}

function uri(path: string, query: string): string {
  const bytes = Buffer.from(pathBytes(sep === "\\" ? `/${path.replaceAll("\\", "/")}` : path));
  let encoded = "";
  for (const byte of bytes) {
    const char = String.fromCharCode(byte);
    encoded += /[A-Za-z0-9/._:-]/.test(char) ? char : `%${byte.toString(16).padStart(2, "0")}`;
  }
  return `file:${encoded}?${query}`;
}
