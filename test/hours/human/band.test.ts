import { describe, expect, it } from "vitest";
import type { StoredEvent } from "../../../src/events/stored-event.ts";
import { arrange } from "../../../src/hours/activities/arrange.ts";
import { humanSlices } from "../../../src/hours/human/human.ts";
import { BAND } from "../../../src/hours/human/human-rules.ts";
import { seconds } from "../../../src/hours/slice.ts";
import { action, answer, prompt, result, RULES, tool, turn } from "../../support/store/week.ts";

/** Seconds that are certain, likely and possible. */
function band(events: readonly StoredEvent[]): readonly number[] {
  return BAND.map((human) => seconds(humanSlices(arrange(events), { ...RULES, human })));
}

describe("the band of human time", () => {
  it("of one lonely prompt is the typing: 3.5 characters a second, at most three minutes", () => {
    expect(band([prompt("09:00:00", { length: 70 })])).toEqual([20, 20, 20]);
    expect(band([prompt("09:00:00", { length: 100_000 })])).toEqual([180, 180, 180]);
  });

  it("holds the reading of what came before: 20 characters a second, at most a minute", () => {
    const events = (length: number) => [
      prompt("09:00:00", { length: 7 }),
      answer("09:01:00", { length }),
      prompt("09:31:00", { length: 7 }),
    ];
    expect(band(events(200))[0]).toBe(2 + 10 + 2);
    expect(band(events(50_000))[0]).toBe(2 + 60 + 2);
    const subAgent = answer("09:01:00", { length: 50_000, agent_id: "a1" });
    expect(band([prompt("09:00:00", { length: 7 }), subAgent, prompt("09:31:00", { length: 7 })])[0]).toBe(4);
  });

  it("holds five seconds for a decision", () => {
    expect(band([action("09:00:00", { action: "approve" })])).toEqual([5, 5, 5]);
  });

  it("is likely from the agent's end to the prompt that follows, at most five minutes", () => {
    const events = (next: string) => [
      prompt("09:00:00", { length: 7 }),
      turn("09:10:00", 600),
      prompt(next, { length: 7 }),
    ];
    expect(band(events("09:12:00"))).toEqual([4, 2 + 120, 2 + 720]);
    // Twenty minutes later it is too far from the first to be joined with it.
    expect(band(events("09:20:00"))).toEqual([4, 2 + 300, 2 + 300]);
  });

  it("is likely while a dialog stands open that was answered, at most five minutes", () => {
    const shell = { tool: "Bash", tool_kind: "shell", call: "c1" };
    const events = (end: string) => [
      prompt("09:00:00", { length: 7 }),
      tool("09:01:00", shell),
      result(end, { call: "c1" }),
    ];
    expect(band(events("09:01:08"))[1]).toBe(2);
    expect(band(events("09:02:00"))[1]).toBe(2 + 50);
    expect(band(events("09:31:00"))[1]).toBe(2 + 300);
  });

  it("is possible between acts that are at most a quarter of an hour apart", () => {
    const events = ["09:00:00", "09:15:00", "09:30:01"].map((time) => prompt(time, { length: 7 }));
    expect(band(events)).toEqual([6, 6, 2 + 900 + 2]);
  });

  it("is one timeline: what is typed in one session is not typed in another at the same time", () => {
    const events = [prompt("09:00:00", { length: 350 }), prompt("09:00:10", { length: 350, session: "s2" })];
    expect(band(events)).toEqual([110, 110, 110]);
  });

  it("holds nothing before the act before it: what is long came by pasting", () => {
    const events = [prompt("09:00:00", { length: 7 }), prompt("09:00:10", { length: 350, session: "s2" })];
    expect(band(events)).toEqual([12, 12, 12]);
  });

  it("counts the reading and the waiting once, for the first act that follows", () => {
    const read = [
      prompt("09:00:00", { length: 7 }),
      answer("09:10:00", { length: 200 }),
      prompt("09:12:00", { length: 7 }),
      prompt("10:12:00", { length: 7 }),
    ];
    expect(band(read).slice(0, 2)).toEqual([2 + 12 + 2, 2 + 120 + 2]);
  });

  it("holds no dialog where tools run without a question", () => {
    const shell = { tool: "Bash", tool_kind: "shell", call: "c1" };
    const events = (mode: string) => [
      prompt("09:00:00", { length: 7, permission_mode: mode }),
      tool("09:01:00", shell),
      result("09:31:00", { call: "c1" }),
    ];
    expect(band(events("default"))[1]).toBe(2 + 300);
    expect(band(events("bypassPermissions"))[1]).toBe(2);
    expect(band(events("never"))[1]).toBe(2);
  });

  it("is none of what programs sent", () => {
    expect(band([prompt("09:00:00", { length: 70, automated: true })])).toEqual([0, 0, 0]);
  });
});

describe("attention", () => {
  it("does not reach into the future", () => {
    const events = [prompt("09:00:00"), prompt("09:10:00")];
    const now = Date.parse("2026-03-02T09:11:00Z") / 1000;
    const spent = (now: number) => humanSlices(arrange(events), { ...RULES, now }).map(({ start, end }) => end - start);
    expect(spent(now)).toEqual([300, 60]);
    // A clock that is behind the log's takes nothing away.
    expect(spent(now - 3600)).toEqual([300, 300]);
  });
});
