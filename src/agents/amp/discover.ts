import { basename, join } from "node:path";
import { walkLogs } from "../../logs/files/walk.ts";
import { valueOf, type Environment, type Root } from "../../logs/finding/roots.ts";
import type { Discovery, Log } from "../../logs/source.ts";

/** Amp follows the XDG base directories on every system. */
export function findAmpRoots(env: Environment): readonly Root[] {
  return [{ path: join(valueOf(env, "XDG_DATA_HOME") ?? join(env.home, ".local", "share"), "amp"), named: false }];
}

/** `threads/T-<thread>.json`. */
export function discoverAmpLogs(roots: readonly Root[]): Discovery {
  return walkLogs(roots, {
    logsDir: "threads",
    isLog: (name) => name.startsWith("T-") && name.endsWith(".json"),
    enters: () => false,
    followsLinks: () => false,
  });
}

/** The thread that a document is named after. */
export function threadOfName({ path }: Log): string {
  return basename(path, ".json");
}
