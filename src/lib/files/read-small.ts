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
    if (!fstatSync(file).isFile()) return undefined;
    const bytes = Buffer.alloc(most + 1);
    const length = readSync(file, bytes);
    return length > most ? undefined : bytes.toString("utf8", 0, length);
  } finally {
    if (file !== undefined) closeRead(file);
  }
}
