import fc from "fast-check";
import { expect, it } from "vitest";
import { fragmentOf, GROUPINGS, KINDS, stateIn, usualGrouping } from "../../src/page/browser/model/state.ts";

const names = fc.array(fc.string({ unit: "grapheme" }), { maxLength: 3 });

it("a fragment says the whole state, whatever names hold", () => {
  const state = fc.record({
    project: names,
    client: names,
    agent: names,
    person: names,
    kind: fc.constantFrom(...KINDS),
    by: fc.constantFrom(...GROUPINGS),
    sort: fc.constantFrom("", "human", "-project"),
    find: fc.string(),
    day: fc.constantFrom("", "2026-03-29"),
    bars: fc.constantFrom("" as const, "week" as const, "day" as const),
  });
  fc.assert(
    fc.property(state, (given) => {
      expect(stateIn(`#${fragmentOf(given)}`)).toEqual(given);
    }),
  );
});

it("what is as usual is left away, and what cannot be understood passed over", () => {
  expect(fragmentOf(stateIn(""))).toBe("");
  const byDay = usualGrouping(["day"]);
  expect(fragmentOf(stateIn("", byDay), byDay)).toBe("");
  expect(stateIn(fragmentOf({ ...stateIn("", byDay), by: "project" }, byDay), byDay).by).toBe("project");
  expect(usualGrouping(["hour", "tag"])).toBe("project");
  expect(fragmentOf(stateIn("#kind=none&by=moon&bars=x&other=1"))).toBe("");
});
