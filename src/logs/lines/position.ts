import { createHash } from "node:crypto";
import type { Json } from "../../lib/json/json.ts";
import type { CursorStat } from "../files/file-state.ts";
import type { Cursor } from "../source.ts";
import { isUnreadLines, type UnreadLine } from "./unread-lines.ts";

/** The cursor of a log of lines. */
export type Position = CursorStat & {
  /** Just after the newline of the last finished line that was read. */
  readonly byte_offset: number;
  /** Proof that the bytes before the offset, and this cursor, are those that were stored. */
  readonly digest: string;
  /** The revision of the format that read it. */
  readonly reader: number;
  /** The state of the decoder at the offset. Older versions read this member, so that its name stays. */
  readonly memo: Json;
  /** The lines before the offset that were no records: one that is another now was repaired. */
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
  /** The bytes before the offset: as many as prove it. */
  readonly before: Buffer;
}

/** The cursor of a resume point in a file of this size and these times. */
export function positionAt(point: ResumePoint, stat: CursorStat): Cursor {
  const { offset, reader, state, unread } = point;
  const position = { byte_offset: offset, ...stat, digest: digestOf(point), reader, memo: state };
  return unread.length === 0 ? position : { ...position, unread };
}

/** Whether these are the bytes before the position, and the position is as it was stored. */
export function isProved(position: Position, before: Buffer): boolean {
  const { byte_offset: offset, digest, reader, memo: state, unread = [] } = position;
  try {
    return digestOf({ offset, reader, state, unread, before }) === digest;
  } catch (error) {
    // A state that somebody nested too deep to be written again is none of ours.
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** A stored cursor, if it is one of ours. By hand: ten thousand of them are looked at before anything is read. */
export function positionOf(cursor: Cursor | undefined): Position | undefined {
  if (cursor === undefined) return undefined;
  const { byte_offset: offset, size, mtime_ms, ctime_ms, inode, digest, reader, memo, unread = [] } = cursor;
  if (!Number.isSafeInteger(offset) || Number(offset) < 0) return undefined;
  if (typeof size !== "number" || typeof mtime_ms !== "number" || typeof ctime_ms !== "number") return undefined;
  if (typeof inode !== "number" || typeof reader !== "number") return undefined;
  if (typeof digest !== "string" || memo === undefined || !isUnreadLines(unread)) return undefined;
  return cursor as unknown as Position;
}

/** The last bytes of both, as many as prove a position, copied. */
export function lastBytes(before: Buffer, bytes: Buffer): Buffer {
  if (bytes.length >= PROOF_BYTES) return Buffer.from(bytes.subarray(-PROOF_BYTES));
  return Buffer.concat([before.subarray(bytes.length - PROOF_BYTES), bytes]);
}

function digestOf({ before, offset, reader, state, unread }: ResumePoint): string {
  const hash = createHash("sha256")
    .update(JSON.stringify([offset, reader, state, ...(unread.length === 0 ? [] : [unread])]))
    .update("\n")
    .update(before);
  return hash.digest("base64url").slice(0, 22);
}
