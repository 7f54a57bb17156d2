import { join } from "node:path";
import { walkDatabases } from "../../logs/databases/walk.ts";
import { valueOf, type Environment, type Root } from "../../logs/finding/roots.ts";
import type { Discovery } from "../../logs/source.ts";

/** The data directory, by the XDG rules on macOS too. */
export function findGooseRoots(env: Environment): readonly Root[] {
  const named = valueOf(env, "GOOSE_PATH_ROOT");
  if (named !== undefined) return [{ path: join(named, "data"), named: true }];
  if (env.platform === "win32") {
    const roaming = valueOf(env, "APPDATA") ?? join(env.home, "AppData", "Roaming");
    return [{ path: join(roaming, "Block", "goose", "data"), named: false }];
  }
  return [{ path: join(valueOf(env, "XDG_DATA_HOME") ?? join(env.home, ".local", "share"), "goose"), named: false }];
}

/** `sessions/sessions.db` of each data directory. */
export function discoverGooseLogs(roots: readonly Root[]): Discovery {
  return walkDatabases(roots, {
    logsDir: "sessions",
    isLog: (name) => name === "sessions.db",
    enters: () => false,
    followsLinks: () => false,
  });
}
