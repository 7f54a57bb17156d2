import { lstatSync, type Stats } from "node:fs";
import { sep } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { failedWith } from "../../failure.ts";
import { pathBytes } from "../../lib/files/path-bytes.ts";
import { cursorStat, settled, type CursorStat } from "../files/file-state.ts";

/** A database as it lies on disk: the file, and the log of changes beside it, if anything is in that. */
export interface DatabaseState {
  readonly file: CursorStat;
  readonly wal: Omit<CursorStat, "ctime_ms"> | undefined;
  /** Whether a program may have it open: it keeps an index of the log of changes, or a journal, beside it. */
  readonly isShared: boolean;
  readonly ctimeMs: number;
}

/** The state of a database, a tick after its last change; `undefined` if it is no regular file. */
export function databaseState(path: string, tickMs: number): DatabaseState | undefined {
  return settled(() => {
    const file = statOf(path);
    if (file === undefined || !file.isFile()) return undefined;
    const wal = statOf(`${path}-wal`);
    const isLive = wal !== undefined && statOf(`${path}-shm`) !== undefined;
    const journal = statOf(`${path}-journal`);
    return {
      file: cursorStat(file),
      wal: wal === undefined || wal.size === 0 ? undefined : walStat(wal),
      isShared: isLive || (journal !== undefined && journal.size > 0),
      ctimeMs: Math.max(file.ctimeMs, wal?.mtimeMs ?? 0),
    };
  }, tickMs);
}

export function isSameState(a: DatabaseState | undefined, b: DatabaseState | undefined): boolean {
  return a !== undefined && b !== undefined && JSON.stringify([a.file, a.wal]) === JSON.stringify([b.file, b.wal]);
}

/** Without the time that reading alone may change: when root opens the log of changes, SQLite sets its owner. */
function walStat(wal: Stats): Omit<CursorStat, "ctime_ms"> {
  const { size, mtime_ms, inode } = cursorStat(wal);
  return { size, mtime_ms, inode };
}

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

function statOf(path: string) {
  try {
    return lstatSync(pathBytes(path));
  } catch (error) {
    if (failedWith(error, "ENOENT", "ENOTDIR", "EACCES", "EPERM")) return undefined;
    throw error;
  }
}
