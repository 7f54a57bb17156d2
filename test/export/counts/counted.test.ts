import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { counted, type RunCounts } from "../../../src/export/counts/counted.ts";
import { addCounts, readCounts } from "../../../src/export/counts/file.ts";
import { comparedAt, dayNumber } from "../../../src/export/counts/past.ts";
import { formatSeries, NO_COUNTS, seriesIn, type Series } from "../../../src/export/counts/series.ts";
import { tempDir } from "../../support/program/temp.ts";
import { times } from "../../support/shares.ts";

const MONDAY = new Date("2026-03-02T08:00:00.000Z");
const TUESDAY = new Date("2026-03-03T07:00:00.000Z");

function run(totals: Partial<RunCounts["totals"]> = {}, more: Partial<RunCounts> = {}): RunCounts {
  const all = { lines: 10, events: { user_message: 1 }, skipped: {}, ...totals };
  return { agent: "codex", rules: 2, types: "core", isWhole: false, totals: all, ...more };
}

function after(before: Series, runs: readonly RunCounts[], now = TUESDAY, last: Date | undefined = MONDAY): Series {
  return counted(before, runs, { now, before: last }) ?? before;
}

const first = after({}, [run({}, { isWhole: true })], MONDAY, undefined);

describe("what exports count", () => {
  it("is added up, day by day and in total", () => {
    const one = after(first, [run({ skipped: { malformed: 1 }, unknown: { type: { frame: 2 } } })]);
    const two = after(one, [run({ unknown: { type: { frame: 1 } } })], TUESDAY, TUESDAY);
    const sum = {
      lines: 20,
      events: { user_message: 2 },
      skipped: { malformed: 1 },
      unknown: { "type 'frame'": 3 },
    };
    expect(two["codex"]).toMatchObject({ rules: 2, types: "core", total: sum });
    expect(two["codex"]?.days["2026-03-03"]).toEqual(sum);
  });

  it("is left out where everything was read from the start: at first, with --full, and by other rules", () => {
    expect(first["codex"]?.days["2026-03-02"]).toMatchObject({ lines: 0, whole: true });
    for (const more of [{ isWhole: true }, { rules: 3 }]) {
      const then = after(after(first, [run()]), [run({}, more)]);
      expect(then["codex"]?.days["2026-03-03"]).toMatchObject({ lines: 10, whole: true });
      expect(then["codex"]?.total.lines).toBe(10);
    }
  });

  it("is of as many days as the export before lies back", () => {
    const later = new Date("2026-03-06T08:00:00.000Z");
    expect(after(first, [run()], later)["codex"]?.days["2026-03-06"]?.span).toBe(4);
    expect(after(first, [run()])["codex"]?.days["2026-03-03"]?.span).toBeUndefined();
    // A clock that goes back.
    expect(after(first, [run()], MONDAY, TUESDAY)["codex"]?.days["2026-03-02"]?.span).toBeUndefined();
  });

  it("is nothing in a quiet run, also where links stand in the place of logs", () => {
    const quiet = run({ lines: 0, events: {}, skipped: { symlink: 4 } });
    expect(counted(first, [quiet], { now: TUESDAY, before: MONDAY })).toBeUndefined();
  });

  it("is kept for 90 days, and of no more than twenty names one by one", () => {
    let series = first;
    for (let day = 0; day < 120; day++) {
      const names = Array.from({ length: 8 }, (_, nth) => [`v${day}-${nth}`, 1]);
      const unknown = { type: Object.fromEntries(names) as Record<string, number> };
      series = after(series, [run({ unknown })], new Date(MONDAY.getTime() + day * 86_400_000));
    }
    const { days = {}, total } = series["codex"] ?? {};
    expect(Object.keys(days)).toHaveLength(90);
    expect(Object.keys(total?.unknown ?? {})).toHaveLength(21);
    expect(total?.unknown["..."]).toBe(120 * 8 - 20);
  });

  it("loses no day to a clock that was ahead for once, and is judged without the day that it left", () => {
    const days = Array.from({ length: 8 }, (_, day) => new Date(MONDAY.getTime() + day * 86_400_000));
    const worked = days.reduce((series, day) => after(series, [run()], day), first);
    const ahead = after(worked, [run()], new Date(MONDAY.getTime() + 200 * 86_400_000));
    const again = after(ahead, [run()], new Date(MONDAY.getTime() + 8 * 86_400_000));
    const { days: kept = {} } = again["codex"] ?? {};
    expect(Object.keys(kept)).toEqual([...Object.keys(worked["codex"]?.days ?? {}), "2026-03-10", "2026-09-18"]);
    const { active } = comparedAt({ rules: 2, types: "core", total: NO_COUNTS, days: kept }, dayNumber("2026-03-10"));
    expect(active).toHaveLength(9);
  });

  it("is judged by the 90 days up to the last of them, whatever older days are kept", () => {
    const at = (day: number) => new Date(MONDAY.getTime() + day * 86_400_000);
    const series = [0, 1, 90, 91].reduce((all, day) => after(all, [run()], at(day)), first);
    const { codex } = series;
    if (codex === undefined) throw new Error("nothing was counted");
    const last = dayNumber(at(91).toISOString());
    expect(comparedAt(codex, last).active).toEqual([last - 1, last]);
  });

  it("may have any name", () => {
    const unknown = JSON.parse('{"__proto__":{"__proto__":2,"constructor":1}}') as Record<
      string,
      Record<string, number>
    >;
    const skipped = JSON.parse('{"__proto__":1}') as Record<string, number>;
    const odd = after(first, [run({ unknown, skipped })]);
    const again = seriesIn(formatSeries(after(odd, [run({ skipped })], TUESDAY, TUESDAY))) as Series;
    const day = again["codex"]?.days["2026-03-03"];
    expect(Object.entries(day?.skipped ?? {})).toEqual([["__proto__", 2]]);
    expect(Object.entries(day?.unknown ?? {})).toContainEqual(["__proto__ '__proto__'", 2]);
  });

  it("is the same however a day's work is divided among runs", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1000), { minLength: 1, maxLength: 12 }), (lines) => {
        const apart = lines.reduce(
          (series, each) => after(series, [run({ lines: each, events: { user_message: each + 1 } })]),
          first,
        );
        const sum = lines.reduce((all, each) => all + each, 0);
        const once = after(first, [run({ lines: sum, events: { user_message: sum + lines.length } })]);
        expect(apart).toEqual(once);
      }),
      { numRuns: times(12) },
    );
  });
});

