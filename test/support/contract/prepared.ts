/** What a fixture cannot hold as it lies on a disk is made of what it holds. */
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
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

/** Copies a directory of a fixture into another one. A file `NAME.sql` becomes the database `NAME.db`, `NAME.db.sql` too. */
export function prepare(root: string, directory: string): string {
  cpSync(root, directory, { recursive: true });
  for (const name of scriptsIn(directory)) {
    const database = new DatabaseSync(join(directory, databaseOf(name)));
    try {
      database.exec(readFileSync(join(directory, name), "utf8"));
    } catch (error) {
      throw new Error(`${join(root, name)} cannot be run: ${String(error)}`, { cause: error });
    } finally {
      database.close();
    }
  }
  return directory;
}

/** The home folder that fixtures with paths in them speak of. */
const HOME = "/home/ana";

/** Copies a whole home of a fixture, whose documents then speak of the copy. Its databases are not made. */
export function copyHome(home: string, directory: string): void {
  cpSync(home, directory, { recursive: true });
  for (const name of readdirSync(directory, { recursive: true, encoding: "utf8" })) {
    if (!name.endsWith(".json")) continue;
    const path = join(directory, name);
    writeFileSync(path, readFileSync(path, "utf8").replaceAll(HOME, directory));
  }
}

/** A line as it would be in the home folder that fixtures speak of. */
export function inFixture(line: string, home: string): string {
  return line.replaceAll(home, HOME);
}

/** The SQL in a home, by its paths: each is named as the database that it makes, with `.sql` behind. */
export function scriptsIn(home: string): readonly string[] {
  return readdirSync(home, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".sql"));
}

/** The database that a script makes. */
export function databaseOf(script: string): string {
  const name = script.slice(0, -".sql".length);
  return extname(name) === "" ? `${name}.db` : name;
}
