import { join } from "node:path";
import { walkLogs } from "../../logs/files/walk.ts";
import { withChanges } from "../../logs/files/touched.ts";
import { valueOf, type Environment, type Root } from "../../logs/finding/roots.ts";
import { isDirectory, sitesAbove, type Site } from "../../logs/finding/site.ts";
import type { Discovery, Log } from "../../logs/source.ts";
import { dataDirectoriesIn } from "./register.ts";

/** The directory that has the register of projects. */
export function findCrushRoots(env: Environment): readonly Root[] {
  const named = valueOf(env, "CRUSH_GLOBAL_DATA");
  if (named !== undefined) return [{ path: named, named: true }];
  const xdg = valueOf(env, "XDG_DATA_HOME");
  const local = env.platform === "win32" ? valueOf(env, "LOCALAPPDATA") : undefined;
  return [{ path: join(xdg ?? local ?? join(env.home, ".local", "share"), "crush"), named: false }];
}

/** The database of each project that the register names, and one in a root itself: it may be a project's `.crush`. */
export function discoverCrushLogs(roots: readonly Root[]): Discovery {
  const walks = roots.map((root) => databasesIn([root]));
  const registers = roots.map((root) => dataDirectoriesIn(root.path));
  // A project that was moved or deleted stays in the register: that it is not there is no problem.
  const projects = databasesIn(registers.flatMap(({ paths }) => paths.map((path) => ({ path, named: false }))));
  const all = [...walks, projects];
  const logs = new Map<string, Log>();
  for (const log of all.flatMap((walk) => walk.logs)) if (!logs.has(log.key)) logs.set(log.key, log);
  return {
    logs: [...logs.values()].map(withChanges),
    problems: [...all, ...registers].flatMap(({ problems }) => problems),
    links: all.flatMap(({ links }) => links),
    found: walks.some(({ found }) => found),
    isGone: (key, cursor) => !logs.has(key) && all.some((walk) => walk.isGone(key, cursor)),
    sites: () => [
      ...all.flatMap((walk) => [...walk.sites()]),
      ...registers.flatMap(({ site, paths }) => [site, ...missing(paths)]),
    ],
  };
}

/** Where the data directories come that are in a register and not there yet. */
function missing(paths: readonly string[]): readonly Site[] {
  return paths.filter((path) => !isDirectory(path)).flatMap((path) => sitesAbove(path));
}

function databasesIn(roots: readonly Root[]): Discovery {
  return walkLogs(roots, {
    logsDir: ".",
    isLog: (name) => name === "crush.db",
    enters: () => false,
    followsLinks: () => false,
  });
}
