import { createHash } from "node:crypto";
import { canonicalMillis, canonicalTimestamp } from "../../events/timestamp.ts";
import { isObject } from "../../lib/json/json.ts";

// Readers for untrusted JSON values: each returns the value if it has the expected type, else `undefined`.

const ID_BYTES = 256;

/** An id as it is written: a string of 1 to 256 UTF-8 bytes. */
export function readId(value: unknown): string | undefined {
  if (typeof value !== "string" || value === "" || value.length > ID_BYTES) return undefined;
  const id = value.toWellFormed();
  // A unit has three bytes at most: they need not be counted where there are few.
  return id.length * 3 > ID_BYTES && Buffer.byteLength(id) > ID_BYTES ? undefined : id;
}

/** The id of a record that has none of its own, made of its bytes. */
export function lineId(bytes: Buffer): string {
  return `line-${createHash("sha256").update(bytes).digest("hex").slice(0, 16)}`;
}

/** A string that is not empty. */
export function readText(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

const KEPT_UNITS = 4096;

/**
 * A string that is not empty, as a cursor keeps it: cut where events cut it anyway, because the first 2,048 code points
 * of a path are at most so many units.
 */
export function readKeptText(value: unknown): string | undefined {
  return readText(value)?.slice(0, KEPT_UNITS);
}

/** A timestamp as RFC 3339 in UTC, if it is one: see `canonicalTimestamp`. */
export function readTime(value: unknown): string | undefined {
  return typeof value === "string" ? canonicalTimestamp(value) : undefined;
}

/** Nothing that an agent measures takes longer: some 116 days. */
const LONGEST_MS = 10 ** 10;

/** A span of time in whole milliseconds, the rest cut off: a number from 0 to 10^10. */
export function readMillis(value: unknown): number | undefined {
  return typeof value === "number" && value >= 0 && value <= LONGEST_MS ? Math.trunc(value) + 0 : undefined;
}

/** Later than this is no time in seconds (the year 2286), but one in milliseconds (from April 1970 on). */
const SECONDS_END = 10 ** 10;

/** Milliseconds since 1970, of a number that counts them or seconds. */
export function readUnixTime(value: unknown): number | undefined {
  if (typeof value !== "number" || !(value > 0)) return undefined;
  const millis = value < SECONDS_END ? value * 1000 : value;
  return canonicalMillis(millis) === undefined ? undefined : millis;
}

/** Whether a media type is that of an image. */
export function isImageType(type: unknown): boolean {
  return typeof type === "string" && type.startsWith("image/");
}

/** Whether there is a value; `null` counts as absent. */
export function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** A member of a value that may be no object. */
export function memberOf(value: unknown, key: string): unknown {
  return isObject(value) ? value[key] : undefined;
}

/** Whether a member of a stored state is a text, or was put there as absent. */
export function isTextOrNull(stored: unknown): stored is string | null {
  return stored === null || typeof stored === "string";
}
