import { discoverSessions } from "../../log-formats/opencode/discover.ts";
import { dataRoots } from "../../log-formats/opencode/roots.ts";
import type { Environment, Root } from "../../logs/finding/roots.ts";
import type { Discovery } from "../../logs/source.ts";

/** The data directory, and the database that `$OPENCODE_DB` names. */
export function findOpenCodeRoots(env: Environment): readonly Root[] {
  return dataRoots(env, "opencode", "OPENCODE_DB");
}

/** Release channels have databases of their own: `opencode-<channel>.db`. */
const DATABASE = /^opencode.*\.db$/s;

/** The databases, and the sessions of the older `storage/` tree. */
export function discoverOpenCodeLogs(roots: readonly Root[]): Discovery {
  return discoverSessions(roots, DATABASE);
}
