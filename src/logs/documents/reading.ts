import { createHash } from "node:crypto";
import { lstatSync } from "node:fs";
import { pathBytes } from "../../lib/files/path-bytes.ts";
import { isSystemError } from "../../lib/process/system-error.ts";
import { cursorStat, isSameStat, NEVER_MATCHES, settled, TICK_MS, type CursorStat } from "../files/file-state.ts";
import type { Cursor, Log } from "../source.ts";
import type { DocumentFormat } from "./format.ts";

/** The cursor of a log of documents. */
export type Reading = CursorStat & {
  /** The content that was read last, so that a file that was only touched is not decoded again. */
  readonly digest: string;
  /** The files beside the log. */
  readonly beside: string;
  readonly at_rest: boolean;
  /** A document was half written: it is tried again, and reported if it stays so. */
  readonly unfinished: boolean;
  readonly reader: number;
  /** Digests of what was delivered. */
  readonly delivered: string;
};

/**
 * Whether a log is as a cursor left it, which a reader of this revision made: its one document, or all that its format
 * lists beside it.
 */
export function isUnchangedDocument(
  log: Log,
  cursor: Cursor | undefined,
  { revision, beside }: Pick<DocumentFormat, "revision" | "beside">,
  tickMs = TICK_MS,
): boolean {
  const reading = readingOf(cursor, revision);
  if (reading === undefined || reading.size === NEVER_MATCHES.size) return false;
  if (beside === undefined) return isSameStat(log.stat, reading);
  return digestOfAll(beside(log, reading.at_rest), tickMs) === reading.beside;
}

/** A stored cursor, if a reader of this revision made it. */
export function readingOf(cursor: Cursor | undefined, revision: number): Reading | undefined {
  if (cursor === undefined || cursor["reader"] !== revision) return undefined;
  const { size, mtime_ms, ctime_ms, inode, digest, beside, at_rest, unfinished, delivered } = cursor;
  for (const number of [size, mtime_ms, ctime_ms, inode]) if (typeof number !== "number") return undefined;
  for (const text of [digest, beside, delivered]) if (typeof text !== "string") return undefined;
  for (const claim of [at_rest, unfinished]) if (typeof claim !== "boolean") return undefined;
  return cursor as unknown as Reading;
}

/** Of the sizes and times of files, a tick after their last change. */
export function digestOfAll(paths: readonly string[], tickMs: number): string {
  const { digest } = settled(() => {
    const hash = createHash("sha256");
    let ctimeMs = 0;
    for (const path of paths) {
      const stat = statOf(path);
      hash.update(JSON.stringify([path, stat]));
      ctimeMs = Math.max(ctimeMs, stat?.ctime_ms ?? 0);
    }
    return { digest: hash.digest("base64url").slice(0, 22), ctimeMs };
  }, tickMs);
  return digest;
}

function statOf(path: string): CursorStat | undefined {
  try {
    const { size, mtimeMs, ctimeMs, dev, ino } = lstatSync(pathBytes(path));
    return cursorStat({ size, mtimeMs, ctimeMs, dev, ino });
  } catch (error) {
    // What cannot be looked at is reported when it is read.
    if (isSystemError(error)) return undefined;
    throw error;
  }
}
