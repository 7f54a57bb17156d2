import type { Root } from "../finding/roots.ts";
import type { Discovery } from "../source.ts";
import { withChanges } from "../files/touched.ts";
import { walkLogs, type WalkRules } from "../files/walk.ts";

/** Finds logs that are databases: each has the time of its last change, also of one that lies in the `-wal` beside it. */
export function walkDatabases(roots: readonly Root[], rules: WalkRules): Discovery {
  const walk = walkLogs(roots, rules);
  return {
    logs: walk.logs.map(withChanges),
    problems: walk.problems,
    links: walk.links,
    found: walk.found,
    isGone: (key, cursor) => walk.isGone(key, cursor),
    sites: () => walk.sites(),
  };
}
