import type { Observation } from "../../events/observation.ts";
import { isObject, type JsonObject } from "../../lib/json/json.ts";
import type { Row } from "../../logs/databases/rows.ts";
import { isPresent, memberOf, readId, readText, readTime } from "../../logs/record/fields.ts";

/**
 * What a thread shows: its start, once a person has written in it. Zed sets `created_at` once and keeps no other time that
 * stays; where the column is not there yet, the row waits for the version of Zed that adds it.
 */
export function decodeThread({ id, columns }: Row, record: JsonObject, into: Observation[]): "open" | "done" {
  const sessionId = readId(id);
  // A sub-agent works for another thread, and an imported one is somebody else's work.
  if (sessionId === undefined || isPresent(columns["parent_id"]) || isPresent(record["subagent_context"]))
    return "done";
  if (record["imported"] === true) return "done";
  const at = readTime(columns["created_at"]);
  if (at === undefined || !hasPrompt(record["messages"])) return "open";
  const cwd = firstFolder(columns["folder_paths"], columns["folder_paths_order"]);
  into.push({ kind: "session-started", at, sessionId, cwd, gitBranch: branchOf(record, cwd) });
  return "done";
}

/** Before version 0.3.0 a message had a `role`. */
function hasPrompt(messages: unknown): boolean {
  if (!Array.isArray(messages)) return false;
  return messages.some((message) => isObject(memberOf(message, "User")) || memberOf(message, "role") === "user");
}

/** The folder that the window shows first: paths are sorted by name, and the other column has the place of each. */
function firstFolder(paths: unknown, order: unknown): string | undefined {
  if (typeof paths !== "string") return undefined;
  const first = typeof order === "string" ? order.split(",").indexOf("0") : 0;
  return readText(paths.split("\n")[Math.max(first, 0)]);
}

/** The branch of that folder when the thread began. */
function branchOf(record: JsonObject, cwd: string | undefined): string | undefined {
  const trees = memberOf(record["initial_project_snapshot"], "worktree_snapshots");
  if (cwd === undefined || !Array.isArray(trees)) return undefined;
  const tree: unknown = trees.find((each) => memberOf(each, "worktree_path") === cwd);
  return readText(memberOf(memberOf(tree, "git_state"), "current_branch"));
}
