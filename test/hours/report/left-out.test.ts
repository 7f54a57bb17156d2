import { describe, expect, it } from "vitest";
import { leftOutText } from "../../../src/hours/report/left-out.ts";
import { NO_MAP } from "../../../src/hours/projects/project-map.ts";
import type { ReportRequest } from "../../../src/hours/report/figures.ts";
import { report } from "../../../src/hours/report/report.ts";
import { jsonView } from "../../../src/hours/views/json.ts";
import { markdownView } from "../../../src/hours/views/markdown.ts";
import { tableView } from "../../../src/hours/views/table.ts";
import { displayWidth } from "../../../src/lib/text/display-width.ts";
import { action, at, prompt, RULES, tool } from "../../support/store/week.ts";

const request: ReportRequest = {
  rules: RULES,
  window: { start: at("2026-03-02T00:00:00Z"), end: at("2026-03-03T00:00:00Z") },
  zone: "UTC",
  by: ["project"],
  map: NO_MAP,
  rounding: undefined,
};
const events = [
  prompt("09:00:00"),
  prompt("09:10:00", { automated: true }),
  prompt("09:20:00", { automated: true, session: "s2", agent: "codex" }),
  action("09:20:30", { automated: true, session: "s2", agent: "codex" }),
  tool("09:21:00", { session: "s2", agent: "codex", agent_id: "a1" }),
  tool("09:22:00", { session: "s2", agent: "codex", agent_id: "a1" }),
  tool("09:22:00", { session: "s2", agent: "codex", agent_id: "a2" }),
  // The same name in another session is another one.
  tool("09:23:00", { agent_id: "a1" }),
  prompt("09:30:00", { session: "s3", agent: "gemini-cli", cwd: null }),
  tool("09:31:00", { session: "s3", agent: "gemini-cli", cwd: null }),
  prompt("2026-03-03T00:00:00", { automated: true }),
  prompt("2026-03-01T23:59:59", { automated: true, cwd: null, session: "s4" }),
];
const { leftOut } = report(events, request);

describe("what a report leaves out", () => {
  it("is counted by agent, in the window alone", () => {
    expect(leftOut).toEqual({
      automatedPrompts: { "claude-code": 1, codex: 2 },
      subAgentSessions: { "claude-code": 1, codex: 2 },
      eventsWithoutProject: { "gemini-cli": 2 },
      ignoredEvents: {},
      machinesOfNobody: 0,
    });
  });

  it("is no prompt of a program where those count", () => {
    const rules = { ...RULES, automated: true };
    expect(report(events, { ...request, rules }).leftOut).toEqual({ ...leftOut, automatedPrompts: {} });
  });

  it("is of those alone that are asked for", () => {
    expect(report(events, { ...request, asked: { agents: new Set(["gemini-cli"]) } }).leftOut).toEqual({
      automatedPrompts: {},
      subAgentSessions: {},
      eventsWithoutProject: { "gemini-cli": 2 },
      ignoredEvents: {},
      machinesOfNobody: 0,
    });
  });

  it("is the same for any order and repetition of the events", () => {
    expect(report([...events.toReversed(), ...events], request).leftOut).toEqual(leftOut);
  });

  it("is one line, which names the option that counts them", () => {
    expect(leftOutText(leftOut, "--automated")).toBe(
      "left out: 3 prompts of programs (claude-code 1, codex 2; --automated counts them), " +
        "3 sessions of sub-agents (claude-code 1, codex 2; their work counts as agent time), " +
        "2 events without a project (gemini-cli 2; told as (unknown))",
    );
    expect(leftOutText(report([prompt("09:00:00")], request).leftOut, "--automated")).toBeUndefined();
  });

  it("is told of agents with any name", () => {
    const odd = ["__proto__", "constructor", "\u001b[31m"].map((agent, nth) =>
      prompt(`09:0${nth}:00`, { agent, automated: true }),
    );
    const { leftOut } = report(odd, request);
    expect(Object.entries(leftOut.automatedPrompts)).toEqual([
      ["\u001b[31m", 1],
      ["__proto__", 1],
      ["constructor", 1],
    ]);
    expect(leftOutText(leftOut, "--automated")).toContain("(\\u{1b}[31m 1, __proto__ 1, constructor 1;");
  });

  it("stands in the views, below the table, as wide as the terminal", () => {
    const found = report(events, request);
    const line = leftOutText(leftOut, "--automated") ?? "";
    const table = tableView(found, request, { columns: undefined, colours: false }).split("\n");
    expect(table.indexOf(line)).toBe(table.findIndex((row) => row.startsWith("total")) + 2);
    for (const row of tableView(found, request, { columns: 40, colours: false }).split("\n"))
      expect(displayWidth(row)).toBeLessThanOrEqual(40);
    expect(markdownView(found, request)).toContain(`\n- ${line}\n`);
    expect(JSON.parse(jsonView(found, request))).toMatchObject({
      left_out: {
        automated_prompts: { "claude-code": 1, codex: 2 },
        sub_agent_sessions: { "claude-code": 1, codex: 2 },
        events_without_project: { "gemini-cli": 2 },
      },
    });
  });
});
