import { join } from "node:path";
import { failedWith } from "../../failure.ts";
import { parseObject } from "../../lib/json/json.ts";
import { readSmallFile } from "../../lib/files/read-small.ts";
import { pathOfUri } from "./uri.ts";

/**
 * The folder of a workspace, by its directory in `workspaceStorage`; `undefined` if it has several, or none. The editor
 * writes the file that names it once, before anything else. Throws when the system fails to read that.
 */
export function workspaceFolder(directory: string): string | undefined {
  try {
    return pathOfUri(parseObject(readSmallFile(join(directory, "workspace.json"), LONGEST) ?? "")?.["folder"]);
  } catch (error) {
    // Without it, or when we may not read it, the events have no directory.
    if (failedWith(error, "ENOENT", "ENOTDIR", "EACCES", "EPERM", "ELOOP")) return undefined;
    throw error;
  }
}

const LONGEST = 64 << 10;
