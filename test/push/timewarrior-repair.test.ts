/** What Timewarrior has of a push, once events came in late: by a stand-in, and by the real program. */
import { describe, expect, it } from "vitest";
import type { StoredEvent } from "../../src/events/stored-event.ts";
import { arrange } from "../../src/hours/activities/arrange.ts";
import { NO_MAP, type ProjectMap } from "../../src/hours/projects/project-map.ts";
import { intervals } from "../../src/hours/interval.ts";
import type { Entry } from "../../src/push/timewarrior-plan.ts";
import { timewarrior, type Timewarrior } from "../../src/push/timewarrior.ts";
import { itWith, timewDatabase } from "../support/program/programs.ts";
import { askedFor, pushTo, QuickTimewarrior, Remembered } from "../support/store/pushes.ts";
import { at, prompt, RULES } from "../support/store/week.ts";

const BEDS: ProjectMap = { projects: [{ prefix: "/home/ana/garden", name: "beds" }] };

function asked(events: readonly StoredEvent[], { map = NO_MAP, now = "2027-01-01T00:00:00Z" } = {}) {
  return askedFor(intervals(arrange(events), { kind: "human", rules: RULES, map, zone: "UTC", now: at(now) }));
}

/** 9:00 to 9:05, 10:00 to 10:05; and what came late to each, and between them. */
const early = [prompt("09:00:00"), prompt("10:00:00")];
const late = [...early, prompt("09:04:00"), prompt("09:30:00"), prompt("10:03:00", { cwd: "/home/ana/orchard" })];

const clock = (seconds: number) =>
  seconds === Infinity ? "now" : new Date(seconds * 1000).toISOString().slice(11, 16);
function shown(entries: readonly Entry[]): readonly string[] {
  return entries
    .toSorted((a, b) => a.start - b.start)
    .map(({ start, end, tags }) => `${clock(start)}-${clock(end)} ${tags.find((tag) => !/^(?:tt|agent):/.test(tag))}`);
}

const AFTER = [
  "09:00-09:09 project:garden",
  "09:30-09:35 project:garden",
  "10:00-10:03 project:garden",
  "10:03-10:08 project:orchard",
];

/** What works until so much of it was asked. */
function mortals(steps: number) {
  let step = 0;
  return <Subject extends object>(subject: Subject): Subject =>
    new Proxy(subject, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value !== "function") return value;
        return (...args: unknown[]) => {
          if (++step > steps) throw new Error("killed");
          return value.apply(target, args) as unknown;
        };
      },
    });
}

