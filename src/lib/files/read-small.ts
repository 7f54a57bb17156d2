import { constants, fstatSync, openSync, readSync } from "node:fs";
import { closeRead } from "./close-read.ts";
import { pathBytes } from "./path-bytes.ts";

/**
 * The text of a regular file of at most so many bytes; `undefined` if it is longer, or no such file. Throws what the
 * system says where it cannot be read.
 */
export function readSmallFile(path: string, most: number): string | undefined {
  let file: number | undefined;
  try {
    // A pipe that took its place must not block us.
    file = openSync(pathBytes(path), constants.O_RDONLY | constants.O_NONBLOCK);
    const stat = fstatSync(file);
    if (!stat.isFile()) return undefined;
    if (stat.size > most) return undefined;
    // With room for one byte more: what fills it has grown, or never said how long it is.
    const bytes = Buffer.allocUnsafe(stat.size + 1);
    const length = readSync(file, bytes, 0, bytes.length, 0);
    if (length < bytes.length) return bytes.toString("utf8", 0, length);
    const more = Buffer.alloc(most + 1);
    const all = readSync(file, more, 0, more.length, 0);
    return all > most ? undefined : more.toString("utf8", 0, all);
  } finally {
    if (file !== undefined) closeRead(file);
  }
}
