import { describe, expect, it } from "vitest";
import type { StoredEvent } from "../../src/events/stored-event.ts";
import { arrange } from "../../src/hours/activity.ts";
import { agentTime } from "../../src/hours/agent.ts";
import { action, event, prompt, RULES, started, tool, turn } from "../support/week.ts";

/** `[from, to, evidence]`, seconds after 9 o'clock, of all sessions. */
function worked(events: readonly StoredEvent[]): readonly (readonly [number, number, string])[] {
  const nine = Date.parse("2026-03-02T09:00:00Z") / 1000;
  return agentTime(arrange(events), RULES).flatMap(({ pieces }) =>
    pieces.map(({ start, end, by }) => [start - nine, end - nine, by] as const),
  );
}

describe("recorded turns", () => {
  it("alone count where one ends between two prompts", () => {
    const events = [
      prompt("09:00:00"),
      tool("09:00:30"),
      tool("09:05:00"),
      turn("09:02:00", 118.4),
      prompt("09:10:00"),
    ];
    expect(worked(events)).toEqual([[1, 120, "turn"]]);
  });

  it("and the fallback where none does, in the same session", () => {
    const events = [prompt("09:00:00"), turn("09:01:00", 60), prompt("09:10:00"), tool("09:11:00"), prompt("09:20:00")];
    expect(worked(events)).toEqual([
      [0, 60, "turn"],
      [600, 660, "tools"],
      [660, 672, "tools"],
    ]);
  });

  it("reach back over a prompt that was sent while the agent worked, and count no second twice", () => {
    const events = [prompt("09:00:00"), tool("09:01:00"), prompt("09:02:00"), tool("09:03:00"), turn("09:04:00", 240)];
    expect(worked(events)).toEqual([[0, 240, "turn"]]);
  });

  it("that overlap in a session count once", () => {
    const events = [prompt("09:00:00"), turn("09:02:00", 120), turn("09:03:00", 120)];
    expect(worked(events)).toEqual([
      [0, 120, "turn"],
      [120, 180, "turn"],
    ]);
  });

  it("without a duration are none", () => {
    const events = [prompt("09:00:00"), tool("09:01:00"), { ...turn("09:02:00", 1), duration_ms: "long" }];
    expect(worked(events).map(([, , by]) => by)).toEqual(["tools", "tools"]);
  });
});

describe("the fallback", () => {
  it("counts nothing while a question or a plan waits for the person", () => {
    for (const name of ["answer", "approve", "reject"]) {
      const events = [prompt("09:00:00"), tool("09:01:00"), action("09:21:00", { action: name }), tool("09:22:00")];
      expect(worked(events)).toEqual([
        [0, 60, "tools"],
        [60, 72, "tools"],
        [1260, 1320, "tools"],
        [1320, 1332, "tools"],
      ]);
    }
  });

  it("is the same with evidence in the store", () => {
    const events = [prompt("09:00:00"), tool("09:01:00"), tool("09:05:00")];
    const evidence = [event("agent_tool_result", "09:04:00", { ok: true }), event("agent_message", "09:04:30")];
    expect(worked([...events, ...evidence])).toEqual(worked(events));
  });

  it("counts the gaps before tool uses and an answer after the last", () => {
    expect(worked([started("09:00:00"), prompt("09:00:00"), tool("09:01:00"), tool("09:01:40")])).toEqual([
      [0, 60, "tools"],
      [60, 100, "tools"],
      [100, 112, "tools"],
    ]);
  });

  it("gives a prompt without tools nothing", () => {
    expect(worked([prompt("09:00:00"), prompt("09:01:00")])).toEqual([]);
  });

  it("lets the answer end with the next prompt", () => {
    expect(worked([prompt("09:00:00"), tool("09:01:00"), prompt("09:01:05")])).toEqual([
      [0, 60, "tools"],
      [60, 65, "tools"],
    ]);
  });

  it("gives a silence before a prompt to nobody: resumed next day", () => {
    const events = [prompt("09:00:00"), tool("09:01:00"), prompt("2026-03-03T09:00:00"), tool("2026-03-03T09:02:00")];
    expect(worked(events).map(([from, to]) => to - from)).toEqual([60, 12, 120, 12]);
  });

  it("counts of a gap of exactly 30 minutes all, of a longer one 30 minutes", () => {
    expect(worked([prompt("09:00:00"), tool("09:30:00")])).toEqual([
      [0, 1800, "tools"],
      [1800, 1812, "tools"],
    ]);
    expect(worked([prompt("09:00:00"), tool("09:45:00")])).toEqual([
      [900, 2700, "tools"],
      [2700, 2712, "tools"],
    ]);
    expect(worked([tool("09:00:00"), tool("10:00:00")])).toEqual([
      [0, 12, "tools"],
      [1812, 3600, "tools"],
      [3600, 3612, "tools"],
    ]);
  });

  it("takes sub-agents' tool uses as a sign of life, and never twice", () => {
    const parts = [prompt("09:00:00"), tool("09:00:10")];
    for (const second of ["20", "21", "30", "31", "40"]) parts.push(tool(`09:00:${second}`, { agent_id: "a1" }));
    expect(worked(parts).reduce((sum, [from, to]) => sum + to - from, 0)).toBe(40 + 12);
    expect(worked([tool("09:00:00", { agent_id: "a1" }), tool("09:01:00", { agent_id: "a2" })])).toEqual([
      [0, 60, "tools"],
      [60, 72, "tools"],
    ]);
  });
});
