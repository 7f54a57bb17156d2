import { describe, expect, it } from "vitest";
import type { StoredEvent } from "../../../src/events/stored-event.ts";
import { arrange } from "../../../src/hours/activities/arrange.ts";
import { agentTime } from "../../../src/hours/agent/agent.ts";
import type { AgentRules } from "../../../src/hours/rules.ts";
import { action, answer, prompt, result, RULES, started, tool, turn, type Details } from "../../support/store/week.ts";

/** `[from, to, evidence]`, seconds after 9 o'clock, of all sessions; what touches and is known alike is one. */
function worked(
  events: readonly StoredEvent[],
  rules: AgentRules = RULES,
): readonly (readonly [number, number, string])[] {
  const nine = Date.parse("2026-03-02T09:00:00Z") / 1000;
  const spans: [number, number, string][] = [];
  for (const { start, end, by } of agentTime(arrange(events), rules).flatMap(({ slices }) => slices)) {
    const last = spans.at(-1);
    if (last?.[1] === start - nine && last[2] === by) last[1] = end - nine;
    else spans.push([start - nine, end - nine, by]);
  }
  return spans;
}

describe("recorded turns", () => {
  it("count as much as their logs say, and what tools do outside of them by itself", () => {
    const events = [
      prompt("09:00:00"),
      tool("09:00:30"),
      tool("09:05:00"),
      turn("09:02:00", 118.4),
      prompt("09:10:00"),
    ];
    expect(worked(events)).toEqual([
      [1, 120, "recorded"],
      [300, 312, "estimated"],
    ]);
  });

  it("and what the events show where none is, in the same session", () => {
    const events = [prompt("09:00:00"), turn("09:01:00", 60), prompt("09:10:00"), tool("09:11:00"), prompt("09:20:00")];
    expect(worked(events)).toEqual([
      [0, 60, "recorded"],
      [600, 672, "estimated"],
    ]);
  });

  it("reach back over a prompt that was sent while the agent worked, and count no second twice", () => {
    const events = [prompt("09:00:00"), tool("09:01:00"), prompt("09:02:00"), tool("09:03:00"), turn("09:04:00", 240)];
    expect(worked(events)).toEqual([[0, 240, "recorded"]]);
  });

  it("that overlap in a session count once", () => {
    const events = [prompt("09:00:00"), turn("09:02:00", 120), turn("09:03:00", 120)];
    expect(worked(events)).toEqual([[0, 180, "recorded"]]);
  });

  it("leave to a sub-agent what lies after their end, also of a gap that began within them", () => {
    const sub = { agent_id: "a1" };
    const events = [prompt("09:00:00"), tool("09:00:10", sub), turn("09:00:20", 0), tool("09:00:40", sub)];
    expect(worked(events)).toEqual([
      [10, 11, "recorded"],
      [20, 52, "estimated"],
    ]);
  });

  it("without a duration are none", () => {
    const events = [prompt("09:00:00"), tool("09:00:40"), { ...turn("09:01:00", 1), duration_ms: "long" }];
    expect(worked(events).map(([, , by]) => by)).toEqual(["estimated"]);
  });

  it("lie where the agent worked, not where it waited: two dialogs that stood open for an hour", () => {
    const events = [
      prompt("09:00:00"),
      tool("09:00:10", { ...SHELL, call: "c1" }),
      result("09:29:00", { call: "c1" }),
      tool("09:29:05", { ...SHELL, call: "c2" }),
      result("09:58:00", { call: "c2" }),
      turn("09:58:20", 53),
    ];
    const spans = worked(events);
    expect(spans).toEqual([
      [0, 11, "recorded"],
      [1729, 1746, "recorded"],
      [3475, 3500, "recorded"],
    ]);
    expect(total(spans)).toBe(53);
  });

  it("are extended where least is missing: a short gap is filled before a long one", () => {
    const events = [
      prompt("09:00:00"),
      tool("09:00:10", { ...SHELL, call: "c1" }),
      result("09:00:40", { call: "c1" }),
      tool("09:00:45", { ...SHELL, call: "c2" }),
      result("09:20:00", { call: "c2" }),
      turn("09:20:10", 75),
    ];
    expect(worked(events)).toEqual([
      [0, 46, "recorded"],
      [1181, 1210, "recorded"],
    ]);
  });

  it("keep what was told of the time before a long silence", () => {
    const before = [prompt("09:00:00"), tool("09:01:00", SHELL)];
    const after = [tool("09:40:00", SHELL), turn("09:41:00", 150)];
    expect(worked(before)).toEqual([[0, 72, "estimated"]]);
    const spans = worked([...before, ...after]);
    expect(spans.slice(0, 1)).toEqual(worked(before));
    expect(total(spans)).toBe(150);
    expect(spans.slice(1).map(([, , by]) => by)).toEqual(["recorded", "recorded"]);
  });

  it("of Codex are all the time from their beginning to their end, whatever was waited for", () => {
    const codex = { agent: "codex" };
    const events = [
      prompt("09:00:00", codex),
      tool("09:00:10", { ...SHELL, ...codex, call: "c1" }),
      result("09:20:00", { ...codex, call: "c1" }),
      turn("09:20:30", 1228, codex),
    ];
    expect(worked(events)).toEqual([[2, 1230, "recorded"]]);
  });

  it("of Codex begin where the log says, though the prompt was there before", () => {
    const codex = { agent: "codex" };
    const events = (agent: Details) => [
      prompt("09:00:00", agent),
      tool("09:00:20", { ...SHELL, ...agent, call: "c1" }),
      result("09:20:00", { ...agent, call: "c1" }),
      turn("09:20:30", 1220, agent),
    ];
    expect(worked(events(codex))).toEqual([
      [0, 10, "observed"],
      [10, 1230, "recorded"],
    ]);
    expect(total(worked(events({})))).toBe(1220);
    expect(worked(events({}))[0]?.[0]).toBe(0);
  });

  it("begin with the prompt that found the agent idle, not with one whose turn was not recorded", () => {
    const events = [
      prompt("09:00:00"),
      tool("09:00:05", { ...QUICK, call: "c1" }),
      result("09:00:06", { call: "c1" }),
      answer("09:00:12"),
      prompt("09:03:00"),
      tool("09:03:10", { ...SHELL, call: "c2" }),
      result("09:13:00", { call: "c2" }),
      turn("09:13:10", 40),
    ];
    expect(worked(events)).toEqual([
      [0, 12, "observed"],
      [180, 191, "recorded"],
      [761, 790, "recorded"],
    ]);
  });

  it("of a sub-agent that works on count beside what it does between the turns", () => {
    const events = [
      prompt("09:00:00"),
      tool("09:00:05", { ...AGENT, call: "c1" }),
      turn("09:00:20", 20),
      tool("09:00:40", { ...SHELL, agent_id: "a1" }),
      tool("09:01:10", { ...SHELL, agent_id: "a1" }),
      turn("09:02:00", 30),
    ];
    expect(worked(events)).toEqual([
      [0, 20, "recorded"],
      [20, 82, "estimated"],
      [90, 120, "recorded"],
    ]);
  });
});

