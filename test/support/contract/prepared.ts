/** What a fixture cannot hold as it lies on a disk is made of what it holds. */
import { cpSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Source } from "../../../src/logs/source.ts";

/** A directory of the agent in the home of a fixture: a usual one, or the one project that is there. */
export function directoryIn(home: string, source: Source): string {
  const roots = source.roots({ home, vars: {}, platform: "linux" }).map(({ path }) => path);
  const root = roots.find((path) => existsSync(path));
  if (root !== undefined) return root;
  const [project, other] = readdirSync(home).filter((name) => !name.startsWith("."));
  if (project === undefined || other !== undefined) throw new Error(`${home} has none of ${roots.join(", ")}`);
  return join(home, project);
}

/** Events as a fixture expects them: their `cwd` may be where the logs lie, which is another place with every run. */
export function textAt(directory: string, lines: readonly string[]): string {
  return lines.map((line) => `${line.replaceAll(directory, "/place")}\n`).join("");
}

/** Copies a directory of a fixture into another one. A file `NAME.sql`, or `NAME.db.sql`, becomes the database `NAME.db`. */
export function prepare(root: string, directory: string): string {
  cpSync(root, directory, { recursive: true });
  for (const name of readdirSync(directory, { recursive: true, encoding: "utf8" })) {
    if (!name.endsWith(".sql")) continue;
    const database = new DatabaseSync(join(directory, name.replace(/(?:\.db)?\.sql$/, ".db")));
    database.exec(readFileSync(join(directory, name), "utf8"));
    database.close();
  }
  return directory;
}
