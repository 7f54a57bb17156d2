import { walkLogs } from "../../logs/files/walk.ts";
import type { Root } from "../../logs/finding/roots.ts";
import type { Discovery } from "../../logs/source.ts";

/** What below a project's directory is no transcript though its files may be named so. */
const SKIPPED = new Set(["tool-results", "memory"]);

/** The `*.jsonl` below `projects/` of each root, but journals of workflows, tool results and memories. */
export function discoverClaudeLogs(roots: readonly Root[]): Discovery {
  return walkLogs(roots, {
    logsDir: "projects",
    isLog: (name) => name.endsWith(".jsonl") && name !== "journal.jsonl",
    // The first part is the project's own directory, whatever its name.
    enters: (parts) => parts.length === 1 || !SKIPPED.has(parts.at(-1) ?? ""),
    followsLinks: (parts) => parts.length === 1,
  });
}
