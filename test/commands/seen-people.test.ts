import { expect, it } from "vitest";
import { seenInPart } from "../../src/commands/stored/seen-people.ts";

const PEOPLE = new Map([
  ["ana-laptop", "ana"],
  ["ana-desk", "ana"],
  ["ben-laptop", "ben"],
]);

/** Of whom hours are told to a role, and of whom in part. */
function told(role: string, rows_of: readonly string[], machines: Readonly<Record<string, boolean>>, person?: string) {
  const seen = { unseen: { role, tables: [], rows_of }, machines: new Map(Object.entries(machines)) };
  const { told: all, inPart } = seenInPart(seen, PEOPLE, person === undefined ? undefined : [person]);
  return [all.join(" "), inPart.join(" ")];
}

it("a machine's role, which sees whose sessions there are, sees all of a person who has no other", () => {
  const rows = ["event_rows"];
  const machines = { "ana-laptop": true, "ana-desk": false, "ben-laptop": false };
  expect(told("ana-laptop", rows, machines)).toEqual(["ana", "ana"]);
  expect(told("ana-laptop", rows, { "ana-laptop": true, "ben-laptop": false })).toEqual(["ana", ""]);
  expect(told("ana-laptop", rows, machines, "ben")).toEqual(["ben", "ben"]);
  expect(told("ana", rows, machines)).toEqual(["ana", "ana"]);
});

it("a person's role, from which the sessions of others are hidden, sees all of the person as whom it is called", () => {
  const both = ["event_rows", "event_sessions"];
  expect(told("ana", both, { "ana-laptop": true })).toEqual(["ana", ""]);
  expect(told("ana", both, { "ana-laptop": true }, "ben")).toEqual(["ben", "ben"]);
  expect(told("clerk", both, { "ana-laptop": true })).toEqual(["ana", "ana"]);
  expect(told("ana", ["event_people", ...both], { "ana-laptop": true })).toEqual(["ana", "ana"]);
});

it("nobody's machines are together one person's, and whether all of them are seen may not be known", () => {
  expect(told("shed", ["event_rows"], { shed: true, "ben-laptop": false })).toEqual(["(nobody)", ""]);
  expect(told("shed", ["event_rows"], { shed: true, "": false })).toEqual(["(nobody)", "(nobody)"]);
  expect(told("(nobody)", ["event_sessions"], { shed: true })).toEqual(["(nobody)", "(nobody)"]);
});
