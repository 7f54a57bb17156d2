import { describe, expect, it } from "vitest";
import { USER_ACTIONS } from "../../../src/events/observation.ts";
import type { StoredEvent } from "../../../src/events/stored-event.ts";
import { arrange } from "../../../src/hours/activities/arrange.ts";
import { humanSlices } from "../../../src/hours/human/human.ts";
import { action, prompt, RULES, started, tool, turn } from "../../support/store/week.ts";

function spent(events: readonly StoredEvent[], automated = false): readonly (readonly [string, number])[] {
  return humanSlices(arrange(events), { ...RULES, automated }).map(({ start, end, spentOn }) => [
    spentOn.session.id,
    end - start,
  ]);
}

describe("human time", () => {
  it("of one lonely prompt is the attention window", () => {
    expect(spent([prompt("09:00:00")])).toEqual([["s1", 300]]);
  });

  it("goes from a prompt to the next, at most the window", () => {
    expect(spent([prompt("09:00:00"), prompt("09:02:00"), prompt("09:32:00")])).toEqual([
      ["s1", 120],
      ["s1", 300],
      ["s1", 300],
    ]);
  });

  it("is one timeline: a prompt in another session ends what the first is credited", () => {
    const events = [prompt("09:00:00"), prompt("09:01:00", { session: "s2" }), prompt("09:03:00")];
    expect(spent(events)).toEqual([
      ["s1", 60],
      ["s2", 120],
      ["s1", 300],
    ]);
  });

  it("knows actions, and nothing that the agent does", () => {
    const events = [
      prompt("09:00:00"),
      tool("09:00:10"),
      turn("09:00:20", 20),
      action("09:01:00"),
      started("09:02:00"),
    ];
    expect(spent(events)).toEqual([
      ["s1", 60],
      ["s1", 300],
    ]);
  });

  it.each(USER_ACTIONS)("knows the action %s like a prompt, and one that a program sent like none", (name) => {
    const events = [prompt("09:00:00"), action("09:01:00", { action: name }), prompt("09:03:00")];
    expect(spent(events).map(([, seconds]) => seconds)).toEqual([60, 120, 300]);
    const automated = [prompt("09:00:00"), action("09:01:00", { action: name, automated: true }), prompt("09:03:00")];
    expect(spent(automated).map(([, seconds]) => seconds)).toEqual([180, 300]);
    expect(spent(automated, true).map(([, seconds]) => seconds)).toEqual([60, 120, 300]);
  });

  it("is none of what programs sent, unless asked", () => {
    const events = [prompt("09:00:00"), prompt("09:01:00", { automated: true })];
    expect(spent(events)).toEqual([["s1", 300]]);
    expect(spent(events, true)).toEqual([
      ["s1", 60],
      ["s1", 300],
    ]);
  });
});
