import { createHash } from "node:crypto";
import type { Json } from "../../lib/json/json.ts";
import { isSameStat, type CursorStat } from "../files/file-state.ts";
import type { Cursor, FileStat, Log } from "../source.ts";
import { memberOf } from "../record/fields.ts";
import { isUnreadLines, type UnreadLine } from "./unread-lines.ts";

/** The cursor of a log of lines. */
export type Position = CursorStat & {
  /** The offset after the newline of the last line that was read. */
  readonly byte_offset: number;
  /** Digest that proves the bytes before the offset, and this cursor, to be those that were stored. */
  readonly digest: string;
  /** The revision of the format that read it. */
  readonly reader: number;
  /** The state of the decoder at the offset. Older versions read this member, so that its name stays. */
  readonly memo: Json;
  /** The lines before the offset that were no records. If one of them has changed, the log was repaired. */
  readonly unread?: readonly UnreadLine[];
};

/** How many bytes before the offset prove that they are still the bytes that were read. */
export const PROOF_BYTES = 4096;

/** Everything that the digest covers: the offset, the revision of the format, the decoder's state, the bytes before. */
export interface ResumePoint {
  readonly offset: number;
  readonly reader: number;
  readonly state: Json;
  readonly unread: readonly UnreadLine[];
  /** The last bytes before the offset, `PROOF_BYTES` at most. */
  readonly before: Buffer;
}

/** The cursor of a resume point in a file of this size and these times. */
export function positionAt(point: ResumePoint, stat: CursorStat): Cursor {
  const { offset, reader, state, unread } = point;
  const position = { byte_offset: offset, ...stat, digest: digestOf(point), reader, memo: state };
  return unread.length === 0 ? position : { ...position, unread };
}

/** Whether the bytes before the position, and the position itself, are those that were stored. */
export function isProved(position: Position, before: Buffer): boolean {
  const { byte_offset: offset, digest, reader, memo: state, unread = [] } = position;
  try {
    return digestOf({ offset, reader, state, unread, before }) === digest;
  } catch (error) {
    // A state that is nested too deep to be serialized was not written by us.
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** Checks a stored cursor. By hand, because thousands of them are checked before anything is read. */
export function positionOf(cursor: Cursor | undefined): Position | undefined {
  if (cursor === undefined) return undefined;
  const { byte_offset: offset, size, mtime_ms, ctime_ms, inode, digest, reader, memo, unread = [] } = cursor;
  if (!Number.isSafeInteger(offset) || Number(offset) < 0) return undefined;
  if (typeof size !== "number" || typeof mtime_ms !== "number" || typeof ctime_ms !== "number") return undefined;
  if (typeof inode !== "number" || typeof reader !== "number") return undefined;
  if (typeof digest !== "string" || memo === undefined || !isUnreadLines(unread)) return undefined;
  return cursor as unknown as Position;
}

/** Whether a printed cursor is of a file of this size and these times, read by this revision of its format. */
export function isPrintedPosition(cursor: string, { size, mtimeMs, ctimeMs, ino }: FileStat, reader: number): boolean {
  // As `positionAt` makes it. The digest is between the state of the file and the revision.
  const begin = cursor.indexOf(",") + 1;
  const state = `"size":${size},"mtime_ms":${mtimeMs},"ctime_ms":${ctimeMs},"inode":${ino},"digest":"`;
  return (
    cursor.startsWith(state, begin) &&
    cursor.startsWith(`","reader":${reader},`, begin + state.length + DIGEST_CHARACTERS)
  );
}

const DIGEST_CHARACTERS = 22;

/** A copy of the last `PROOF_BYTES` bytes of two buffers in a row. */
export function lastBytes(before: Buffer, bytes: Buffer): Buffer {
  if (bytes.length >= PROOF_BYTES) return Buffer.from(bytes.subarray(-PROOF_BYTES));
  return Buffer.concat([before.subarray(bytes.length - PROOF_BYTES), bytes]);
}

function digestOf({ before, offset, reader, state, unread }: ResumePoint): string {
  const hash = createHash("sha256")
    .update(JSON.stringify([offset, reader, state, ...(unread.length === 0 ? [] : [unread])]))
    .update("\n")
    .update(before);
  return hash.digest("base64url").slice(0, DIGEST_CHARACTERS);
}

/** The sessions that a stored state says to have started in its log: see `SessionStarts`. */
export function startedIn(cursor: Cursor): readonly string[] {
  const started = memberOf(cursor["memo"], "started");
  return Array.isArray(started) ? (started as readonly unknown[]).filter((id) => typeof id === "string") : [];
}

/** Whether a log is as a cursor left it, which a reader of this revision made. */
export function isUnchangedLog({ stat }: Log, cursor: Cursor | undefined, revision: number): boolean {
  const position = positionOf(cursor);
  return position !== undefined && position.reader === revision && isSameStat(stat, position);
}
