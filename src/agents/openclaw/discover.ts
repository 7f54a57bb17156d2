import { join } from "node:path";
import { walkDatabases } from "../../logs/databases/walk.ts";
import { valueOf, type Environment, type Root } from "../../logs/finding/roots.ts";
import type { Discovery } from "../../logs/source.ts";

/** The state directory, which had other names as the program had. */
const NAMES = [".openclaw", ".clawdbot", ".moltbot", ".moldbot"];

export function findOpenClawRoots(env: Environment): readonly Root[] {
  const named = valueOf(env, "OPENCLAW_STATE_DIR");
  if (named !== undefined) return [{ path: named, named: true }];
  return NAMES.map((name) => ({ path: join(env.home, name), named: false }));
}

/** `agents/<agent>/agent/openclaw-agent.sqlite` of each state directory. */
export function discoverOpenClawLogs(roots: readonly Root[]): Discovery {
  return walkDatabases(roots, {
    logsDir: "agents",
    isLog: (name, { length }) => length === 3 && name === "openclaw-agent.sqlite",
    enters: ({ length, 1: second }) => length === 1 || (length === 2 && second === "agent"),
    followsLinks: () => false,
  });
}