const SHELL = { tool: "Bash", tool_kind: "shell" } as const;
const QUICK = { tool: "Read", tool_kind: "file_read" } as const;
const AGENT = { tool: "Agent", tool_kind: "sub_agent" } as const;

function total(spans: ReturnType<typeof worked>): number {
  return spans.reduce((sum, [from, to]) => sum + to - from, 0);
}

describe("what results and messages show", () => {
  /** The seconds of work from a tool's use to its result so many seconds later. */
  function credited(gap: number, use: Details, mode?: string): number {
    const at = new Date(Date.parse("2026-03-02T09:00:00Z") + gap * 1000).toISOString();
    return (
      total(
        worked([
          ...(mode === undefined ? [] : [prompt("08:00:00", { permission_mode: mode }), action("08:59:59")]),
          tool("09:00:00", { ...use, call: "c1" }),
          result(at, { call: "c1" }),
        ]),
      ) - (mode === undefined ? 0 : 1)
    );
  }

  it.each([
    ["a quick tool as long as it can have taken", QUICK, 4, 4],
    ["a quick tool that was waited for", QUICK, 300, 1 + 6],
    ["a command that names no timeout", SHELL, 9, 9],
    ["a command that somebody had to allow", SHELL, 100, 1 + 10],
    ["a command that ends just when it must", SHELL, 125, 1 + 10],
    ["a command past its time", SHELL, 126, 1 + 5],
    ["a command within the time that it named", { ...SHELL, timeout_ms: 300_000 }, 290, 290],
    ["a command that ends just when it named", { ...SHELL, timeout_ms: 300_000 }, 305, 305],
    ["a command past the time that it named", { ...SHELL, timeout_ms: 300_000 }, 306, 1 + 5],
    ["a page", { tool: "WebFetch", tool_kind: "web" }, 60, 1 + 30],
    ["a server's tool", { tool: "mcp__tracker__get", tool_kind: "other" }, 60, 1 + 30],
    [
      "a server's tool that is called like a quick one",
      { tool: "mcp__tracker__search", tool_kind: "search" },
      60,
      1 + 30,
    ],
    ["a question", { tool: "AskUserQuestion", tool_kind: "other" }, 60, 1],
    ["a sub-agent of which nothing else is known", AGENT, 290, 290],
    ["a sub-agent that was long", AGENT, 5000, 12 + 288],
    ["a wait", { tool: "TaskOutput", tool_kind: "other" }, 400, 400],
  ])("is of %s", (_, use, gap, seconds) => {
    expect(credited(gap, use)).toBe(seconds);
  });

  it.each(["bypassPermissions", "never"])("is all of it where nobody is asked: %s", (mode) => {
    expect(credited(400, SHELL, mode)).toBe(400);
    expect(credited(400, QUICK, mode)).toBe(400);
    expect(credited(400, { tool: "AskUserQuestion", tool_kind: "other" }, mode)).toBe(1);
  });

  it("is what the log says where it says how long the tool ran", () => {
    const events = [
      tool("09:00:00", { ...SHELL, call: "c1" }),
      result("09:05:00", { call: "c1", duration_ms: 59_400 }),
    ];
    expect(worked(events)).toEqual([
      [0, 1, "observed"],
      [240, 300, "observed"],
    ]);
  });

  it("is no more than there was time, whatever the log says", () => {
    const events = [
      tool("09:00:00", { ...SHELL, call: "c1" }),
      result("09:00:10", { call: "c1", duration_ms: 60_000 }),
    ];
    expect(worked(events)).toEqual([[0, 10, "observed"]]);
  });

  it("is no more of a gap than the rules allow", () => {
    const events = [prompt("09:00:00"), answer("09:05:00")];
    expect(worked(events)).toEqual([[0, 300, "observed"]]);
    expect(worked(events, { ...RULES, agentGap: 60 })).toEqual([[240, 300, "observed"]]);
  });

  it("is told as the gap from the use to its result, not from what was called in between", () => {
    const events = [
      tool("09:00:00", { ...SHELL, call: "c1" }),
      tool("09:00:30", { ...QUICK, call: "c2" }),
      result("09:00:31", { call: "c2" }),
      result("09:01:00", { call: "c1" }),
    ];
    const slices = agentTime(arrange(events), RULES).flatMap(({ slices }) => slices);
    const last = slices.at(-1);
    expect([last?.first.id, last?.why]).toEqual([events[0]?.id, { of: 60, reason: "running" }]);
  });

  it("belongs to the call, whatever was called meanwhile", () => {
    const events = [
      tool("09:00:00", { ...SHELL, call: "c1" }),
      tool("09:00:00", { ...QUICK, call: "c2" }),
      result("09:00:02", { call: "c2" }),
      result("09:00:09", { call: "c1" }),
    ];
    expect(total(worked(events))).toBe(9);
  });

  it("counts the thinking before a message or a tool, and nothing after the answer", () => {
    const events = [
      prompt("09:00:00"),
      answer("09:01:00"),
      tool("09:01:30", { ...QUICK, call: "c1" }),
      result("09:01:31", { call: "c1" }),
      answer("09:03:00"),
      prompt("09:20:00"),
    ];
    expect(worked(events)).toEqual([[0, 180, "observed"]]);
  });

  it("leaves a sub-agent's time to its own events, and adds what lies around them", () => {
    const events = [
      tool("09:00:00", { ...AGENT, call: "c1" }),
      tool("09:00:20", { ...QUICK, call: "s1", agent_id: "a1" }),
      result("09:10:00", { call: "s1", agent_id: "a1" }),
      result("09:12:00", { call: "c1" }),
    ];
    expect(worked(events).map(([from, to]) => [from, to])).toEqual([
      [0, 21],
      [594, 600],
      [660, 720],
    ]);
  });

  it("counts up to an interrupt what was under way", () => {
    const streaming = [prompt("09:00:00"), answer("09:00:20"), action("09:00:50", { action: "interrupt" })];
    expect(total(worked(streaming))).toBe(50);
    const idle = [prompt("09:00:00"), turn("09:00:20", 20), action("09:00:50", { action: "interrupt" })];
    expect(total(worked(idle))).toBe(20);
  });
});

