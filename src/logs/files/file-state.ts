import { fstatSync } from "node:fs";
import type { FileStat } from "../source.ts";
import { fileStat } from "./walk.ts";

/** A file's size and times as a cursor keeps them. */
export type CursorStat = {
  readonly size: number;
  readonly mtime_ms: number;
  readonly ctime_ms: number;
  readonly inode: number;
};

/** Sentinel that equals the state of no file: the next run opens the log again even if it has not changed. */
export const NEVER_MATCHES: CursorStat = { size: -1, mtime_ms: 0, ctime_ms: 0, inode: 0 };

export function cursorStat({ size, mtimeMs, ctimeMs, ino }: FileStat): CursorStat {
  return { size, mtime_ms: mtimeMs, ctime_ms: ctimeMs, inode: ino };
}

export function isSameStat({ size, mtimeMs, ctimeMs, ino }: FileStat, stored: CursorStat): boolean {
  return size === stored.size && mtimeMs === stored.mtime_ms && ctimeMs === stored.ctime_ms && ino === stored.inode;
}

/** How often a file's clock ticks at the least: two changes within a tick may leave the same times. */
export const TICK_MS = 20;

/**
 * The size and times of an open file, taken at least one tick after its last change, so that any later change alters
 * them. Returns `undefined` if it is no regular file. The wait is bounded, even for a file that changes all the time.
 */
export function settledStat(file: number, tickMs: number): FileStat | undefined {
  const look = () => {
    const stat = fstatSync(file);
    return stat.isFile() ? fileStat(stat) : undefined;
  };
  return settled(look, tickMs);
}

/** Calls `look` until its result is at least one tick older than now, a few times at most. */
export function settled<Seen extends { readonly ctimeMs: number } | undefined>(look: () => Seen, tickMs: number): Seen {
  for (let tries = 0; ; tries++) {
    const seen = look();
    if (seen === undefined) return seen;
    const age = Date.now() - seen.ctimeMs;
    if (age < 0 || age > tickMs || tries === 5) return seen;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, tickMs - age + 1);
  }
}
