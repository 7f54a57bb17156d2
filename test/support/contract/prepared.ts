/** What a fixture cannot hold as it lies on a disk is made of what it holds. */
import { cpSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** Copies an agent's directory of a fixture into another one. A file `NAME.sql` becomes the database `NAME.db` beside it. */
export function prepare(root: string, directory: string): string {
  cpSync(root, directory, { recursive: true });
  for (const name of readdirSync(directory)) {
    if (!name.endsWith(".sql")) continue;
    const database = new DatabaseSync(join(directory, name.replace(/sql$/, "db")));
    database.exec(readFileSync(join(directory, name), "utf8"));
    database.close();
  }
  return directory;
}
