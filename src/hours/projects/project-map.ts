import { belowHome } from "../../lib/files/home-path.ts";
import { contains, plainPath } from "../../lib/files/within-directory.ts";
import type { ProjectEntry, ProjectMap } from "./map-text.ts";

export type { ProjectEntry, ProjectMap };

export const NO_MAP: ProjectMap = { projects: [] };

/** The entry with the longest prefix that a directory is or lies in; of equal ones the first. */
export function entryFor(map: ProjectMap, path: string): ProjectEntry | undefined {
  let best: ProjectEntry | undefined;
  for (const entry of map.projects)
    if (
      fits(entry.prefix, path) &&
      (best === undefined || plainPath(entry.prefix).length > plainPath(best.prefix).length)
    )
      best = entry;
  return best;
}

/** A path with `~`, as `--fields minimal` writes it, fits in whosever home folder, on the same kind of system. */
function fits(prefix: string, path: string): boolean {
  if (contains(prefix, path)) return true;
  if (!/^~(?:[/\\]|$)/.test(path)) return false;
  const isOfWindows = /^[A-Za-z]:/.test(prefix);
  return (path === "~" || isOfWindows === path.startsWith("~\\")) && contains(belowHome(prefix), path);
}
