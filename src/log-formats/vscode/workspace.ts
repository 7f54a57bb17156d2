import { join } from "node:path";
import { failedWith } from "../../failure.ts";
import { parseObject } from "../../lib/json.ts";
import { readSmallFile } from "../../lib/read-small.ts";
import type { Place } from "../../logs/located.ts";
import { pathOfUri } from "./uri.ts";

const LONGEST = 64 << 10;

/**
 * The folder of a workspace, by its directory in `workspaceStorage`; none if it has several. The editor writes the file
 * that names it once, before anything else.
 */
export function workspaceFolder(directory: string): Place {
  const file = join(directory, "workspace.json");
  return {
    file,
    find() {
      try {
        return pathOfUri(parseObject(readSmallFile(file, LONGEST) ?? "")?.["folder"]);
      } catch (error) {
        // Without it, or when we may not read it, the events have no directory.
        if (failedWith(error, "ENOENT", "ENOTDIR", "EACCES", "EPERM", "ELOOP")) return undefined;
        throw error;
      }
    },
  };
}
