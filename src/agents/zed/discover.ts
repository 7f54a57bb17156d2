import { join } from "node:path";
import { walkDatabases } from "../../logs/databases/walk.ts";
import { valueOf, type Environment, type Root } from "../../logs/finding/roots.ts";
import type { Discovery } from "../../logs/source.ts";

/** The data directory. */
export function findZedRoots(env: Environment): readonly Root[] {
  return [{ path: directoryOf(env), named: false }];
}

function directoryOf(env: Environment): string {
  if (env.platform === "darwin") return join(env.home, "Library", "Application Support", "Zed");
  if (env.platform === "win32") return join(valueOf(env, "LOCALAPPDATA") ?? join(env.home, "AppData", "Local"), "Zed");
  const data = valueOf(env, "FLATPAK_XDG_DATA_HOME") ?? valueOf(env, "XDG_DATA_HOME");
  return join(data ?? join(env.home, ".local", "share"), "zed");
}

/** `threads/threads.db` of each data directory. */
export function discoverZedLogs(roots: readonly Root[]): Discovery {
  return walkDatabases(roots, {
    logsDir: "threads",
    isLog: (name) => name === "threads.db",
    enters: () => false,
    followsLinks: () => false,
  });
}
