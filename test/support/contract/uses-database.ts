/** A database in a format of its own, to hold what reads rows to its word, whatever agents make of them. */
import { lstatSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Observation } from "../../../src/events/observation.ts";
import {
  DatabaseLogs,
  type DatabaseFormat,
  type DatabaseLogsOptions,
} from "../../../src/logs/databases/database-logs.ts";
import { isUnchangedDatabase } from "../../../src/logs/databases/state.ts";
import { fileStat } from "../../../src/logs/files/walk.ts";
import type { Cursor, Log } from "../../../src/logs/source.ts";
import type { Problem } from "../../../src/problem.ts";
import { tempDir } from "../program/temp.ts";

const TABLES = ["uses", "more"];

/** A row is the use of a tool, or tells of a start; it is open while it says so. The second table need not be there. */
const format: DatabaseFormat = {
  revision: 1,
  tables: (database) =>
    TABLES.filter((name) => hasTable(database, name)).map((name) => ({ name, columns: [], record: "record" })),
  unknownPart: (database) => (hasTable(database, "later") ? "a table of later" : undefined),
  decoder: () => ({
    row(_table, { id }, record, into: Observation[]) {
      if (record["open"] === true) return "open";
      const at = "2026-03-02T09:00:00.000Z";
      if (record["start"] === true) into.push({ kind: "session-started", at, sessionId: "s" });
      else into.push({ kind: "tool-use", at, sessionId: "s", key: id ?? "", tool: "dig" });
      return "done";
    },
  }),
};

function hasTable(database: DatabaseSync, name: string): boolean {
  return database.prepare("SELECT 1 FROM sqlite_schema WHERE name = ?").get(name) !== undefined;
}

/** The database, and a reader of it that goes on where it stopped. */
export class UsesDatabase {
  readonly path = join(tempDir(), "uses.db");
  readonly database = new DatabaseSync(this.path);
  cursor: Cursor | undefined;
  problems: Problem[] = [];
  skipped: Record<string, number> = {};
  lines = 0;

  constructor() {
    this.database.exec("CREATE TABLE uses (id TEXT, record)");
  }

  put(id: string, record: string): void {
    this.database.prepare("INSERT INTO uses VALUES (?, ?)").run(id, record);
  }

  set(id: string, record: string): void {
    this.database.prepare("UPDATE uses SET record = ? WHERE id = ?").run(record, id);
  }

  get #log(): Log {
    return { key: "uses", path: this.path, depth: 1, stat: fileStat(lstatSync(this.path)) };
  }

  get isUnchanged(): boolean {
    return isUnchangedDatabase(this.#log, this.cursor, 1);
  }

  /** Reads on, and tells the keys of what is new: of a start its kind. */
  async run(options: DatabaseLogsOptions = {}): Promise<readonly string[]> {
    this.problems = [];
    this.skipped = {};
    this.lines = 0;
    const keys: string[] = [];
    const logs = new DatabaseLogs(format, { tickMs: 0, ...options });
    for await (const { observations, problems, counts, cursor } of logs.read(this.#log, this.cursor)) {
      keys.push(...observations.map((seen) => ("key" in seen ? seen.key : seen.kind)));
      this.problems.push(...problems);
      this.lines += counts.lines;
      for (const [why, count] of Object.entries(counts.skipped)) this.skipped[why] = (this.skipped[why] ?? 0) + count;
      if (cursor !== undefined) this.cursor = JSON.parse(JSON.stringify(cursor)) as Cursor;
    }
    return keys;
  }
}
