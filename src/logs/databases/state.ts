import { lstatSync, type Stats } from "node:fs";
import { failedWith } from "../../failure.ts";
import type { Json } from "../../lib/json/json.ts";
import { pathBytes } from "../../lib/files/path-bytes.ts";
import { isSystemError } from "../../lib/process/system-error.ts";
import { cursorStat, settled, type CursorStat } from "../files/file-state.ts";
import type { Cursor, Log } from "../source.ts";

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

/** The size and times of a database and of its log of changes, for a cursor. */
export function packState({ file, wal }: DatabaseState): Json {
  return wal === undefined ? { file } : { file, wal };
}

/** Whether a database is as a cursor left it, which a reader of this revision made. */
export function isUnchangedDatabase(log: Log, cursor: Cursor | undefined, revision: number): boolean {
  if (cursor?.["reader"] !== revision) return false;
  try {
    const state = databaseState(log.path, 0);
    return state !== undefined && JSON.stringify(packState(state)) === JSON.stringify(cursor["state"]);
  } catch (error) {
    // What cannot be looked at is reported when it is read. A RangeError: somebody nested the cursor very deep.
    if (isSystemError(error) || error instanceof RangeError) return false;
    throw error;
  }
}

function statOf(path: string) {
  try {
    return lstatSync(pathBytes(path));
  } catch (error) {
    if (failedWith(error, "ENOENT", "ENOTDIR", "EACCES", "EPERM")) return undefined;
    throw error;
  }
}
