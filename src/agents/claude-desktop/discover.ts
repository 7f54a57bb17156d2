import { join } from "node:path";
import { valueOf, type Environment, type Root } from "../../logs/finding/roots.ts";
import type { Discovery } from "../../logs/source.ts";
import { walkLogs } from "../../logs/files/walk.ts";
import { belowOf } from "../../logs/files/below.ts";

/** With models of somebody else's (Bedrock, Vertex, a gateway) the app keeps its data beside. */
const BUILDS = ["Claude", "Claude-3p"];

/** Where Claude Desktop keeps its data. On Windows the build of the Store, and newer ones, have places of their own. */
export function findDesktopRoots(env: Environment): readonly Root[] {
  const { home, platform } = env;
  const paths: string[] = [];
  const builds = (directory: string) => BUILDS.map((build) => join(directory, build));
  if (platform === "darwin") paths.push(...builds(join(home, "Library", "Application Support")));
  else if (platform === "win32") {
    paths.push(join(valueOf(env, "APPDATA") ?? join(home, "AppData", "Roaming"), "Claude"));
    const local = valueOf(env, "LOCALAPPDATA") ?? join(home, "AppData", "Local");
    paths.push(join(local, "Packages", "Claude_pzs8sxrjxfjjc", "LocalCache", "Roaming", "Claude"));
    paths.push(
      join(local, "Claude-Data"),
      join(local, "Claude-Data", "claude_pzs8sxrjxfjjc"),
      join(local, "Claude-3p"),
    );
  } else paths.push(...builds(valueOf(env, "XDG_CONFIG_HOME") ?? join(home, ".config")));
  return paths.map((path) => ({ path, named: false }));
}

/** Deeper than this no session was seen. */
const SESSION_DEPTH = 4;
const SKIPPED = new Set(["tool-results", "memory"]);
/** A session's directory by its short name. */
const SHORT = /^[0-9a-f]{8}$/;

/**
 * The transcripts of Cowork's sessions: `local_<id>/.claude/projects/**.jsonl`, which is a Claude directory in each; the
 * first digits of the id may stand for the name. What else lies there repeats them (`audit.jsonl`) or is no log
 * (`outputs`, `uploads`), and is not even listed.
 */
export function discoverDesktopLogs(roots: readonly Root[]): Discovery {
  const walk = walkLogs(roots, {
    logsDir: "local-agent-mode-sessions",
    isLog: (name, parts) => name.endsWith(".jsonl") && name !== "journal.jsonl" && belowProjects(parts).length > 0,
    enters: (parts) => {
      const session = sessionAt(parts);
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
    logs: walk.logs.map((log) => ({ ...log, depth: belowProjects(belowOf(log)).length })),
    problems: walk.problems,
    links: walk.links,
    found: walk.found,
    isGone: (key, cursor) => walk.isGone(key, cursor),
    sites: () => walk.sites(),
  };
}

/** Where in a path the directory of a session is: below those of the account and the organization, and maybe `agent`. */
function sessionAt(parts: readonly string[]): number {
  const named = parts.findIndex((part) => part.startsWith("local_"));
  if (named >= 0) return named;
  const at = parts[2] === "agent" ? 3 : 2;
  return SHORT.test(parts[at] ?? "") ? at : -1;
}

/** The parts of a path below the directory of a session that holds its transcripts. */
function belowProjects(parts: readonly string[]): readonly string[] {
  const session = sessionAt(parts);
  const [claude, projects, ...below] = parts.slice(session + 1);
  return session >= 0 && claude === ".claude" && projects === "projects" ? below : [];
}
