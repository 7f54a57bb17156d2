import { existsSync } from "node:fs";
import { join } from "node:path";
import { walkLogs } from "../walk.ts";
import type { Discovery, Environment, Root } from "../source.ts";

/**
 * The Claude configuration directories: `$CLAUDE_CONFIG_DIR` replaces the default, and may be several with commas between
 * them, as ccusage reads it; `~/.config/claude` was the default of some releases of 2025.
 */
export function claudeRoots({ home, vars }: Environment): readonly Root[] {
  const named = vars["CLAUDE_CONFIG_DIR"];
  if (named !== undefined && named !== "") return pathsIn(named).map((path) => ({ path, named: true }));
  return [join(home, ".claude"), join(home, ".config", "claude")].map((path) => ({ path, named: false }));
}

/** The paths of a list; one that exists with commas in it is one path. */
function pathsIn(list: string): readonly string[] {
  if (existsSync(list)) return [list];
  const parts = list.split(",");
  const paths: string[] = [];
  for (let at = 0; at < parts.length;) {
    let end = parts.length;
    while (end > at + 1 && !existsSync(parts.slice(at, end).join(",").trim())) end--;
    paths.push(parts.slice(at, end).join(",").trim());
    at = end;
  }
  const named = paths.filter((path) => path !== "");
  return named.length === 0 ? [list] : named;
}

/** What below a project's directory is no transcript though its files may be named so. */
const SKIPPED = new Set(["tool-results", "memory"]);

/** The `*.jsonl` below `projects/` of each root, but journals of workflows, tool results and memories. */
export function discoverClaudeLogs(roots: readonly Root[]): Discovery {
  return walkLogs(roots, {
    top: "projects",
    isLog: (name) => name.endsWith(".jsonl") && name !== "journal.jsonl",
    // The first part is the project's own directory, whatever its name.
    enters: (parts) => parts.length === 1 || !SKIPPED.has(parts.at(-1) ?? ""),
    followsLinks: (parts) => parts.length === 1,
  });
}

/** Whether a log, by its path below `projects/`, is one of a sub-agent. */
export function isSubAgentLog(below: readonly string[]): boolean {
  return (below.at(-1) ?? "").startsWith("agent-") || below.slice(1, -1).includes("subagents");
}
