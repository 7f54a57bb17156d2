import { isDeepStrictEqual } from "node:util";
import { parseObject } from "../lib/json.ts";

/** In what two copies of one record in two logs may differ (docs/event-format.md, "Promises"). */
const MAY_DIFFER = new Set(["session_id", "cwd", "git_branch", "agent", "agent_id", "automated"]);

/** Whether two events of one ID, as JSON, are copies of one event. */
export function isSameEvent(one: string, other: string): boolean {
  return one === other || isDeepStrictEqual(essence(one), essence(other));
}

function essence(data: string): unknown {
  return Object.entries(parseObject(data) ?? {})
    .filter(([field]) => !MAY_DIFFER.has(field))
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
}
