import { dataRoots } from "../../log-formats/opencode/roots.ts";
import { walkLogs } from "../../logs/files/walk.ts";
import type { Environment, Root } from "../../logs/finding/roots.ts";
import type { Discovery } from "../../logs/source.ts";

/** The data directory. A database that a variable names has its logs there, too. */
export function findLogRoots(env: Environment): readonly Root[] {
  return dataRoots(env, "opencode", "OPENCODE_DB").slice(0, 1);
}

/** One log for each start of the program, named after its time; newer releases have one that grows. */
export function discoverLogs(roots: readonly Root[]): Discovery {
  return walkLogs(roots, {
    logsDir: "log",
    isLog: (name) => name.endsWith(".log"),
    enters: () => false,
    followsLinks: () => false,
  });
}
