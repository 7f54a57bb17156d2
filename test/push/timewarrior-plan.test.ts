import { describe, expect, it } from "vitest";
import { arrange } from "../../src/hours/activities/arrange.ts";
import { NO_MAP } from "../../src/hours/projects/project-map.ts";
import { intervals } from "../../src/hours/interval.ts";
import { planned, type Entry } from "../../src/push/timewarrior-plan.ts";
import { at, prompt, RULES } from "../support/store/week.ts";

/** One interval from 9:00 to 9:10. */
const events = ["09:00:00", "09:04:00", "09:05:00"].map((time) => prompt(time));
const request = { kind: "human", rules: RULES, map: NO_MAP, zone: "UTC", now: at("2027-01-01T00:00:00Z") } as const;
const found = intervals(arrange(events), request);
const name = `tt:${found[0]?.id}`;

function entry(from: string, to: string | undefined, ...tags: readonly string[]): Entry {
  const moment = (time: string) => at(`2026-03-02T${time}:00Z`);
  return { start: moment(from), end: to === undefined ? Infinity : moment(to), tags };
}

function plan(...entries: readonly Entry[]) {
  const { additions, present, covered } = planned(found, entries);
  const clock = (seconds: number) => new Date(seconds * 1000).toISOString().slice(11, 16);
  return [additions.map(({ start, end, tags }) => [clock(start), clock(end), tags.at(-1)]), present, covered];
}

describe("a push to Timewarrior", () => {
  it("adds what is not there, and leaves what is", () => {
    expect(plan()).toEqual([[["09:00", "09:10", name]], 0, 0]);
    expect(plan(entry("09:00", "09:10", "project:garden", name))).toEqual([[], 1, 0]);
  });

  it("leaves an entry of ours as the person changed it", () => {
    expect(plan(entry("09:02", "09:04", name))).toEqual([[], 1, 0]);
    expect(plan(entry("12:00", "12:10", name))).toEqual([[], 1, 0]);
    // Cut in two by an entry of their own.
    expect(plan(entry("09:00", "09:03", name), entry("09:03", "09:05", "tea"), entry("09:05", "09:10", name))).toEqual([
      [],
      1,
      0,
    ]);
  });

  it("takes the time that the person's entries leave, in parts", () => {
    expect(plan(entry("09:03", "09:05", "tea"))).toEqual([
      [
        // The first part last: it says that all are there.
        ["09:05", "09:10", `${name}.2`],
        ["09:00", "09:03", name],
      ],
      0,
      0,
    ]);
    expect(plan(entry("09:03", undefined, "now"))).toEqual([[["09:00", "09:03", name]], 0, 0]);
    expect(plan(entry("08:00", "10:00", "tea"))).toEqual([[], 0, 1]);
  });

  it("adds the part that a killed push left out", () => {
    expect(plan(entry("09:03", "09:05", "tea"), entry("09:05", "09:10", `${name}.2`))).toEqual([
      [["09:00", "09:03", name]],
      0,
      0,
    ]);
    // Also where an entry of ours was moved over the first part: some part has the bare name.
    expect(plan(entry("09:03", "09:05", "tea"), entry("08:50", "09:03", "tt:00000000000000aa"))).toEqual([
      [["09:05", "09:10", name]],
      0,
      0,
    ]);
  });

  it("does not fill up what the person shortened, whatever they track in its time", () => {
    expect(plan(entry("09:00", "09:03", name), entry("09:05", "09:07", "tea"))).toEqual([[], 1, 0]);
  });
});
