import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { failedWith, reason } from "../../failure.ts";
import { isObject, parseObject } from "../../lib/json/json.ts";
import { isSystemError } from "../../lib/process/system-error.ts";
import { readText } from "../../logs/record/fields.ts";
import type { Site } from "../../logs/finding/site.ts";
import type { Problem } from "../../problem.ts";

/** The data directories of the projects that Crush knows, in the order of their paths. */
export interface Register {
  readonly paths: readonly string[];
  readonly problems: readonly Problem[];
  /** Where the register itself lies: a new project is told by a new one. */
  readonly site: Site;
}

const REGISTER = "projects.json";

/** Reads `projects.json`, which Crush rewrites at each start: the project last used stands first. */
export function dataDirectoriesIn(root: string): Register {
  const path = join(root, REGISTER);
  const site: Site = { path: root, awaits: (name) => (name === REGISTER ? "log" : undefined) };
  try {
    const register = parseObject(readFileSync(path, "utf8"));
    if (register === undefined) return { paths: [], problems: [{ kind: "unreadable", path, cause: "no JSON" }], site };
    return { paths: [...new Set(directories(register["projects"]))].sort(), problems: [], site };
  } catch (error) {
    if (!isSystemError(error)) throw error;
    const isMissing = failedWith(error, "ENOENT", "ENOTDIR");
    return { paths: [], problems: isMissing ? [] : [{ kind: "unreadable", path, cause: reason(error) }], site };
  }
}

/** Older versions had an object with the projects by their ids where newer ones have a list. */
function directories(projects: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(projects)
    ? projects
    : isObject(projects)
      ? Object.values(projects)
      : [];
  return list.flatMap((project) => {
    if (!isObject(project)) return [];
    const data = readText(project["data_dir"]);
    const path = readText(project["path"]);
    return data === undefined ? [] : [path === undefined ? resolve(data) : resolve(path, data)];
  });
}