describe("what the uses of tools alone show", () => {
  it("is nothing while a question or a plan waits for the person", () => {
    for (const name of ["answer", "approve", "reject"]) {
      const events = [prompt("09:00:00"), tool("09:01:00"), action("09:21:00", { action: name }), tool("09:22:00")];
      expect(worked(events)).toEqual([
        [0, 72, "estimated"],
        [1260, 1332, "estimated"],
      ]);
    }
  });

  it("is the gaps before tool uses and an answer after the last", () => {
    expect(total(worked([started("09:00:00"), prompt("09:00:00"), tool("09:01:00"), tool("09:01:40")]))).toBe(112);
  });

  it("of a prompt without tools is nothing", () => {
    expect(worked([prompt("09:00:00"), prompt("09:01:00")])).toEqual([]);
  });

  it("lets the answer end with the next prompt", () => {
    expect(worked([prompt("09:00:00"), tool("09:01:00"), prompt("09:01:05")])).toEqual([[0, 65, "estimated"]]);
  });

  it("gives a silence before a prompt to nobody: resumed next day", () => {
    const events = [prompt("09:00:00"), tool("09:01:00"), prompt("2026-03-03T09:00:00"), tool("2026-03-03T09:02:00")];
    expect(worked(events).map(([from, to]) => to - from)).toEqual([72, 132]);
  });

  it("is of a long gap as much as the tool before allows", () => {
    const after = (use: Details, mode = "default") =>
      total(worked([prompt("08:59:59", { permission_mode: mode }), tool("09:00:00", use), tool("09:20:00", SHELL)])) -
      13;
    expect(after({ tool: "AskUserQuestion", tool_kind: "other" })).toBe(1 + 30);
    expect(after(QUICK)).toBe(1 + 30);
    expect(after(SHELL)).toBe(1 + 45);
    expect(after(AGENT)).toBe(1 + 300);
    expect(after(SHELL, "bypassPermissions")).toBe(1 + 600);
    expect(total(worked([prompt("09:00:00"), tool("09:20:00")]))).toBe(300 + 12);
  });

  it("leaves of a silence what could be told while nothing followed: the answer, then the rest before its end", () => {
    expect(worked([tool("09:00:00", SHELL), tool("10:00:00", SHELL)])).toEqual([
      [0, 12, "estimated"],
      [3567, 3612, "estimated"],
    ]);
  });

  it("takes sub-agents' tool uses as a sign of life, and never twice", () => {
    const parts = [prompt("09:00:00"), tool("09:00:10")];
    for (const second of ["20", "21", "30", "31", "40"]) parts.push(tool(`09:00:${second}`, { agent_id: "a1" }));
    expect(total(worked(parts))).toBe(40 + 12);
    const two = [tool("09:00:00", { agent_id: "a1" }), tool("09:01:00", { agent_id: "a2" })];
    expect(total(worked(two))).toBe(60 + 12);
  });

  it("counts what sub-agents do for two hours, whatever their tools are", () => {
    const uses = Array.from({ length: 24 }, (_, at) =>
      tool(new Date(Date.parse("2026-03-02T09:05:00Z") + at * 300_000).toISOString(), { ...SHELL, agent_id: "a1" }),
    );
    expect(total(worked([prompt("09:00:00"), tool("09:01:00", AGENT), ...uses]))).toBe(7200 + 12);
  });
});
