import { createHash } from "node:crypto";
import { parseObject } from "../../lib/json/json.ts";
import { memberOf, readText } from "../../logs/record/fields.ts";
import type { Batch, Log } from "../../logs/source.ts";
import { sideText, withSideFile } from "../../logs/with-side-file.ts";
import { projectsFile } from "./discover.ts";
import { belowOf } from "../../logs/files/below.ts";

const MOST_BYTES = 1 << 20;

/**
 * The batches of a session, with its project in their observations: its directory is named by the MD5 of the project's path
 * (behind the name of the machine, where that is not this one), and `kimi.json`, which is replaced as a whole, lists the
 * paths before it has sessions of them.
 */
export function withProject(log: Log, batches: Iterable<Batch> | AsyncIterable<Batch>): AsyncIterable<Batch> {
  const path = projectsFile(log);
  return withSideFile(batches, {
    path,
    read: () => projectIn(path, belowOf(log)[0] ?? ""),
    apply: (cwd, observations) => observations.map((seen) => ({ ...seen, cwd })),
  });
}

function projectIn(file: string, name: string): string | undefined {
  const listed = memberOf(parseObject(sideText(file, MOST_BYTES) ?? ""), "work_dirs");
  const projects = Array.isArray(listed) ? (listed as readonly unknown[]) : [];
  for (const project of projects) {
    const path = readText(memberOf(project, "path"));
    if (path === undefined) continue;
    const hash = createHash("md5").update(path).digest("hex");
    const kaos = readText(memberOf(project, "kaos")) ?? "local";
    if (name === (kaos === "local" ? hash : `${kaos}_${hash}`)) return path;
  }
  return undefined;
}
