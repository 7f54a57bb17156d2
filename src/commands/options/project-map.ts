import { join, resolve } from "node:path";
import { failedWith, reason, usage } from "../../failure.ts";
import { NO_MAP, type ProjectMap } from "../../hours/projects/project-map.ts";
import { readText } from "../../lib/files/read-text.ts";
import { dataDirectory, environment } from "../process/environment.ts";

export interface MapFlags {
  readonly projectMap?: string;
  readonly dataDir?: string;
}

/** The file of a project map. */
export interface MapRequest {
  readonly path: string;
  /** Whether the command line names it: then it has to be there. */
  readonly isNamed: boolean;
}

/** The project map that the flags ask for. */
export function mapRequestOf({ projectMap, dataDir }: MapFlags): MapRequest {
  const isNamed = projectMap !== undefined;
  return { path: isNamed ? resolve(projectMap) : join(dataDirectory(dataDir), "projects.json"), isNamed };
}

/** Reads a project map: an empty one, where the usual one is not there. Fails where it cannot be understood. */
export async function readProjectMap({ path, isNamed }: MapRequest): Promise<ProjectMap> {
  let text: string;
  try {
    text = readText(path);
  } catch (error) {
    if (!isNamed && failedWith(error, "ENOENT", "ENOTDIR")) return NO_MAP;
    throw usage(`cannot read the project map: \`${path}\` (${reason(error)})`);
  }
  // Most people have none, and what checks one takes as long to load as all options.
  const { parseProjectMap } = await import("../../hours/projects/map-text.ts");
  const map = parseProjectMap(text, environment().home);
  if (typeof map === "string")
    throw usage(
      `the project map cannot be understood: \`${path}\` (${map})`,
      '{"projects": [{"prefix": "/home/ana/garden", "name": "Garden", "client": "Acme", "tags": ["web"]}]}',
    );
  return map;
}
