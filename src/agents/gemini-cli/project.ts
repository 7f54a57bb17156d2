import { constants, fstatSync, openSync, readSync } from "node:fs";
import { dirname, join, posix, win32 } from "node:path";
import { failedWith, reason } from "../../failure.ts";
import { closeRead } from "../../lib/files/close-read.ts";
import { pathBytes } from "../../lib/files/path-bytes.ts";
import { isSystemError } from "../../lib/process/system-error.ts";
import type { Batch, Log } from "../../logs/source.ts";

const LONGEST_PATH = 4096;

/** The batches of a chat, with its project in their observations; none of them if that cannot be read. */
export async function* withProject(
  log: Log,
  batches: Iterable<Batch> | AsyncIterable<Batch>,
): AsyncGenerator<Batch, void, undefined> {
  let cwd: string | undefined;
  for await (const batch of batches) {
    try {
      if (batch.observations.length > 0) cwd ??= projectOf(log);
    } catch (error) {
      if (!isSystemError(error)) throw error;
      const problem = { kind: "unreadable", path: projectFile(log), cause: reason(error) } as const;
      yield { observations: [], problems: [problem], counts: { lines: 0, skipped: {} } };
      return;
    }
    const project = cwd;
    yield project === undefined
      ? batch
      : { ...batch, observations: batch.observations.map((seen) => ({ ...seen, cwd: project })) };
  }
}

/** The file in a project's directory that names the project. */
function projectFile(log: Log): string {
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
function projectOf(log: Log): string | undefined {
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
