/**
 * The folder for temporary files of a run of the tests: in memory where there is plenty of it, since thousands of small
 * files that are written to be safe from a loss of power would otherwise wait for a disk each time.
 */
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const MEMORY = "/dev/shm";
/** Several times what the tests have ever held at once. */
const PLENTY = 3 * 2 ** 30;
const NAME = "tt-tests-";

/** The folder for this run; `TMPDIR` decides where it is set. */
export const folderForFiles = hasPlenty() ? join(MEMORY, `${NAME}${process.pid}`) : tmpdir();

function hasPlenty(): boolean {
  if (process.env["TMPDIR"] !== undefined || !existsSync(MEMORY)) return false;
  const { bavail, bsize } = statfsSync(MEMORY);
  return Math.min(bavail * bsize, process.availableMemory()) > PLENTY;
}

/** Vitest calls it before the first test. */
export function setup(): void {
  if (!folderForFiles.startsWith(MEMORY)) return;
  for (const name of readdirSync(MEMORY))
    if (isLeft(name)) rmSync(join(MEMORY, name), { recursive: true, force: true });
  mkdirSync(folderForFiles);
  // As the system's own: some tests run the program as another user.
  chmodSync(folderForFiles, 0o1777);
}

/** And after the last. */
export function teardown(): void {
  if (folderForFiles.startsWith(MEMORY)) rmSync(folderForFiles, { recursive: true, force: true, maxRetries: 3 });
}

/** Whether a folder is one of tests that were killed. */
function isLeft(name: string): boolean {
  const pid = Number(name.slice(NAME.length));
  return name.startsWith(NAME) && !existsSync(`/proc/${pid}`);
}
