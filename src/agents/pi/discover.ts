import { existsSync } from "node:fs";
import { join } from "node:path";
import { walkLogs, type WalkRules } from "../../logs/files/walk.ts";
import { valueOf, type Environment, type Root } from "../../logs/finding/roots.ts";
import { sitesAbove } from "../../logs/finding/site.ts";
import type { Discovery } from "../../logs/source.ts";

/** Where Pi keeps its sessions. It takes `~` in its variables for the home folder. */
export function findPiRoots(env: Environment): readonly Root[] {
  const named = valueOf(env, "PI_CODING_AGENT_SESSION_DIR") ?? valueOf(env, "PI_CODING_AGENT_DIR");
  if (named === undefined) return [{ path: join(env.home, ".pi", "agent"), named: false }];
  return [{ path: /^~(?:\/|$)/.test(named) ? join(env.home, named.slice(1)) : named, named: true }];
}

const SESSIONS = "sessions";
/** `<when>_<session>.jsonl`. */
const SESSION = /^\d{4}-\d\d-\d\dT[\d-]+Z_.+\.jsonl$/;

const rules = { followsLinks: () => false } as const;
/** The sessions of each project lie in a directory of their own. */
const ofAgent: WalkRules = {
  ...rules,
  logsDir: SESSIONS,
  isLog: (name) => name.endsWith(".jsonl"),
  enters: (parts) => parts.length === 1,
};
/** A directory that was named for sessions alone holds them side by side, and may hold more. */
const ofSessions: WalkRules = {
  ...rules,
  logsDir: ".",
  isLog: (name) => SESSION.test(name),
  enters: ([project = "", ...rest]) => rest.length === 0 && project.startsWith("--"),
};

/** The sessions below the directories of Pi, and in those that hold sessions themselves. */
export function discoverPiLogs(roots: readonly Root[]): Discovery {
  const has = ({ path }: Root) => existsSync(join(path, SESSIONS));
  const walks = [
    walkLogs(roots.filter(has), ofAgent),
    walkLogs(
      roots.filter((root) => !has(root)),
      ofSessions,
    ),
  ];
  const logs = walks.flatMap((walk) => walk.logs);
  const present = new Set(logs.map(({ key }) => key));
  return {
    logs,
    problems: walks.flatMap(({ problems }) => problems),
    links: walks.flatMap(({ links }) => links),
    found: walks.some(({ found }) => found),
    isGone: (key, cursor) => !present.has(key) && walks.some((walk) => walk.isGone(key, cursor)),
    sites: () => [
      ...walks.flatMap((walk) => [...walk.sites()]),
      // One that has none yet may be a directory of either kind.
      ...roots.flatMap(({ path }) => sitesAbove(join(path, SESSIONS))),
    ],
  };
}
