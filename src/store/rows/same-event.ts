import { isDeepStrictEqual } from "node:util";
import type { JsonObject } from "../../lib/json/json.ts";

/** In what two copies of one record in two logs may differ (docs/event-format.md, "Promises"). */
const MAY_DIFFER = new Set(["session_id", "cwd", "git_branch", "agent", "agent_id", "automated"]);

const KEPT = "cache_write_1h_tokens";

/** Whether two events of one ID are copies of one event. */
export function isSameEvent(one: JsonObject, other: JsonObject): boolean {
  // One of them was exported with `--fields minimal`.
  const isLess = (one["file"] === undefined) !== (other["file"] === undefined);
  // Older versions did not tell for how long a cache keeps what it is given.
  const isOlder = (one[KEPT] === undefined) !== (other[KEPT] === undefined);
  // Records of other times repeat what a message took, and its ID has no time.
  const isTimeless = one["type"] === "agent_usage";
  const isCompared = (field: string) =>
    !MAY_DIFFER.has(field) &&
    !(isLess && field === "file") &&
    !(isOlder && field === KEPT) &&
    !(isTimeless && field === "timestamp");
  return isDeepStrictEqual(essence(one, isCompared), essence(other, isCompared));
}

function essence(event: JsonObject, isCompared: (field: string) => boolean): unknown {
  return Object.entries(event)
    .filter(([field]) => isCompared(field))
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
}
