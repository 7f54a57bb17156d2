import { belowHome, hasTilde, inHome } from "../../lib/files/home-path.ts";
import { contains, plainPath } from "../../lib/files/within-directory.ts";
import type { ProjectEntry, ProjectMap } from "./map-text.ts";

export type { ProjectEntry, ProjectMap };

export const NO_MAP: ProjectMap = { projects: [] };

/**
 * The entry that says most exactly where a path lies: that with the longest prefix, counted on the path itself. Of two for
 * one directory the one that is written as the path is comes first, with `~` or without, and then the first.
 */
export function entryFor(map: ProjectMap, path: string): ProjectEntry | undefined {
  let best: { readonly entry: ProjectEntry; readonly below: number; readonly isAlike: boolean } | undefined;
  for (const entry of map.projects) {
    const below = Math.min(...directoriesOf(entry, map).map((directory) => lengthBelow(directory, path)));
    const isAlike = hasTilde(entry.prefix) === hasTilde(path);
    if (below < (best?.below ?? Infinity) || (below === best?.below && isAlike && !best.isAlike))
      best = { entry, below, isAlike };
  }
  return best?.entry;
}

/** The directories that an entry names: one with `~` lies in the home folder of whichever machine, however it is called. */
export function directoriesOf({ prefix }: ProjectEntry, { home }: ProjectMap): readonly string[] {
  return home !== undefined && hasTilde(prefix) ? [inHome(prefix, home), prefix] : [prefix];
}

/** How much of a path lies below a directory; infinite, where the path does not lie there. */
function lengthBelow(directory: string, path: string): number {
  const [outer, inner] = asCompared(directory, path);
  return contains(outer, inner) ? plainPath(inner).length - plainPath(outer).length : Infinity;
}

/**
 * Where one of the two has `~`, both are compared below the home folder. An entry with it is one of whichever system; a path
 * with it is one of `--fields minimal`, from whosever home folder, and of the system that its slashes are of.
 */
function asCompared(directory: string, path: string): readonly [string, string] {
  const isOfWindows = WINDOWS.test(path);
  if (hasTilde(directory))
    return isOfWindows
      ? [directory.replaceAll("/", "\\"), belowHome(path).replaceAll("/", "\\")]
      : [directory.replaceAll("\\", "/"), belowHome(path)];
  const isOfOneSystem = path === "~" || WINDOWS.test(directory) === isOfWindows;
  return hasTilde(path) && isOfOneSystem ? [belowHome(directory), path] : [directory, path];
}

const WINDOWS = /^(?:[A-Za-z]:|~\\)/;
