import { sep } from "node:path";
import type { Log } from "../source.ts";

/**
 * The parts of a log's path below the directory that holds the agent's logs. Made when they are asked for: of a hundred
 * thousand logs, a list for each would be a tenth of the memory.
 */
export function belowOf({ path, depth }: Pick<Log, "path" | "depth">): readonly string[] {
  const parts = path.split(sep);
  return parts.slice(parts.length - depth);
}
