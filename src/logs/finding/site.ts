import { lstatSync, readlinkSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { pathBytes } from "../../lib/files/path-bytes.ts";
import { isSystemError } from "../../lib/process/system-error.ts";

/** A directory in which a new log may come, or a directory on the way to one. */
export interface Site {
  readonly path: string;
  /** What an entry of this name would be: something to look at in any case, or only if it is a directory; or nothing. */
  awaits(name: string): Awaited;
}

export type Awaited = "log" | "directory" | undefined;

/** How many links may lead from one to the next. */
const MOST_LINKS = 8;

/**
 * Where the next step towards a path comes: the last directory that is there above it. Beside it, where a link stands in
 * that place, the same for what the link leads to.
 */
export function sitesAbove(path: string, links = MOST_LINKS): readonly Site[] {
  const above = dirname(path);
  if (above === path) return [];
  if (!isDirectory(above)) return sitesAbove(above, links);
  const name = basename(path);
  const site: Site = { path: above, awaits: (other) => (other === name ? "log" : undefined) };
  const target = links > 0 ? linkAt(path) : undefined;
  return target === undefined ? [site] : [site, ...sitesAbove(target, links - 1)];
}

/** Whether there is a directory, or a link to one. */
export function isDirectory(path: string): boolean {
  try {
    return statSync(pathBytes(path), { throwIfNoEntry: false })?.isDirectory() === true;
  } catch (error) {
    if (isSystemError(error)) return false;
    throw error;
  }
}

/** Where a link at this path leads, one step. */
function linkAt(path: string): string | undefined {
  try {
    if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return undefined;
    return resolve(realpathSync(dirname(path)), readlinkSync(path));
  } catch (error) {
    if (isSystemError(error)) return undefined;
    throw error;
  }
}
