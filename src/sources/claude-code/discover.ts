import { walkLogs } from "../walk.ts";
import type { Discovery, Root } from "../source.ts";

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
