/** Rows of a database that cannot be read, or not yet, in a format of its own: each is read once it can be. */
import { expect, it } from "vitest";
import { UsesDatabase } from "../../support/contract/uses-database.ts";

it("a row that is repaired is read, and with it others that may have been repaired too", async () => {
  const world = new UsesDatabase();
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
  const world = new UsesDatabase();
  world.put("a", "{}");
  world.put("b", "broken");
  await world.run();
  world.database.exec("UPDATE uses SET rowid = -5, record = '{}' WHERE id = 'b'");
  expect(await world.run()).toEqual(["b"]);
});

it("a row that is still none at another number is not taken for a repaired one", async () => {
  const world = new UsesDatabase();
  world.put("a", "{}");
  world.put("b", "broken");
  world.put("c", "{}");
  await world.run();
  world.database.exec("UPDATE uses SET rowid = -5 WHERE id = 'b'");
  expect([await world.run(), world.lines, world.skipped]).toEqual([[], 0, {}]);
});

it("rows that wait are read again until they show something, each for itself", async () => {
  const world = new UsesDatabase();
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
  const world = new UsesDatabase();
  for (const id of ["a", "b"]) world.put(id, '{"open":true}');
  await world.run();
  world.database.exec("DELETE FROM uses WHERE id = 'a'");
  expect(await world.run()).toEqual([]);
  world.database.exec("INSERT INTO uses (rowid, id, record) VALUES (1, 'a', '{}')");
  expect(await world.run()).toEqual(["a"]);
});

it("a record that is longer than one may be is passed over, in bytes and not in characters, and is no unread row", async () => {
  const world = new UsesDatabase();
  const record = `{"text":"${"é".repeat(20)}"}`;
  world.put("long", record);
  world.put("fits", "{}");
  const recordBytes = Buffer.byteLength(record) - 1;
  expect(record.length).toBeLessThan(recordBytes);
  expect([await world.run({ recordBytes }), world.skipped]).toEqual([["fits"], { "too-long": 1 }]);
  expect(world.cursor).not.toHaveProperty("unread");
  const again = new UsesDatabase();
  again.put("long", record);
  expect(await again.run({ recordBytes: recordBytes + 1 })).toEqual(["long"]);
});

it("is read page by page, each row once, whatever the size of a page", async () => {
  // The page of one row comes last: who began each with the last row of the page before would never end.
  for (const pageRows of [7, 3, 2, 1]) {
    const world = new UsesDatabase();
    const ids = Array.from({ length: 7 }, (_, nth) => `r${nth}`);
    for (const id of ids) world.put(id, "{}");
    expect([await world.run({ pageRows }), world.lines]).toEqual([ids, 7]);
  }
});

it("what this version cannot read is told in every run, though nothing changes", async () => {
  const world = new UsesDatabase();
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
