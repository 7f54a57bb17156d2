import { join } from "node:path";
import type { Discovery, Environment, Root } from "../source.ts";
import { walkLogs } from "../walk.ts";

/** Where Claude Desktop keeps its data. On Windows the build of the Store has a place of its own. */
export function desktopRoots({ home, vars, platform }: Environment): readonly Root[] {
  const paths: string[] = [];
  if (platform === "darwin") paths.push(join(home, "Library", "Application Support", "Claude"));
  else if (platform === "win32") {
    paths.push(join(set(vars["APPDATA"]) ?? join(home, "AppData", "Roaming"), "Claude"));
    const local = set(vars["LOCALAPPDATA"]) ?? join(home, "AppData", "Local");
    paths.push(join(local, "Packages", "Claude_pzs8sxrjxfjjc", "LocalCache", "Roaming", "Claude"));
  } else paths.push(join(set(vars["XDG_CONFIG_HOME"]) ?? join(home, ".config"), "Claude"));
  return paths.map((path) => ({ path, named: false }));
}

function set(variable: string | undefined): string | undefined {
  return variable === "" ? undefined : variable;
}

/** Deeper than this no session was seen. */
const SESSION_DEPTH = 4;
const SKIPPED = new Set(["tool-results", "memory"]);

/**
 * The transcripts of Cowork's sessions: `local_<id>/.claude/projects/**.jsonl`, which is a Claude directory in each. What
 * else lies there repeats them (`audit.jsonl`) or is no log (`outputs`, `uploads`), and is not even listed.
 */
export function discoverDesktopLogs(roots: readonly Root[]): Discovery {
  const walk = walkLogs(roots, {
    top: "local-agent-mode-sessions",
    isLog: (name, parts) => name.endsWith(".jsonl") && name !== "journal.jsonl" && belowProjects(parts).length > 0,
    enters: (parts) => {
      const session = parts.findIndex((part) => part.startsWith("local_"));
      if (session < 0) return parts.length <= SESSION_DEPTH && !parts.at(-1)?.startsWith(".");
      const [claude, projects, , ...deeper] = parts.slice(session + 1);
      return (
        (claude === undefined || claude === ".claude") &&
        (projects === undefined || projects === "projects") &&
        !deeper.some((part) => SKIPPED.has(part))
      );
    },
    followsLinks: () => false,
  });
  return {
    logs: walk.logs.map((log) => ({ ...log, below: belowProjects(log.below) })),
    problems: walk.problems,
    links: walk.links,
    found: walk.found,
    isGone: (key, cursor) => walk.isGone(key, cursor),
  };
}

/** The parts of a path below the directory of a session that holds its transcripts. */
function belowProjects(parts: readonly string[]): readonly string[] {
  const session = parts.findIndex((part) => part.startsWith("local_"));
  const [claude, projects, ...below] = parts.slice(session + 1);
  return session >= 0 && claude === ".claude" && projects === "projects" ? below : [];
}
