import { fstatSync, statSync, type Stats } from "node:fs";
import { usage } from "../../failure.ts";
import { isSystemError } from "../../lib/process/system-error.ts";
import type { Log } from "../../logs/source.ts";

/** Events that are written to a log would be read as its lines; written to our own files they would destroy them. */
export function refuseFeedback(logs: readonly Log[], ownFiles: readonly string[]): void {
  const stdout = fstatSync(1);
  if (!stdout.isFile()) return;
  const isStdout = (stat: { readonly dev: number; readonly ino: number } | undefined) =>
    stat !== undefined && stat.dev === stdout.dev && stat.ino === stdout.ino;
  const log = logs.find(({ stat }) => isStdout(stat));
  if (log !== undefined) throw usage(`the standard output is one of the logs: \`${log.path}\``);
  const own = ownFiles.find((path) => isStdout(statOf(path)));
  if (own !== undefined) throw usage(`the standard output is a file of our own: \`${own}\``);
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch (error) {
    // What is not there, or not for us to see, is not the standard output.
    if (isSystemError(error)) return undefined;
    throw error;
  }
}
