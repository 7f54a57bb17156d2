import { constants, fstatSync, openSync, readFileSync } from "node:fs";
import { failedWith } from "../failure.ts";
import { closeRead } from "../lib/files/close-read.ts";

/** A state file that holds more bytes than it may: it was not read. */
export class OversizedState extends Error {}

/**
 * The bytes of a state file; `undefined` if there is none. Throws when it is there and cannot be read, and an
 * `OversizedState` when there is more of it than `most` bytes.
 */
export function readState(path: string, most: number): Buffer | undefined {
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (failedWith(error, "ENOENT")) return undefined;
    throw error;
  }
  try {
    const stat = fstatSync(file);
    if (!stat.isFile()) throw new Error("no regular file");
    if (stat.size > most) throw new OversizedState(`more than ${most} bytes`);
    return readFileSync(file);
  } finally {
    closeRead(file);
  }
}
