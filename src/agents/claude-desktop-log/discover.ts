import { join } from "node:path";
import { walkLogs } from "../../logs/files/walk.ts";
import { valueOf, type Environment, type Root } from "../../logs/finding/roots.ts";
import type { Discovery } from "../../logs/source.ts";

/** Where Claude Desktop keeps its text logs: on Windows, builds differ. */
export function findLogRoots(env: Environment): readonly Root[] {
  return pathsOf(env).map((path) => ({ path, named: false }));
}

function pathsOf(env: Environment): readonly string[] {
  const { home, platform } = env;
  if (platform === "darwin") return [join(home, "Library", "Logs", "Claude")];
  if (platform !== "win32") return [join(valueOf(env, "XDG_CONFIG_HOME") ?? join(home, ".config"), "Claude", "logs")];
  const local = valueOf(env, "LOCALAPPDATA") ?? join(home, "AppData", "Local");
  return [
    join(valueOf(env, "APPDATA") ?? join(home, "AppData", "Roaming"), "Claude", "logs"),
    join(local, "Claude", "Logs"),
    join(local, "Packages", "Claude_pzs8sxrjxfjjc", "LocalCache", "Roaming", "Claude", "logs"),
  ];
}

/** `main.log` and `mcp.log`, those of each server, and what a full one is renamed to: `main1.log`, `main.old.log`. */
const LOG = /^(?:main(?:\d+|\.old)?|mcp.*)\.log$/s;

/** The text logs of the program and of its servers; those of its windows are left out. */
export function discoverLogs(roots: readonly Root[]): Discovery {
  return walkLogs(roots, {
    logsDir: ".",
    isLog: (name) => LOG.test(name),
    enters: () => false,
    followsLinks: () => false,
  });
}