describe("late events in Timewarrior", () => {
  it("are told, and a repair makes of it what one push of all gives", async () => {
    const [timew, memory] = [new QuickTimewarrior(), new Remembered()];
    await pushTo(timew, asked(early), memory);
    const told = await pushTo(timew, asked(late), memory);
    expect(told).toMatchObject({ added: 2, present: 2, corrected: 0 });
    expect(
      told.disagreements.map(({ verdict, now }) => [verdict, clock(now?.start ?? 0), clock(now?.end ?? 0)]),
    ).toEqual([
      ["stale", "09:00", "09:09"],
      ["stale", "10:00", "10:03"],
    ]);
    // The orchard had what the stale entry left of its time.
    expect(shown(timew.all)).toContain("10:05-10:08 project:orchard");
    const repaired = await pushTo(timew, asked(late), memory, { repair: true });
    expect(repaired).toMatchObject({ added: 0, present: 1, corrected: 3, takenOut: 0, disagreements: [] });
    expect(shown(timew.all)).toEqual(AFTER);
  });

  it("take out the entry of an interval that is no more, and give others another name", async () => {
    const [timew, memory] = [new QuickTimewarrior(), new Remembered()];
    await pushTo(timew, asked(early), memory);
    const all = asked([...early, prompt("09:59:00")], { map: BEDS });
    const told = await pushTo(timew, all, memory);
    expect(told.disagreements.map(({ there, now }) => [there.project, now?.project])).toEqual([
      ["garden", "beds"],
      ["garden", undefined],
    ]);
    expect(await pushTo(timew, all, memory, { repair: true })).toMatchObject({ corrected: 2, takenOut: 1 });
    expect(shown(timew.all)).toEqual(["09:00-09:05 project:beds", "09:59-10:05 project:beds"]);
    expect(memory.rows).toHaveLength(2);
  });

  it("change nothing of what the person made of it, and tell it", async () => {
    const [timew, memory] = [new QuickTimewarrior(), new Remembered()];
    await pushTo(timew, asked(early), memory);
    const [nine, ten] = timew.all;
    if (nine === undefined || ten === undefined) throw new Error("nothing was pushed");
    // Continued: it goes on under the same name.
    timew.all = [{ ...nine, annotation: "weeding" }, ten, { ...ten, start: at("2026-03-03T08:00:00Z"), end: Infinity }];
    const before = shown(timew.all);
    expect(await pushTo(timew, asked(early), memory, { repair: true })).toMatchObject({
      present: 2,
      disagreements: [],
    });
    const { disagreements } = await pushTo(timew, asked(late), memory, { repair: true });
    expect(disagreements.map(({ verdict, entries }) => [verdict, entries])).toEqual([
      ["changed", 1],
      ["changed", 2],
    ]);
    expect(shown(timew.all)).toEqual(expect.arrayContaining([...before]));
  });

  it("have the time that what the person has moved leaves, and agree so", async () => {
    const [timew, memory] = [new QuickTimewarrior(), new Remembered()];
    await pushTo(timew, asked(early), memory);
    const [nine, ten] = timew.all;
    if (nine === undefined || ten === undefined) throw new Error("nothing was pushed");
    timew.all = [nine, { ...ten, start: at("2026-03-02T09:32:00Z"), end: at("2026-03-02T09:33:00Z") }];
    const more = asked([...early, prompt("09:30:00")]);
    expect(await pushTo(timew, more, memory)).toMatchObject({ added: 1, present: 2 });
    const before = shown(timew.all);
    expect(await pushTo(timew, more, memory, { repair: true })).toMatchObject({ corrected: 0, disagreements: [] });
    expect(shown(timew.all)).toEqual(before);
  });

  it("leave an entry whose interval may still change until it is closed", async () => {
    const [timew, memory] = [new QuickTimewarrior(), new Remembered()];
    await pushTo(timew, asked(early), memory);
    const open = asked(late, { now: "2026-03-02T12:00:00Z" });
    expect(await pushTo(timew, open, memory, { repair: true })).toMatchObject({
      corrected: 0,
      takenOut: 0,
      disagreements: [],
    });
    expect(shown(timew.all)).toHaveLength(2);
  });

  it("find what an older version pushed: what agrees is known from then on, the rest is told and stays", async () => {
    const timew = new QuickTimewarrior();
    timew.all = [{ start: at("2026-03-02T09:01:00Z"), end: at("2026-03-02T09:02:00Z"), tags: ["tea"] }];
    await pushTo(timew, asked(early), new Remembered());
    const memory = new Remembered();
    expect(await pushTo(timew, asked(early), memory)).toMatchObject({ added: 0, present: 2, disagreements: [] });
    expect(memory.rows.map(({ isThere }) => isThere)).toEqual([true, true, true]);
    expect(await pushTo(timew, asked(late), memory, { repair: true })).toMatchObject({ corrected: 2 });
    const { disagreements } = await pushTo(timew, asked(early), new Remembered(), { repair: true });
    expect(disagreements.map(({ verdict }) => verdict)).toEqual(["unknown", "unknown", "unknown", "unknown"]);
  });

  it.each([
    ["a first push", [], early, early, {}],
    ["a repair", early, late, late, { repair: true }],
    ["a first push, and events come late then", [], early, late, { repair: true }],
  ] as const)("%s that is killed at any moment is completed by the next", async (_, before, then, later, wishes) => {
    const tea: Entry = { start: at("2026-03-02T09:01:00Z"), end: at("2026-03-02T09:02:00Z"), tags: ["tea"] };
    const once = new QuickTimewarrior();
    once.all = [tea];
    await pushTo(once, asked(later), new Remembered());
    let killedAt = 0;
    for (let isWhole = false; !isWhole; killedAt++) {
      const [timew, memory] = [new QuickTimewarrior(), new Remembered()];
      timew.all = [tea];
      await pushTo(timew, asked(before), memory);
      const mortal = mortals(killedAt);
      isWhole = await pushTo(mortal<Timewarrior>(timew), asked(then), mortal(memory), wishes).then(
        () => true,
        () => false,
      );
      expect(await pushTo(timew, asked(later), memory, wishes)).toMatchObject({ disagreements: [] });
      expect([killedAt, shown(timew.all)]).toEqual([killedAt, shown(once.all)]);
      const { length } = asked(later).chosen;
      expect(await pushTo(timew, asked(later), memory)).toMatchObject({
        present: length,
        deleted: 0,
        disagreements: [],
      });
    }
    expect(killedAt).toBeGreaterThan(6);
  });

  it("stop a repair that does not delete what it says, as when numbers have moved", async () => {
    const [timew, memory] = [new QuickTimewarrior(), new Remembered()];
    await pushTo(timew, asked(early), memory);
    timew.remove = () => Promise.resolve();
    await expect(pushTo(timew, asked(late), memory, { repair: true })).rejects.toMatchObject({
      exitCode: 74,
      message: "timew did not delete what it was told to",
    });
  });

  itWith("timew")("are corrected in the real timew, and the person's own entries stay", async () => {
    const { env, timew } = timewDatabase();
    const [real, memory] = [timewarrior(env), new Remembered()];
    timew("track", "2026-03-02T09:01:00Z", "-", "2026-03-02T09:02:00Z", "tea");
    await pushTo(real, asked(early), memory);
    timew("track", "2026-03-02T10:40:00Z", "-", "2026-03-02T10:50:00Z", "lunch");
    expect(await pushTo(real, asked(late, { map: BEDS }), memory, { repair: true })).toMatchObject({
      corrected: 2,
      refusals: [],
      disagreements: [],
    });
    expect(shown(await real.entries())).toEqual([
      "09:00-09:01 project:beds",
      "09:01-09:02 tea",
      "09:02-09:09 project:beds",
      "09:30-09:35 project:beds",
      "10:00-10:03 project:beds",
      "10:03-10:08 project:orchard",
      "10:40-10:50 lunch",
    ]);
    timew("annotate", "@2", "pruning");
    const before = timew("export");
    expect(await pushTo(real, asked(early), memory, { repair: true })).toMatchObject({
      disagreements: [expect.objectContaining({ verdict: "changed" })],
    });
    expect(timew("export")).not.toBe(before);
    expect(timew("export")).toContain("pruning");
  });
});
