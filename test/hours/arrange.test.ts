/** Events become activities: in their order, each once, where their session is. */
import { describe, expect, it } from "vitest";
import { arrange } from "../../src/hours/activities/arrange.ts";
import { prompt, result, tool } from "../support/store/week.ts";

describe("activities", () => {
  it("are in the order of their times, and of their IDs within one, whatever the order of the events; each once", () => {
    const events = ["b", "a", "c"].map((id) => prompt("09:00:00", { id }));
    const [b, a, c] = events;
    const early = prompt("08:00:00", { id: "z" });
    const ids = (all: typeof events) => arrange(all).map(({ id }) => id);
    expect(ids([...events, early])).toEqual(["z", "a", "b", "c"]);
    expect(ids([early, ...events.toReversed(), ...events, early])).toEqual(["z", "a", "b", "c"]);
    expect([a, b, c].length).toBe(3);
  });

  it("are no events of other types, nor of times that are none", () => {
    expect(arrange([prompt("09:00:00", { type: "weather" }), prompt("09:00:00", { timestamp: "soon" })])).toEqual([]);
  });

  it("stay where their session was, and take a branch to no other directory", () => {
    const places = arrange([
      prompt("09:00:00", { cwd: "/w/beds", branch: "main" }),
      tool("09:01:00", { cwd: null }),
      tool("09:02:00", { cwd: "/w/pond" }),
      tool("09:03:00", { cwd: "/w/pond", branch: "frost" }),
      tool("09:04:00", { cwd: "/w/pond" }),
    ]).map(({ place: { cwd, branch, root } }) => [cwd, branch, root]);
    expect(places).toEqual([
      ["/w/beds", "main", "/w/beds"],
      ["/w/beds", "main", "/w/beds"],
      ["/w/pond", undefined, "/w/beds"],
      ["/w/pond", "frost", "/w/beds"],
      ["/w/pond", "frost", "/w/beds"],
    ]);
  });

  it("before their session said where it is have the first place that is known, of their own session alone", () => {
    const places = arrange([
      prompt("09:00:00", { cwd: null }),
      tool("09:01:00", { cwd: null, branch: "frost" }),
      prompt("09:02:00", { cwd: null, session: "s2" }),
      tool("09:03:00", { cwd: "/w/beds", branch: "main" }),
    ]).map(({ place: { cwd, branch } }) => [cwd, branch]);
    expect(places).toEqual([
      ["/w/beds", "main"],
      ["/w/beds", "frost"],
      [undefined, undefined],
      ["/w/beds", "main"],
    ]);
  });

  it("run without a question where the last prompt's mode says so", () => {
    const free = (mode: unknown) =>
      arrange([prompt("09:00:00", { permission_mode: mode }), tool("09:01:00")]).map(({ isFree }) => isFree)[1];
    expect(["bypassPermissions", "never", "default", "plan", 7].map(free)).toEqual([true, true, false, false, false]);
    const [, first, , second] = arrange([
      prompt("09:00:00", { permission_mode: "never" }),
      tool("09:01:00"),
      prompt("09:02:00", { permission_mode: "on-request" }),
      tool("09:03:00"),
    ]);
    expect([first?.isFree, second?.isFree]).toEqual([true, false]);
  });

  it("of a use and of its result have one call", () => {
    const [use, ended, other] = arrange([
      tool("09:00:00", { call: "c1" }),
      result("09:01:00", { call: "c1", duration_ms: 1500 }),
      result("09:02:00", { call: "c2" }),
    ]);
    expect(ended?.call).toBe(use?.call);
    expect(other?.call).not.toBe(use?.call);
    expect([use?.ran, ended?.ran, other?.ran]).toEqual([undefined, 2, undefined]);
  });
});
