import { statSync, type Stats } from "node:fs";
import { pathBytes } from "../../lib/path-bytes.ts";
import type { FileStat, Log } from "../source.ts";

/** A database that changes with the log of changes beside it. */
export function withChanges(log: Log): Log {
  return { ...log, stat: touched(log.stat, `${log.path}-wal`, 0) };
}

/** A file's state, with the later time of change of what lies beside it: of that, events may be so much younger. */
export function touched(stat: FileStat, beside: string, slackMs: number): FileStat {
  return { ...stat, mtimeMs: Math.max(stat.mtimeMs, statOf(beside)?.mtimeMs ?? 0) + slackMs };
}

export function isFile(path: string): boolean {
  return statOf(path)?.isFile() === true;
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(pathBytes(path));
  } catch (error) {
    // What cannot be looked at is reported when it is read.
    if (error instanceof Error && "syscall" in error) return undefined;
    throw error;
  }
}
