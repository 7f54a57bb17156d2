import { createHash } from "node:crypto";
import { isObject } from "../../lib/json.ts";

/** What stands in fields that somebody else wrote, if it is what it should be. */

const ID_BYTES = 256;

/** An id as it is written, if it is one: a string of 1 to 256 UTF-8 bytes. */
export function idOf(value: unknown): string | undefined {
  if (typeof value !== "string" || value === "" || value.length > ID_BYTES) return undefined;
  const id = value.toWellFormed();
  return Buffer.byteLength(id) > ID_BYTES ? undefined : id;
}

/** What stands for the id of a record that has none of its own. */
export function lineId(bytes: Buffer): string {
  return `line-${createHash("sha256").update(bytes).digest("hex").slice(0, 16)}`;
}

/** A string that is not empty. */
export function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

const KEPT_UNITS = 4096;

/**
 * A string that is not empty, as a cursor keeps it: cut where events cut it anyway, because the first 2,048 code points
 * of a path are at most so many units.
 */
export function keptTextOf(value: unknown): string | undefined {
  return textOf(value)?.slice(0, KEPT_UNITS);
}

/** Whether a media type is that of an image. */
export function isImageType(type: unknown): boolean {
  return typeof type === "string" && type.startsWith("image/");
}

/** `null` counts as absent. */
export function present(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** A member of what may be no object. */
export function memberOf(value: unknown, key: string): unknown {
  return isObject(value) ? value[key] : undefined;
}