describe("the file of counts", () => {
  const add = (dataDir: string) => addCounts(dataDir, [run()], { now: TUESDAY, before: MONDAY });
  const path = (dataDir: string) => join(dataDir, "daily-counts.json");

  it("begins anew where it cannot be understood, and is kept beside", () => {
    for (const text of ["cut", "{}", '{"version":1,"agents":{"codex":{"days":{}}}}', '{"version":1,"agents":[]}']) {
      const dataDir = tempDir();
      writeFileSync(path(dataDir), text);
      expect(readCounts(dataDir)).toBeUndefined();
      expect(add(dataDir), text).toBe("corrupt");
      expect(readCounts(dataDir)).toHaveProperty("codex");
      const kept = readdirSync(dataDir).find((name) => name.includes(".corrupt-")) ?? "";
      expect(readFileSync(join(dataDir, kept), "utf8")).toBe(text);
      expect(add(dataDir)).toBeUndefined();
    }
  });

  it("is left to the newer tt that wrote it, and as it is where it cannot be read", () => {
    const dataDir = tempDir();
    writeFileSync(path(dataDir), '{"version":2}');
    expect(add(dataDir)).toBeUndefined();
    expect(readFileSync(path(dataDir), "utf8")).toBe('{"version":2}');
    const other = tempDir();
    mkdirSync(path(other));
    expect(add(other)).toBeUndefined();
    expect(readCounts(other)).toBeUndefined();
  });
});
