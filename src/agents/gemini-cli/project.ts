import { dirname, join, posix, win32 } from "node:path";
import type { Batch, Log } from "../../logs/source.ts";
import { directoryFile, sideText, withSideFile } from "../../logs/with-side-file.ts";
import { belowOf } from "../../logs/files/below.ts";

const LONGEST_PATH = 4096;

/**
 * The batches of a chat, with its project in their observations, as `.project_root` in the project's directory names it: no
 * record does. Gemini CLI writes it when it takes the directory for the project, before any chat, and gives the directory
 * to no other project. Without it the events have no project: that is how older versions leave it.
 */
export function withProject(log: Log, batches: Iterable<Batch> | AsyncIterable<Batch>): AsyncIterable<Batch> {
  const path = projectFile(log);
  return withSideFile(
    batches,
    directoryFile(path, () => projectIn(path)),
  );
}

/** The file in a project's directory that names the project. */
function projectFile(log: Log): string {
  return join(
    belowOf(log)
      .slice(1)
      .reduce((path) => dirname(path), log.path),
    ".project_root",
  );
}

function projectIn(file: string): string | undefined {
  const path = sideText(file, LONGEST_PATH)?.trim();
  return path !== undefined && (posix.isAbsolute(path) || win32.isAbsolute(path)) ? path : undefined;
}
