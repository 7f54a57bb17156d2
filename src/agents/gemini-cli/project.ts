import { dirname, join, posix, win32 } from "node:path";
import { failedWith } from "../../failure.ts";
import { readSmallFile } from "../../lib/read-small.ts";
import type { Place } from "../../logs/located.ts";
import type { Log } from "../../logs/source.ts";

const LONGEST_PATH = 4096;

/**
 * The project of a chat, as `.project_root` in the project's directory names it: no record does. Gemini CLI writes it
 * when it takes the directory for the project, before any chat, and gives the directory to no other project.
 */
export function projectOf(log: Log): Place {
  const file = join(
    log.below.slice(1).reduce((path) => dirname(path), log.path),
    ".project_root",
  );
  return {
    file,
    find() {
      try {
        const path = readSmallFile(file, LONGEST_PATH)?.trim();
        return path !== undefined && (posix.isAbsolute(path) || win32.isAbsolute(path)) ? path : undefined;
      } catch (error) {
        // Without it, or when we may not read it, the events have no project: that is how older versions leave it.
        if (failedWith(error, "ENOENT", "ENOTDIR", "EACCES", "EPERM", "ELOOP")) return undefined;
        throw error;
      }
    },
  };
}
