import { describe, expect, it } from "vitest";
import { metIn, newlyMet, remembered, type MetUnknown } from "../../src/export/summary/drift.ts";
import { noTotals } from "../../src/export/summary/totals.ts";
import type { UnknownCounts } from "../../src/logs/unknown-values.ts";

const MONDAY = "2026-03-02T08:00:00.000Z";
const TUESDAY = "2026-03-03T08:00:00.000Z";

function after(before: MetUnknown, unknown: UnknownCounts | undefined, now = TUESDAY, version = "1.0.0"): MetUnknown {
  const totals = unknown === undefined ? noTotals() : { ...noTotals(), unknown };
  return remembered(before, { codex: totals }, { now, version });
}

const first = after({}, { type: { frame: 2 } }, MONDAY);

describe("values that are not known", () => {
  it("are remembered since they were first met, and counted", () => {
    expect(after(first, { type: { frame: 1, latch: 4 } })).toEqual({
      codex: {
        type: {
          frame: { since: MONDAY, last: TUESDAY, version: "1.0.0", times: 3 },
          latch: { since: TUESDAY, last: TUESDAY, version: "1.0.0", times: 4 },
        },
      },
    });
  });

  it("are forgotten by no quiet run, nor by one of another source", () => {
    expect(after(first, undefined)).toEqual(first);
    expect(remembered(first, { opencode: noTotals() }, { now: TUESDAY, version: "2.0.0" })).toEqual(first);
  });

  it("are met anew by a version that still does not know them", () => {
    expect(after(first, { type: { frame: 1 } }, TUESDAY, "1.1.0")).toEqual({
      codex: { type: { frame: { since: TUESDAY, last: TUESDAY, version: "1.1.0", times: 3 } } },
    });
  });

  it("are new for 14 days, to the version that met them", () => {
    const isNew = (now: string, version = "1.0.0") => newlyMet(first["codex"] ?? {}, new Date(now), version).length > 0;
    expect(isNew(MONDAY)).toBe(true);
    expect(isNew("2026-03-16T07:59:59.000Z")).toBe(true);
    expect(isNew("2026-03-16T08:00:00.000Z")).toBe(false);
    expect(isNew(TUESDAY, "1.1.0")).toBe(false);
  });

  it("fill no disk: the oldest are given up", () => {
    let met = first;
    for (let run = 0; run < 30; run++) {
      const values = Array.from({ length: 20 }, (_, nth) => [`v${run}-${nth}`, 1] as const);
      met = after(met, { type: Object.fromEntries(values) }, new Date(Date.parse(TUESDAY) + run * 1000).toISOString());
    }
    const names = Object.keys(met["codex"]?.["type"] ?? {});
    expect(names).toHaveLength(200);
    expect(names).toContain("v29-19");
    expect(names).not.toContain("frame");
  });

  it("may have any name", () => {
    const odd = after({}, JSON.parse('{"__proto__":{"constructor":1,"__proto__":2}}') as UnknownCounts);
    expect(metIn(JSON.parse(JSON.stringify({ unknown: odd })))).toEqual(odd);
    expect(JSON.stringify(odd)).toContain('{"__proto__":{"__proto__":{');
  });
});

describe("what a note says was met", () => {
  it("is read back", () => {
    expect(metIn(JSON.parse(JSON.stringify({ unknown: first })))).toEqual(first);
  });

  it.each([
    undefined,
    null,
    7,
    [],
    "x",
    {},
    { unknown: [] },
    { unknown: { codex: 1 } },
    { unknown: { codex: { type: 1 } } },
  ])("is nothing in %j", (note) => {
    expect(Object.values(metIn(note)).flatMap((fields) => Object.keys(fields))).toEqual([]);
  });

  it("leaves out what is damaged and keeps the rest", () => {
    const good = { since: MONDAY, last: MONDAY, version: "1", times: 1 };
    const bad = [null, {}, { ...good, since: "soon" }, { ...good, times: "2" }, { ...good, version: 1 }];
    const values = Object.fromEntries(bad.map((value, nth) => [`bad${nth}`, value]));
    expect(metIn({ unknown: { codex: { type: { ...values, good } } } })).toEqual({ codex: { type: { good } } });
  });
});
