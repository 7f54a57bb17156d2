import { isDeepStrictEqual } from "node:util";
import type { JsonObject } from "../../lib/json/json.ts";

/** In what two copies of one record in two logs may differ (docs/event-format.md, "Promises"). */
const MAY_DIFFER = new Set(["session_id", "cwd", "git_branch", "agent", "agent_id", "automated"]);

/** Whether two events of one ID are copies of one event. */
export function isSameEvent(one: JsonObject, other: JsonObject): boolean {
  return isDeepStrictEqual(essence(one), essence(other));
}

function essence(event: JsonObject): unknown {
  return Object.entries(event)
    .filter(([field]) => !MAY_DIFFER.has(field))
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
}
