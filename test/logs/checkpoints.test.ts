import { expect, it } from "vitest";
import { survivingCheckpoints, withCheckpoint, type Checkpoint } from "../../src/logs/databases/checkpoints.ts";

const passed: readonly Checkpoint[] = [
  { rowid: 1, id: "a" },
  { rowid: 5, id: "b" },
  { rowid: 9, id: "c" },
];

/** What survives in a table in which the rows now have these rowids. */
const survivingIn = (rows: Readonly<Record<string, number>>) => survivingCheckpoints(passed, (id) => rows[id]);

it("go back to the last row that is where it was: new rows may have the rowids of deleted ones", () => {
  expect(survivingIn({ a: 1, b: 5, c: 9 })).toEqual(passed);
  expect(survivingIn({ a: 1, b: 5 })).toEqual(passed.slice(0, 2));
  expect(survivingIn({ a: 1, b: 5, c: 7 })).toEqual(passed.slice(0, 2));
  expect(survivingIn({ b: 5 })).toEqual(passed.slice(0, 2));
  expect(survivingIn({})).toEqual([]);
});

it("move with the rows that VACUUM numbers anew, if all are there in their order", () => {
  expect(survivingIn({ a: 0, b: 1, c: 2 })).toEqual([
    { rowid: 0, id: "a" },
    { rowid: 1, id: "b" },
    { rowid: 2, id: "c" },
  ]);
  expect(survivingIn({ a: 0, b: 3, c: 2 })).toEqual([]);
  expect(survivingIn({ a: 0, b: 2 })).toEqual([]);
  expect(survivingIn({ a: 2, b: 3, c: 4 })).toEqual([]);
});

it("are few, the first and the last among them, and denser towards the end", () => {
  let checkpoints: readonly Checkpoint[] = [];
  for (let rowid = 0; rowid < 1000; rowid++) checkpoints = withCheckpoint(checkpoints, { rowid, id: String(rowid) });
  const rowids = checkpoints.map((checkpoint) => checkpoint.rowid);
  expect(rowids).toHaveLength(12);
  expect([rowids[0], rowids.at(-1)]).toEqual([0, 999]);
  expect(999 - (rowids.at(-2) ?? 0)).toBeLessThan(rowids[1] ?? 0);
});
