import { dirname, join } from "node:path";
import type { Root } from "../../logs/finding/roots.ts";
import type { Discovery, Log } from "../../logs/source.ts";
import { walkLogs } from "../../logs/files/walk.ts";
import { belowOf } from "../../logs/files/below.ts";

const WIRE = "wire.jsonl";
const SUB_AGENTS = "subagents";

/**
 * `sessions/<project>/<session>/wire.jsonl`, and those of sub-agents, `sessions/<project>/<session>/subagents/<agent>/wire.jsonl`.
 */
export function discoverKimiLogs(roots: readonly Root[]): Discovery {
  return walkLogs(roots, {
    logsDir: "sessions",
    isLog: (name, parts) => name === WIRE && (parts.length === 3 || parts.length === 5),
    enters: (parts) => parts.length <= 2 || (parts[2] === SUB_AGENTS && parts.length <= 4),
    followsLinks: () => false,
  });
}

/** The session of a log, and the sub-agent if it is one's, by its path below `sessions/`. */
export function placeOf(log: Log): { readonly session: string; readonly agent: string | undefined } {
  const [, session = "", , agent] = belowOf(log);
  return { session, agent: log.depth > 3 ? agent : undefined };
}

/** The file that names the projects whose sessions lie beside it. */
export function projectsFile(log: Log): string {
  return join(dirname(belowOf(log).reduce((inner) => dirname(inner), log.path)), "kimi.json");
}
