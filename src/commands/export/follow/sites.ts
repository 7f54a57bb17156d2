import { dirname } from "node:path";
import { sitesAbove, type Site } from "../../../logs/finding/site.ts";
import type { Log } from "../../../logs/source.ts";
import type { ExportOptions } from "../options.ts";
import type { Prepared } from "../prepare.ts";

/** Where logs may come, in the order in which that matters: an agent begins, what was written last goes on, the rest. */
export function sitesOf({ sources }: ExportOptions, prepared: readonly Prepared[]): readonly Site[] {
  const roots = new Set(sources.flatMap((chosen) => chosen.roots.map(({ path }) => path)));
  const sites = prepared.flatMap(({ discovery }) => [...discovery.sites()]);
  const newest = newestBelow(
    new Set(sites.map(({ path }) => path)),
    prepared.flatMap(({ discovery }) => discovery.logs),
  );
  const rankOf = ({ path }: Site) => (roots.has(dirname(path)) ? Number.MAX_VALUE : (newest.get(path) ?? 0));
  return [
    ...[...roots].flatMap((path) => [...sitesAbove(path), rootAt(path)]),
    ...sites.sort((a, b) => rankOf(b) - rankOf(a)),
  ];
}

/** A root itself: that it goes away is to be heard. */
function rootAt(path: string): Site {
  return { path, awaits: () => undefined };
}

/** When the newest log in each of the directories, or below it, was written. */
function newestBelow(directories: ReadonlySet<string>, logs: readonly Log[]): ReadonlyMap<string, number> {
  const newest = new Map<string, number>();
  for (const { path, stat } of logs)
    for (let above = dirname(path); directories.has(above); above = dirname(above)) {
      if ((newest.get(above) ?? -Infinity) >= stat.mtimeMs) break;
      newest.set(above, stat.mtimeMs);
    }
  return newest;
}
