import { statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { extname } from "node:path";
import type { Threads } from "../../export/job.ts";

/** The entry of a reading thread: it lies beside us, as source and in the bundle. */
const READING_THREAD = new URL(`./reading-thread${extname(import.meta.url)}`, import.meta.url);
/** More would need more memory and wait for the disk. */
const MOST_THREADS = 3;

const asLoaded = entryNow();

/**
 * What threads that read logs are started from; `undefined` once another version of the program lies there, which may not
 * understand this one. Everything is read here then.
 */
export function readingThreads(): Threads | undefined {
  const now = entryNow();
  if (now === undefined || now !== asLoaded) return undefined;
  return { entry: READING_THREAD, count: Math.min(availableParallelism() - 1, MOST_THREADS) };
}

/** Tells the entry from every other that ever lay there: inodes and times of change alone are used again. */
function entryNow(): string | undefined {
  const stat = statSync(READING_THREAD, { bigint: true, throwIfNoEntry: false });
  return stat && [stat.dev, stat.ino, stat.size, stat.mtimeNs, stat.ctimeNs].join();
}
