import type { DatabaseSync } from "node:sqlite";
import { zstdDecompressSync } from "node:zlib";

/** What a column may unpack to; a longer one is as one that cannot be read. */
const LONGEST = 64 << 20;

/** Gives a database's queries the function `tt_unpacked(BLOB)`: the text in a zstd frame, or NULL if it is none. */
export function addUnpacked(database: DatabaseSync): void {
  database.function("tt_unpacked", { deterministic: true, directOnly: true }, unpacked);
}

function unpacked(blob: unknown): string | null {
  if (!(blob instanceof Uint8Array)) return null;
  try {
    return zstdDecompressSync(blob, { maxOutputLength: LONGEST }).toString("utf8");
  } catch (error) {
    // Damaged, or too long: the row is counted as malformed.
    if (error instanceof Error && "code" in error) return null;
    throw error;
  }
}
