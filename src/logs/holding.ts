import { closeSync, constants, openSync, readSync } from "node:fs";
import { pathBytes } from "../lib/files/path-bytes.ts";
import { isSystemError } from "../lib/process/system-error.ts";
import type { Log, Source } from "./source.ts";
import { belowOf } from "./files/below.ts";

const BLOCK = 1 << 20;
/** How a file begins that is compressed with zstd. */
const ZSTD = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);
/** How much of an id is in the names of logs that do not have the whole of it. */
const PART = 8;

/**
 * Whether a log may hold something of a session, by the session's ID or its beginning: it is in its path, or its bytes.
 * What cannot be told without decoding it (a database, a compressed log) may.
 */
export function mayHold(source: Source, log: Log, id: string): boolean {
  // Where times are local, an ID may be made of one.
  if (source.isDatabase?.(log) === true || log.zone !== undefined || isNamedAfter(log, id)) return true;
  return hasBytes(log.path, Buffer.from(id));
}

/** Whether the path of a log says that it is of a session. */
export function isNamedAfter(log: Pick<Log, "path" | "depth">, id: string): boolean {
  return belowOf(log).some((part) => part.includes(id) || (id.length > PART && part.includes(id.slice(0, PART))));
}

function hasBytes(path: string, needle: Buffer): boolean {
  let file: number;
  try {
    file = openSync(pathBytes(path), constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
  } catch (error) {
    // What cannot be opened is reported by who reads it.
    if (isSystemError(error)) return true;
    throw error;
  }
  try {
    const buffer = Buffer.allocUnsafe(BLOCK + needle.length);
    let kept = 0;
    for (let offset = 0; ;) {
      const read = readSync(file, buffer, kept, BLOCK, offset);
      if (read === 0) return false;
      const bytes = buffer.subarray(0, kept + read);
      if (offset === 0 && bytes.subarray(0, ZSTD.length).equals(ZSTD)) return true;
      if (bytes.includes(needle)) return true;
      offset += read;
      kept = Math.min(needle.length - 1, bytes.length);
      buffer.copyWithin(0, bytes.length - kept, bytes.length);
    }
  } catch (error) {
    if (isSystemError(error)) return true;
    throw error;
  } finally {
    closeSync(file);
  }
}
