import { readdirSync } from "node:fs";
import { join } from "node:path";
import { failedWith } from "../../failure.ts";
import { pathBytes, sortByPath } from "../../lib/files/path-bytes.ts";
import { isSystemError } from "../../lib/process/system-error.ts";

/** The paths of what lies in a directory, in their order; none where there is no such directory. */
export function listDirectory(directory: string): readonly string[] {
  try {
    const names = readdirSync(pathBytes(directory));
    return sortByPath(names.map((name) => ({ path: join(directory, name) }))).map(({ path }) => path);
  } catch (error) {
    if (failedWith(error, "ENOENT", "ENOTDIR")) return [];
    throw error;
  }
}

/** The same as `Documents.list`, for telling changes: what cannot be listed is reported when it is read. */
export function listQuietly(directory: string): readonly string[] {
  try {
    return listDirectory(directory);
  } catch (error) {
    if (isSystemError(error)) return [];
    throw error;
  }
}
