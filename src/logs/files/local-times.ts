import type { Root } from "../finding/roots.ts";
import type { Discovery } from "../source.ts";

/** Logs whose times are local, with the zone that was named for their roots. Without one, none of them can be read. */
export function inZone(discovery: Discovery, roots: readonly Root[]): Discovery {
  const zone = roots.find((root) => root.zone !== undefined)?.zone;
  const { logs, problems, links, found } = discovery;
  return {
    ...(zone === undefined ? { logs: [], withoutZone: logs } : { logs: logs.map((log) => ({ ...log, zone })) }),
    problems,
    links,
    found,
    isGone: (key, cursor) => discovery.isGone(key, cursor),
    sites: () => discovery.sites(),
  };
}
