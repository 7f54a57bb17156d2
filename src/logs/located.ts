import { reason } from "../failure.ts";
import { isSystemError } from "../lib/system-error.ts";
import type { Batch } from "./source.ts";

/** Where a log was written, as something beside it says and no record does. */
export interface Place {
  /** The file that says so. */
  readonly file: string;
  /** The directory; `undefined` if there is none. Throws where the system fails to read the file. */
  find(): string | undefined;
}

/**
 * The batches of a log, with its directory in the observations that have none; nothing of them if it cannot be read: the
 * log would come out otherwise than it stands.
 */
export async function* located(
  place: Place,
  batches: Iterable<Batch> | AsyncIterable<Batch>,
): AsyncGenerator<Batch, void, undefined> {
  let cwd: string | undefined;
  for await (const batch of batches) {
    try {
      if (batch.observations.length > 0) cwd ??= place.find();
    } catch (error) {
      if (!isSystemError(error)) throw error;
      const problem = { kind: "unreadable", path: place.file, cause: reason(error) } as const;
      yield { observations: [], problems: [problem], counts: { lines: 0, skipped: {} } };
      return;
    }
    const directory = cwd;
    yield directory === undefined
      ? batch
      : { ...batch, observations: batch.observations.map((seen) => ({ ...seen, cwd: seen.cwd ?? directory })) };
  }
}
