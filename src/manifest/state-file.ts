import { randomBytes } from "node:crypto";
import {
  chmodSync,
  constants,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { failedWith, reason } from "../failure.ts";
import { closeRead } from "../lib/files/close-read.ts";
import { readBytes } from "../lib/files/read-text.ts";
import { isSystemError } from "../lib/process/system-error.ts";

/**
 * Files that hold state: replaced whole or not at all, for their owner alone.
 *
 * write-file-atomic does not notice a short write (on a full disk it puts a cut file in place and reports success), so
 * it writes a file beside; only when that reads back equal is it renamed over the state. At every moment the state is
 * the one before or the one after.
 */

/** The state before is still there: the new one could not be put in its place. */
export class UnwrittenState extends Error {}

/**
 * Replaces a state file; its directory is made if it is missing. With `keepBefore`, the file before is kept beside under
 * that time. Throws `UnwrittenState`.
 */
export function writeState(path: string, content: string | Buffer, keepBefore?: Date): void {
  try {
    replace(path, typeof content === "string" ? Buffer.from(content) : content, keepBefore);
  } catch (error) {
    if (!(isSystemError(error) || error instanceof UnwrittenState)) throw error;
    throw new UnwrittenState(reason(error), { cause: error });
  }
}

function replace(path: string, content: Buffer, keepBefore: Date | undefined): void {
  const directory = dirname(path);
  makeDirectory(directory);
  const next = `${path}.${process.pid}-${randomBytes(6).toString("hex")}.next`;
  try {
    // A run as root leaves its owner's files to the owner of the directory.
    const { uid, gid } = statSync(directory);
    writeFileAtomic.sync(next, content, { mode: 0o600, chown: { uid, gid } });
    if (!readBytes(next).equals(content)) throw new UnwrittenState("the disk did not keep what was written");
    if (keepBefore !== undefined) setAside(path, keepBefore);
    renameSync(next, path);
  } catch (error) {
    remove(next);
    throw error;
  }
  syncDirectory(directory);
}

/**
 * Makes a directory for its owner alone, and those above it. Not by `recursive`, which tries for ever where a directory
 * that is there can have no new ones in it (/proc, automounters).
 */
function makeDirectory(path: string): void {
  if (existsSync(path)) return;
  const above = dirname(path);
  if (above !== path) makeDirectory(above);
  try {
    mkdirSync(path, { mode: 0o700 });
    chmodSync(path, 0o700);
  } catch (error) {
    // Another run has made it.
    if (!failedWith(error, "EEXIST")) throw error;
  }
}

/** Removes what killed runs left beside a state file. What a live process writes now stays. */
export function sweepState(path: string): void {
  for (const leftover of leftoversOf(path)) remove(leftover);
}

/** What killed runs left beside a state file. */
export function leftoversOf(path: string): readonly string[] {
  const prefix = `${basename(path)}.`;
  const left = names(dirname(path)).filter((name) => {
    const [, pid] = name.startsWith(prefix) ? (/^(\d+)-[0-9a-f]{12}\.next/.exec(name.slice(prefix.length)) ?? []) : [];
    return pid !== undefined && (Number(pid) === process.pid || !isAlive(Number(pid)));
  });
  return left.map((name) => join(dirname(path), name));
}

/** What cannot be removed stays: somebody else's leftover is no reason to fail. */
function remove(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch (error) {
    if (!isSystemError(error)) throw error;
  }
}

const KEPT = 3;

/** Keeps a corrupt state file beside, the last three of them. */
export function setAside(path: string, now: Date): void {
  try {
    renameSync(path, `${path}.corrupt-${now.toISOString().replaceAll(/[-:.]/g, "")}`);
  } catch (error) {
    // Another run has set it aside already.
    if (!failedWith(error, "ENOENT")) throw error;
  }
  const prefix = `${basename(path)}.corrupt-`;
  const old = names(dirname(path)).filter((name) => name.startsWith(prefix));
  for (const name of old.sort().slice(0, -KEPT)) remove(join(dirname(path), name));
}

function names(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return failedWith(error, "EPERM");
  }
}

/** So that the new name outlives a power cut. Not every file system can do it. */
function syncDirectory(path: string): void {
  let directory: number;
  try {
    directory = openSync(path, constants.O_RDONLY);
  } catch {
    return;
  }
  try {
    fsyncSync(directory);
  } catch (error) {
    if (!failedWith(error, "EINVAL", "EPERM", "EISDIR", "ENOTSUP", "EBADF", "EACCES")) throw error;
  } finally {
    closeRead(directory);
  }
}
