import { lstatSync } from "node:fs";
import { join } from "node:path";
import type { LastExport } from "../export/summary/last-export.ts";
import { LAST_EXPORT } from "../export/summary/note-file.ts";
import { isAhead } from "../lib/process/clock.ts";
import { setAside } from "../manifest/state-file.ts";
import type { Finding } from "./finding.ts";

/** The note of the last export: whether there is one, and whether it can be understood. */
export function lastExportFindings(dataDir: string, last: LastExport | undefined, now: Date): readonly Finding[] {
  const path = join(dataDir, LAST_EXPORT);
  if (last !== undefined) {
    // Told of with the clock: nothing is right about it.
    if (isAhead(Date.parse(last.ended), now)) return [];
    const message = `the last export ended at ${last.ended} with exit code ${last.exit_code}`;
    return [{ kind: "last-export", state: "ok", path, message }];
  }
  if (!isThere(path))
    return [{ kind: "last-export-missing", state: "note", path, message: "nothing was exported yet" }];
  return [
    {
      kind: "last-export-corrupt",
      state: "wrong",
      path,
      message: `the note of the last export, \`${path}\`, cannot be read or understood`,
      hint: "no position is in it; the next export replaces it if it may",
      fix: { done: `set \`${path}\` aside as it is`, run: () => setAside(path, now) },
    },
  ];
}

function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    // In a directory that cannot be entered, which is told of.
    return false;
  }
}
