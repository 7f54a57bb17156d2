/** What a run stores of what it was told, when another run has ended meanwhile that was told something, too. */
import { expect, it } from "vitest";
import { rememberedBy } from "../../src/commands/export/remembered/remembered.ts";
import type { Fields } from "../../src/events/fields.ts";

it.each<[Fields, Fields | undefined, Fields | undefined, Fields]>([
  ["all", undefined, undefined, "all"],
  ["minimal", "minimal", "minimal", "minimal"],
  // Only the other was told.
  ["all", undefined, "minimal", "minimal"],
  ["minimal", "minimal", undefined, "all"],
  // Only this one was told.
  ["minimal", undefined, undefined, "minimal"],
  ["all", "minimal", "minimal", "all"],
  // Both were.
  ["minimal", undefined, "minimal-no-branch", "minimal-no-branch"],
  ["minimal-no-branch", "minimal", undefined, "minimal-no-branch"],
])("events that tell %s, where %s was noted and %s is now, tell %s from then on", (fields, noted, now, kept) => {
  const before = { exclude: [], fields: noted };
  expect(rememberedBy({ exclude: [], fields, noted: before }, { exclude: [], fields: now }).fields).toBe(kept);
});

it.each<[string, string, string, string]>([
  ["a", "a", "a", "a"],
  ["", "", "b", "b"],
  ["a c", "a", "a b", "a b c"],
  ["a c", "a", "", "c"],
  ["", "a", "a", ""],
])("excluded are %j, where %j was noted and %j is now: %j from then on", (exclude, noted, now, kept) => {
  const named = (text: string) => text.split(" ").filter((name) => name !== "");
  const begun = {
    exclude: named(exclude),
    fields: "all",
    noted: { exclude: named(noted), fields: undefined },
  } as const;
  expect(rememberedBy(begun, { exclude: named(now), fields: undefined }).exclude).toEqual(named(kept));
});
