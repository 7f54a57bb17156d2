import { createHash } from "node:crypto";
import { LINE_CAP } from "../../lib/files/line-reader.ts";

/** A line that is no record, as a cursor keeps it: its offset, its length and a digest of its bytes. */
export type UnreadLine = readonly [offset: number, length: number, digest: string];

/** How many such lines a cursor keeps; the oldest are forgotten. */
export const MOST_UNREAD = 256;

export function unreadLine(offset: number, bytes: Buffer): UnreadLine {
  return [offset, bytes.length, digestOf(bytes)];
}

/** Adds lines to those that are remembered. */
export function addUnread(before: readonly UnreadLine[], more: readonly UnreadLine[]): readonly UnreadLine[] {
  return more.length === 0 ? before : [...before, ...more].slice(-MOST_UNREAD);
}

/** Whether a line is unchanged. If not, somebody repaired the log, and other lines may have changed too. */
export function isAsItWas([, length, digest]: UnreadLine, bytes: Buffer): boolean {
  return bytes.length === length && digestOf(bytes) === digest;
}

export function isUnreadLines(value: unknown): value is readonly UnreadLine[] {
  return (
    Array.isArray(value) &&
    (value as readonly unknown[]).every((line) => {
      if (!Array.isArray(line)) return false;
      const [offset, length, digest] = line as readonly unknown[];
      const isPlace = Number.isSafeInteger(offset) && Number(offset) >= 0;
      return isPlace && Number(length) >= 0 && Number(length) <= LINE_CAP && typeof digest === "string";
    })
  );
}

function digestOf(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("base64url").slice(0, 11);
}
