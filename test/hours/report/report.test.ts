/** The worked examples of `docs/hours.md`, computed by hand. */
import { describe, expect, it } from "vitest";
import type { StoredEvent } from "../../../src/events/stored-event.ts";
import { NO_MAP } from "../../../src/hours/projects/project-map.ts";
import type { ReportRequest } from "../../../src/hours/report/figures.ts";
import { report } from "../../../src/hours/report/report.ts";
import { at, prompt, RULES, tool, turn } from "../../support/store/week.ts";

const GARDEN = { session: "s1", cwd: "/home/ana/garden" };
const ATLAS = { session: "s2", cwd: "/home/ana/atlas" };

function told(events: readonly StoredEvent[], asked: Partial<ReportRequest> = {}) {
  const request = {
    rules: RULES,
    window: { start: -Infinity, end: Infinity },
    zone: "UTC",
    by: ["project"],
    map: NO_MAP,
    rounding: undefined,
    ...asked,
  } as const;
  const { rows, total } = report(events, request);
  const lines = rows.map(({ names, human, agent, union }) => [...names, human, agent, union]);
  return [...lines, ["total", total.human, total.agent, total.union]];
}

describe("a report", () => {
  it("of one lonely prompt", () => {
    expect(told([prompt("09:00:00")])).toEqual([
      ["garden", 300, 0, 0],
      ["total", 300, 0, 0],
    ]);
  });

  it("of two sessions side by side", () => {
    const events = [
      prompt("09:00:00", GARDEN),
      turn("09:10:00", 600, GARDEN),
      prompt("09:01:00", ATLAS),
      turn("09:06:00", 300, ATLAS),
      prompt("09:12:00", GARDEN),
      turn("09:13:00", 60, GARDEN),
    ];
    // Human: 1 m in garden, 5 m in atlas, 5 m in garden. Agent: 10 m + 1 m and 5 m, of which 5 m side by side.
    expect(told(events)).toEqual([
      ["garden", 360, 660, 660],
      ["atlas", 300, 300, 300],
      ["total", 660, 960, 660],
    ]);
  });

  it("over midnight", () => {
    const events = [prompt("2026-03-02T22:58:00Z"), turn("2026-03-02T23:10:00Z", 720)];
    expect(told(events, { by: ["day"], zone: "Europe/Berlin" })).toEqual([
      ["2026-03-02", 120, 120, 120],
      ["2026-03-03", 180, 600, 600],
      ["total", 300, 720, 720],
    ]);
  });

  it("cut to a window, with what began before it", () => {
    const events = [prompt("2026-03-02T22:58:00Z"), turn("2026-03-02T23:10:00Z", 720)];
    const window = { start: at("2026-03-02T23:00:00Z"), end: at("2026-03-03T23:00:00Z") };
    expect(told(events, { window })).toEqual([
      ["garden", 180, 600, 600],
      ["total", 180, 600, 600],
    ]);
  });

  it("cut to a window, with what goes on beyond it", () => {
    const events = [prompt("22:58:00"), turn("23:10:00", 720)];
    const window = { start: at("2026-03-02T22:00:00Z"), end: at("2026-03-02T23:00:00Z") };
    expect(told(events, { window })).toEqual([
      ["garden", 120, 120, 120],
      ["total", 120, 120, 120],
    ]);
  });

  it("over the hour that does not come, and the one that comes twice", () => {
    // Berlin: 01:55 to 03:05 is ten minutes on 29 March; 02:30 to 02:30 an hour on 25 October.
    const forward = [prompt("2026-03-29T01:55:00+01:00"), turn("2026-03-29T03:05:00+02:00", 600)];
    expect(told(forward, { by: ["day"], zone: "Europe/Berlin" })[0]).toEqual(["2026-03-29", 300, 600, 600]);
    const back = [prompt("2026-10-25T02:30:00+02:00"), turn("2026-10-25T02:30:00+01:00", 3600)];
    expect(told(back, { by: ["day"], zone: "Europe/Berlin" })[0]).toEqual(["2026-10-25", 300, 3600, 3600]);
  });

  it("of a silence of 30 minutes", () => {
    const events = [prompt("09:00:00"), tool("09:01:00"), tool("09:31:00"), prompt("10:01:00")];
    // 1 m before the first tool, its own second and 45 s before the second, 12 s of an answer; the rest is nobody's.
    expect(told(events)).toEqual([
      ["garden", 600, 118, 118],
      ["total", 600, 118, 118],
    ]);
  });

  it("of a longer silence", () => {
    const events = [prompt("09:00:00"), tool("09:01:00"), tool("09:45:00"), prompt("10:01:00")];
    // 12 s after the first tool could be told before the second came: they are among the 45.
    expect(told(events).at(-1)).toEqual(["total", 600, 117, 117]);
  });

  it("of a session that is resumed next day", () => {
    const events = [
      prompt("2026-03-02T18:00:00Z"),
      turn("2026-03-02T18:02:00Z", 120),
      prompt("2026-03-03T09:00:00Z"),
      turn("2026-03-03T09:03:00Z", 180),
    ];
    expect(told(events, { by: ["day"] })).toEqual([
      ["2026-03-02", 300, 120, 120],
      ["2026-03-03", 300, 180, 180],
      ["total", 600, 300, 300],
    ]);
  });

  it("of sub-agents alone", () => {
    const events = ["09:00:00", "09:00:30", "09:00:30", "09:01:00"].map((time, nth) =>
      tool(time, { agent_id: `a${nth % 2}` }),
    );
    expect(told(events)).toEqual([
      ["garden", 0, 72, 72],
      ["total", 0, 72, 72],
    ]);
  });

  it("rounded per day and project", () => {
    const events = [
      prompt("09:00:00", GARDEN),
      prompt("10:00:00", ATLAS),
      prompt("2026-03-03T09:00:00Z", GARDEN),
      turn("2026-03-03T09:08:00Z", 480, GARDEN),
    ];
    const by = ["project"] as const;
    expect(told(events, { by, rounding: { step: 900, direction: "up" } })).toEqual([
      ["garden", 1800, 900, 480],
      ["atlas", 900, 0, 0],
      ["total", 2700, 900, 480],
    ]);
    expect(told(events, { by, rounding: { step: 900, direction: "nearest" } }).at(-1)).toEqual(["total", 0, 900, 480]);
  });

  it("grouped by client, tag, branch, agent and machine", () => {
    const map = {
      projects: [{ prefix: "/home/ana/garden", name: "Garden", client: "Acme", tags: ["web", "beds"] }],
    };
    const events = [
      prompt("09:00:00", { ...GARDEN, branch: "frost", machine: "laptop" }),
      prompt("10:00:00", { ...ATLAS, agent: "codex" }),
    ];
    const by = ["client", "tag", "project", "branch", "agent", "machine", "session", "day"] as const;
    expect(told(events, { map, by })).toEqual([
      ["(no client)", "(no tag)", "atlas", "(no branch)", "codex", "(no machine)", "s2", "2026-03-02", 300, 0, 0],
      ["Acme", "beds, web", "Garden", "frost", "claude-code", "laptop", "s1", "2026-03-02", 300, 0, 0],
      ["total", 600, 0, 0],
    ]);
  });

  it("keeps groups together, the longest first, days as they come", () => {
    const events = [
      prompt("09:00:00", GARDEN),
      prompt("11:00:00", ATLAS),
      prompt("12:00:00", ATLAS),
      prompt("2026-03-03T09:00:00Z", GARDEN),
    ];
    expect(told(events, { by: ["project", "day"] }).map((line) => line.slice(0, 2).join(" "))).toEqual([
      "atlas 2026-03-02",
      "garden 2026-03-02",
      "garden 2026-03-03",
      "total 1200",
    ]);
    expect(told(events, { by: ["day", "project"] }).map((line) => line.slice(0, 2).join(" "))).toEqual([
      "2026-03-02 atlas",
      "2026-03-02 garden",
      "2026-03-03 garden",
      "total 1200",
    ]);
  });

  it("is in the order of the time that was spent in each group, not under the same name elsewhere", () => {
    const spent = (agent: string, cwd: string, session: string, times: readonly string[]) =>
      times.map((time) => prompt(time, { agent, cwd, session }));
    const events = [
      ...spent("codex", "/w/beds", "s1", ["09:00:00"]),
      ...spent("codex", "/w/pond", "s2", ["10:00:00", "11:00:00"]),
      ...spent("claude-code", "/w/beds", "s3", ["12:00:00", "13:00:00", "14:00:00", "15:00:00"]),
      ...spent("claude-code", "/w/pond", "s4", ["16:00:00"]),
    ];
    expect(told(events, { by: ["agent", "project"] }).map((row) => row.slice(0, -2))).toEqual([
      ["claude-code", "beds", 1200],
      ["claude-code", "pond", 300],
      ["codex", "pond", 600],
      ["codex", "beds", 300],
      ["total", 2400],
    ]);
  });

  it("knows what it knows by the figures that it tells, whatever the band says beside them", () => {
    const request = {
      rules: RULES,
      window: { start: -Infinity, end: Infinity },
      zone: "UTC",
      by: ["project"],
      map: NO_MAP,
      rounding: undefined,
    } as const;
    const events = [prompt("09:00:00"), turn("09:01:00", 60), prompt("09:02:00")];
    const { knownBy } = report(events, request);
    expect(knownBy).toEqual({ recorded: 60, observed: 0, estimated: 0, prompts: 120, window: 300 });
    expect(report(events, { ...request, band: true }).knownBy).toEqual(knownBy);
  });
});
