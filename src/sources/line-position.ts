import { createHash } from "node:crypto";
import type { Json } from "../lib/json.ts";
import type { CursorStat } from "./file-state.ts";
import type { Cursor } from "./source.ts";

/** The cursor of a log of lines. */
export type Position = CursorStat & {
  /** Just after the newline of the last finished line that was read. */
  readonly byte_offset: number;
  /** Proof that the bytes before the offset, and this cursor, are those that were stored. */
  readonly digest: string;
  /** The revision of the format that read it. */
  readonly reader: number;
  readonly memo: Json;
};

/** How many bytes before the offset prove that they are still the bytes that were read. */
export const PROOF_BYTES = 4096;

/** What a position says beside the file's size and times. */
export interface Left {
  readonly offset: number;
  readonly reader: number;
  readonly memo: Json;
  /** The bytes before the offset: as many as prove it. */
  readonly before: Buffer;
}

export function positionAt({ offset, reader, memo, before }: Left, stat: CursorStat): Cursor {
  return { byte_offset: offset, ...stat, digest: digestOf({ offset, reader, memo, before }), reader, memo };
}

/** Whether these are the bytes before the position, and the position is as it was stored. */
export function isProved({ byte_offset: offset, digest, reader, memo }: Position, before: Buffer): boolean {
  try {
    return digestOf({ offset, reader, memo, before }) === digest;
  } catch (error) {
    // A memo that somebody nested too deep to be written again is none of ours.
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** A stored cursor, if it is one of ours. By hand: ten thousand of them are looked at before anything is read. */
export function positionOf(cursor: Cursor | undefined): Position | undefined {
  if (cursor === undefined) return undefined;
  const { byte_offset: offset, size, mtime_ms, ctime_ms, inode, digest, reader, memo } = cursor;
  if (!Number.isSafeInteger(offset) || Number(offset) < 0) return undefined;
  if (typeof size !== "number" || typeof mtime_ms !== "number" || typeof ctime_ms !== "number") return undefined;
  if (typeof inode !== "number" || typeof reader !== "number") return undefined;
  if (typeof digest !== "string" || memo === undefined) return undefined;
  return cursor as unknown as Position;
}

/** The last bytes of both, as many as prove a position, copied. */
export function lastBytes(before: Buffer, bytes: Buffer): Buffer {
  if (bytes.length >= PROOF_BYTES) return Buffer.from(bytes.subarray(-PROOF_BYTES));
  return Buffer.concat([before.subarray(bytes.length - PROOF_BYTES), bytes]);
}

function digestOf({ before, offset, reader, memo }: Left): string {
  const hash = createHash("sha256")
    .update(JSON.stringify([offset, reader, memo]))
    .update("\n")
    .update(before);
  return hash.digest("base64url").slice(0, 22);
}
