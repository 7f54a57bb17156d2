/** Rows of a database that cannot be read, or not yet, in a format of its own: each is read once it can be. */
import { lstatSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, it } from "vitest";
import type { Observation } from "../../src/events/observation.ts";
import {
  DatabaseLogs,
  isUnchangedDatabase,
  type DatabaseFormat,
  type DatabaseLogsOptions,
} from "../../src/logs/databases/database-logs.ts";
import { fileStat } from "../../src/logs/files/walk.ts";
import type { Cursor, Log } from "../../src/logs/source.ts";
import type { Problem } from "../../src/problem.ts";
import { tempDir } from "../support/temp.ts";

/** A row is the use of a tool; it is open while it says so. */
const format: DatabaseFormat = {
  revision: 1,
  tables: () => [{ name: "uses", columns: [], record: "record" }],
  unknownPart: (database) =>
    database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'later'").get() === undefined
      ? undefined
      : "a table of later",
  decoder: () => ({
    row(_table, { id }, record, into: Observation[]) {
      if (record["open"] === true) return "open";
      const at = "2026-03-02T09:00:00.000Z";
      into.push({ kind: "tool-use", at, sessionId: "s", key: id ?? "", tool: "dig" });
      return "done";
    },
  }),
};

class World {
  readonly path = join(tempDir(), "uses.db");
  readonly database = new DatabaseSync(this.path);
  cursor: Cursor | undefined;
  problems: Problem[] = [];
  skipped: Record<string, number> = {};

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
    return { key: "uses", path: this.path, below: ["uses.db"], stat: fileStat(lstatSync(this.path)) };
  }

  get isUnchanged(): boolean {
    return isUnchangedDatabase(this.#log, this.cursor, 1);
  }

  async run(options: DatabaseLogsOptions = {}): Promise<readonly string[]> {
    this.problems = [];
    this.skipped = {};
    const keys: string[] = [];
    const logs = new DatabaseLogs(format, { tickMs: 0, ...options });
    for await (const { observations, problems, counts, cursor } of logs.read(this.#log, this.cursor)) {
      keys.push(...observations.map((seen) => ("key" in seen ? seen.key : "")));
      this.problems.push(...problems);
      for (const [why, count] of Object.entries(counts.skipped)) this.skipped[why] = (this.skipped[why] ?? 0) + count;
      if (cursor !== undefined) this.cursor = JSON.parse(JSON.stringify(cursor)) as Cursor;
    }
    return keys;
  }
}

it("a row that is repaired is read, and with it others that may have been repaired too", async () => {
  const world = new World();
  world.put("a", "{}");
  world.put("b", "broken");
  world.put("c", "{}");
  expect([await world.run(), world.skipped]).toEqual([["a", "c"], { malformed: 1 }]);
  expect([await world.run(), world.skipped]).toEqual([[], {}]);
  world.set("b", "{}");
  expect(world.isUnchanged).toBe(false);
  expect([await world.run(), world.skipped]).toEqual([["b"], {}]);
  expect([await world.run(), world.isUnchanged]).toEqual([[], true]);
});

it("a row that is repaired is read, though its number is another one then", async () => {
  const world = new World();
  world.put("a", "{}");
  world.put("b", "broken");
  await world.run();
  world.database.exec("UPDATE uses SET rowid = -5, record = '{}' WHERE id = 'b'");
  expect(await world.run()).toEqual(["b"]);
});

it("rows that wait are read again until they show something, each for itself", async () => {
  const world = new World();
  for (const id of ["a", "b", "c"]) world.put(id, '{"open":true}');
  expect(await world.run()).toEqual([]);
  world.set("b", "{}");
  expect(await world.run()).toEqual(["b"]);
  world.set("a", "broken");
  expect(await world.run()).toEqual([]);
  world.set("a", "{}");
  world.set("c", "{}");
  expect([...(await world.run())].sort()).toEqual(["a", "c"]);
  expect(await world.run()).toEqual([]);
});

it("a row that waits and is deleted is not forgotten: a backup may bring it back", async () => {
  const world = new World();
  for (const id of ["a", "b"]) world.put(id, '{"open":true}');
  await world.run();
  world.database.exec("DELETE FROM uses WHERE id = 'a'");
  expect(await world.run()).toEqual([]);
  world.database.exec("INSERT INTO uses (rowid, id, record) VALUES (1, 'a', '{}')");
  expect(await world.run()).toEqual(["a"]);
});

it("a record that is longer than one may be is passed over, in bytes and not in characters, and is no unread row", async () => {
  const world = new World();
  const record = `{"text":"${"é".repeat(20)}"}`;
  world.put("long", record);
  world.put("fits", "{}");
  const recordBytes = Buffer.byteLength(record) - 1;
  expect(record.length).toBeLessThan(recordBytes);
  expect([await world.run({ recordBytes }), world.skipped]).toEqual([["fits"], { "too-long": 1 }]);
  expect(world.cursor).not.toHaveProperty("unread");
  const again = new World();
  again.put("long", record);
  expect(await again.run({ recordBytes: recordBytes + 1 })).toEqual(["long"]);
});

it("is read page by page, each row once, whatever the size of a page", async () => {
  for (const pageRows of [1, 2, 3, 7]) {
    const world = new World();
    const ids = Array.from({ length: 7 }, (_, nth) => `r${nth}`);
    for (const id of ids) world.put(id, "{}");
    expect(await world.run({ pageRows })).toEqual(ids);
  }
});

it("what this version cannot read is told in every run, though nothing changes", async () => {
  const world = new World();
  world.put("a", "{}");
  world.database.exec("CREATE TABLE later (id TEXT)");
  expect(await world.run()).toEqual(["a"]);
  for (let run = 0; run < 2; run++) {
    expect(world.problems).toEqual([{ kind: "unknown-format", path: world.path, cause: "a table of later" }]);
    expect(world.isUnchanged).toBe(false);
    expect(await world.run()).toEqual([]);
  }
  world.database.exec("DROP TABLE later");
  await world.run();
  expect([world.problems, world.isUnchanged]).toEqual([[], true]);
});
