import { join } from "node:path";
import { discoverSessions } from "../../log-formats/opencode/discover.ts";
import { dataRoots } from "../../log-formats/opencode/roots.ts";
import { extensionRoots, TASK_WALK } from "../../log-formats/task-folders/discover.ts";
import { walkLogs } from "../../logs/files/walk.ts";
import type { Environment, Root } from "../../logs/finding/roots.ts";
import type { Discovery, Log } from "../../logs/source.ts";

/** The extension in VS Code and its forks. */
export const EXTENSIONS = ["kilocode.kilo-code"];

const inEditors = extensionRoots(EXTENSIONS);

/**
 * The data directory, the database that `$KILO_DB` names, and what the extension and the CLI kept before they were built on
 * OpenCode.
 */
export function findKiloRoots(env: Environment): readonly Root[] {
  const beforeInCli = { path: join(env.home, ".kilocode", "cli", "global"), named: false };
  return [...dataRoots(env, "kilo", "KILO_DB"), beforeInCli, ...inEditors(env)];
}

/** Release channels have databases of their own: `kilo-<channel>.db`; the first releases kept OpenCode's name. */
const DATABASE = /^(?:kilo|opencode).*\.db$/s;

/** The databases and the older tree of sessions, as OpenCode has them; and the tasks of the extension before. */
export function discoverKiloLogs(roots: readonly Root[]): Discovery {
  const sessions = discoverSessions(roots, DATABASE);
  const tasks = walkLogs(roots, TASK_WALK);
  const isRoot = (path: string) => roots.some((root) => root.path === path);
  return {
    logs: [...sessions.logs, ...tasks.logs],
    // That a root is missing is told by one of them; a database is one that has no tasks.
    problems: [...sessions.problems, ...tasks.problems.filter(({ path }) => !isRoot(path))],
    links: [...sessions.links, ...tasks.links],
    found: sessions.found || tasks.found,
    isGone: (key, cursor) => (isTask(key) ? tasks : sessions).isGone(key, cursor),
    sites: () => [...sessions.sites(), ...tasks.sites()],
  };
}

export function isTaskLog({ path }: Log): boolean {
  return isTask(path);
}

function isTask(path: string): boolean {
  return path.endsWith("ui_messages.json");
}
