/** What a fixture cannot hold as it lies on a disk is made of what it holds. */
import { cpSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

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
