/** Where a reader stands in a database after a failure, a table that is gone, a damage: nothing is lost or told twice. */
import { readFileSync, writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import { UsesDatabase } from "../../support/contract/uses-database.ts";

it("a database that cannot be read at all leaves the position as it was, and none where there was none", async () => {
  const world = new UsesDatabase();
  world.put("a", "{}");
  world.database.close();
  const whole = readFileSync(world.path);
  const garbage = Buffer.from("no database at all ".repeat(400));
  writeFileSync(world.path, garbage);
  await world.run();
  expect([world.problems.map(({ kind }) => kind), world.cursor]).toEqual([["unreadable"], undefined]);
  writeFileSync(world.path, whole);
  expect(await world.run()).toEqual(["a"]);
  const { cursor } = world;
  writeFileSync(world.path, garbage);
  await world.run();
  expect(world.cursor).toBe(cursor);
});

it("when a table is gone, its rows may have moved before the place where the reader stands in another: all are read", async () => {
  const world = new UsesDatabase();
  world.database.exec("CREATE TABLE more (id TEXT, record)");
  world.database.exec("INSERT INTO uses (rowid, id, record) VALUES (1, 'a', '{}'), (9, 'b', '{}')");
  world.database.exec("INSERT INTO more (rowid, id, record) VALUES (5, 'c', '{\"open\":true}')");
  expect(await world.run()).toEqual(["a", "b"]);
  world.database.exec("DROP TABLE more");
  world.database.exec("INSERT INTO uses (rowid, id, record) VALUES (5, 'c', '{}')");
  expect(await world.run()).toEqual(["c"]);
  expect(await world.run()).toEqual([]);
});

it("a start of a session is told once, however much came after it", async () => {
  const world = new UsesDatabase();
  world.put("first", '{"start":true}');
  // More than are remembered of anything else.
  world.database.exec(
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1100) INSERT INTO uses SELECT 'u' || i, '{}' FROM n",
  );
  const all = await world.run();
  expect([all.length, all[0]]).toEqual([1101, "session-started"]);
  world.put("again", '{"start":true}');
  expect(await world.run()).toEqual([]);
});

it("rows that a damaged database hid are read once it is whole, though the reader stood behind them", async () => {
  const world = new UsesDatabase();
  const ids = Array.from({ length: 200 }, (_, nth) => `r${nth}`);
  world.database.exec("PRAGMA page_size = 512; VACUUM");
  world.database.exec("BEGIN");
  for (const id of ids) world.put(id, "{}");
  world.database.exec("COMMIT");
  world.database.close();
  const whole = readFileSync(world.path);
  const leaves = leavesOf(whole);
  const damaged = Buffer.from(whole);
  // The second leaf says that it has one row, which nothing contradicts; a later one is no page of a table.
  damaged.writeUInt16BE(1, (leaves[1] ?? 0) + 3);
  damaged.writeUInt8(0xff, leaves[4] ?? 0);
  writeFileSync(world.path, damaged);
  const read = new Set(await world.run({ pageRows: 4 }));
  expect(world.problems.map(({ kind }) => kind)).toEqual(["unreadable"]);
  const last = Math.max(...[...read].map((id) => ids.indexOf(id)));
  expect(ids.slice(0, last).filter((id) => !read.has(id))).not.toEqual([]);
  writeFileSync(world.path, whole);
  for (const id of await world.run({ pageRows: 4 })) read.add(id);
  expect(ids.filter((id) => !read.has(id))).toEqual([]);
  expect(await world.run()).toEqual([]);
});

/** Where the pages begin that hold rows, in the order in which they were filled. */
function leavesOf(file: Buffer): readonly number[] {
  const pages = Array.from({ length: file.length / 512 }, (_, page) => page * 512);
  return pages.filter((at) => at > 0 && file[at] === 0x0d);
}
