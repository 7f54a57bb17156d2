import type { Observation } from "../events/observation.ts";
import { failedWith, reason } from "../failure.ts";
import { readSmallFile } from "../lib/files/read-small.ts";
import { isSystemError } from "../lib/process/system-error.ts";
import type { Batch } from "./source.ts";

/** A file beside a log that says something of the whole log, which no record of it says. */
export interface SideFile<Said> {
  readonly path: string;
  /** What it says. Called when there is something to apply it to, again and again while it says nothing. */
  read(): Said | undefined;
  /** The observations of the log by what the file says. */
  apply(said: Said, observations: readonly Observation[]): readonly Observation[];
}

/**
 * The batches of a log by what a file beside it says; none of them if that cannot be read, for the log would come out
 * otherwise than it stands.
 */
export async function* withSideFile<Said>(
  batches: Iterable<Batch> | AsyncIterable<Batch>,
  side: SideFile<Said>,
): AsyncGenerator<Batch, void, undefined> {
  let said: Said | undefined;
  for await (const batch of batches) {
    try {
      if (batch.observations.length > 0) said ??= side.read();
    } catch (error) {
      if (!isSystemError(error)) throw error;
      const problem = { kind: "unreadable", path: side.path, cause: reason(error) } as const;
      yield { observations: [], problems: [problem], counts: { lines: 0, skipped: {} } };
      return;
    }
    yield said === undefined ? batch : { ...batch, observations: side.apply(said, batch.observations) };
  }
}

/**
 * The text, without a byte order mark, of a regular file that is no longer than `most` bytes; `undefined` where there is
 * none, or none that we may read: the log has then nothing of it. Throws when the system fails to read it.
 */
export function sideText(path: string, most: number): string | undefined {
  try {
    return readSmallFile(path, most)?.replace(/^\uFEFF/, "");
  } catch (error) {
    if (failedWith(error, "ENOENT", "ENOTDIR", "EACCES", "EPERM", "ELOOP")) return undefined;
    throw error;
  }
}
