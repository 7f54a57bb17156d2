import { join } from "node:path";
import { parseObject } from "../../lib/json/json.ts";
import { directoryFile, sideText, type SideFile } from "../../logs/with-side-file.ts";
import { pathOfUri } from "./uri.ts";

const LONGEST = 64 << 10;

/**
 * The file that names the folder of a workspace, in its directory in `workspaceStorage`; it names none if the workspace
 * has several. The editor writes it once, before anything else.
 */
export function workspaceFolder(directory: string): SideFile<string> {
  const path = join(directory, "workspace.json");
  return directoryFile(path, () => pathOfUri(parseObject(sideText(path, LONGEST) ?? "")?.["folder"]));
}
