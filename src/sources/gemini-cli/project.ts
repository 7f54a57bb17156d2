import { constants, fstatSync, openSync, readSync } from "node:fs";
import { dirname, join, posix, win32 } from "node:path";
import { failedWith } from "../../failure.ts";
import { closeRead } from "../../lib/close-read.ts";
import { pathBytes } from "../../lib/path-bytes.ts";
import type { Log } from "../source.ts";

const LONGEST_PATH = 4096;

/** The file in a project's directory that names the project. */
export function projectFile(log: Log): string {
  return join(
    log.below.slice(1).reduce((path) => dirname(path), log.path),
    ".project_root",
  );
}

/**
 * The project of a chat, as `.project_root` in the project's directory names it: no record does. Gemini CLI writes it
 * when it takes the directory for the project, before any chat, and gives the directory to no other project. Throws when
 * the system fails to read it: the chat would come out otherwise than it stands.
 */
export function projectOf(log: Log): string | undefined {
  let file: number | undefined;
  try {
    file = openSync(pathBytes(projectFile(log)), constants.O_RDONLY | constants.O_NONBLOCK);
    if (!fstatSync(file).isFile()) return undefined;
    const bytes = Buffer.alloc(LONGEST_PATH + 1);
    const path = bytes.toString("utf8", 0, readSync(file, bytes)).trim();
    return path.length <= LONGEST_PATH && (posix.isAbsolute(path) || win32.isAbsolute(path)) ? path : undefined;
  } catch (error) {
    // Without it, or when we may not read it, the events have no project: that is how older versions leave it.
    if (failedWith(error, "ENOENT", "ENOTDIR", "EACCES", "EPERM", "ELOOP")) return undefined;
    throw error;
  } finally {
    if (file !== undefined) closeRead(file);
  }
}
