import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { StoredEvent } from "../../src/events/stored-event.ts";
import { arrange } from "../../src/hours/activities/arrange.ts";
import { seconds } from "../../src/hours/slice.ts";
import { NO_MAP } from "../../src/hours/projects/project-map.ts";
import { report } from "../../src/hours/report/report.ts";
import { intervals, type Interval } from "../../src/hours/interval.ts";
import { daysOfWork } from "../support/random/days-of-work.ts";
import { at, prompt, RULES, tool, turn } from "../support/store/week.ts";
import { times } from "../support/shares.ts";

const LATER = at("2027-01-01T00:00:00Z");

function of(kind: Interval["kind"], events: readonly StoredEvent[], now = LATER): readonly Interval[] {
  return intervals(arrange(events), { kind, rules: RULES, map: NO_MAP, zone: "UTC", now });
}

function shape({ start, end, closed, subject }: Interval) {
  return [new Date(start * 1000).toISOString().slice(11, 19), end - start, subject.project, closed];
}

describe("intervals of agents", () => {
  it("are turns, and runs of tool uses", () => {
    const events = [
      prompt("09:00:00"),
      turn("09:05:00", 300),
      prompt("10:00:00"),
      tool("10:01:00"),
      tool("10:01:40"),
      prompt("10:30:00", { session: "s2" }),
      turn("10:31:00", 60, { session: "s2" }),
    ];
    expect(of("agent", events).map(shape)).toEqual([
      ["09:00:00", 300, "garden", true],
      ["10:00:00", 112, "garden", true],
      ["10:30:00", 60, "garden", true],
    ]);
  });

  it("are open until the session has been silent for longer than the gap", () => {
    const events = [prompt("09:00:00"), tool("09:01:00")];
    const closed = (time: string) => of("agent", events, at(`2026-03-02T${time}Z`)).map((interval) => interval.closed);
    expect(closed("09:31:00")).toEqual([false]);
    expect(closed("09:31:01")).toEqual([true]);
  });

  it("keep their ID while they grow, and when the turn is recorded in the end", () => {
    const [asked, used] = [prompt("09:00:00"), tool("09:01:00")];
    const ids = [[used], [used, tool("09:01:40")], [used, turn("09:03:00", 180)]].map((rest) =>
      of("agent", [asked, ...rest], at("2026-03-02T09:04:00Z")).map(({ id }) => id),
    );
    expect(ids[0]).toHaveLength(1);
    expect(new Set(ids.flat()).size).toBe(1);
  });
});

describe("intervals of the person", () => {
  it("join what touches and is of one project, whatever the session", () => {
    const events = [
      prompt("09:00:00"),
      prompt("09:03:00", { session: "s2", agent: "codex" }),
      prompt("09:04:00", { session: "s3", cwd: "/home/ana/atlas" }),
    ];
    const found = of("human", events);
    expect(found.map(shape)).toEqual([
      ["09:00:00", 240, "garden", true],
      ["09:04:00", 300, "atlas", true],
    ]);
    expect(found[0]).toMatchObject({ agents: ["claude-code", "codex"], sessions: ["s1", "s2"], prompts: 2 });
  });

  it("are closed when their day is over", () => {
    const events = [prompt("23:58:00")];
    const closed = (time: string) => of("human", events, at(time)).map((interval) => interval.closed);
    expect(closed("2026-03-02T23:59:59Z")).toEqual([false]);
    // It ends on the day after.
    expect(closed("2026-03-03T12:00:00Z")).toEqual([false]);
    expect(closed("2026-03-04T00:00:00Z")).toEqual([true]);
  });
});

describe("intervals", () => {
  const kind = fc.constantFrom("human" as const, "agent" as const);

  it("that are closed stay as they are, whatever happens later", () => {
    fc.assert(
      fc.property(daysOfWork, kind, fc.nat(4 * 86_400), (events, kind, part) => {
        const now = at("2026-03-28T12:00:00Z") + part;
        const until = new Date(now * 1000).toISOString();
        const before = of(
          kind,
          events.filter(({ timestamp }) => timestamp < until),
          now,
        );
        const after = new Map(of(kind, events).map((interval) => [interval.id, interval]));
        for (const { id, start, end, closed } of before)
          if (closed) expect(after.get(id)).toMatchObject({ start, end, closed });
      }),
      { numRuns: times(200) },
    );
  });

  it("have IDs of their own, and add up to the report", () => {
    fc.assert(
      fc.property(daysOfWork, kind, (events, kind) => {
        const found = of(kind, events);
        expect(new Set(found.map(({ id }) => id)).size).toBe(found.length);
        const window = { start: -Infinity, end: Infinity };
        const request = { rules: RULES, window, zone: "UTC", by: ["day"], map: NO_MAP, rounding: undefined } as const;
        expect(seconds(found)).toBe(report(events, request).total[kind]);
      }),
    );
  });
});
