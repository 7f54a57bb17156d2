/** Hours of sessions are those of the report, to the second. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sessionRows } from "../../src/commands/sessions/rows.ts";
import { sessionsCsv, sessionsJson, sessionsTable, type Listed } from "../../src/commands/sessions/views.ts";
import { arrange } from "../../src/hours/activities/arrange.ts";
import { NO_MAP } from "../../src/hours/projects/project-map.ts";
import { report } from "../../src/hours/report/report.ts";
import type { StoredEvent } from "../../src/events/stored-event.ts";
import { event, RULES } from "../support/store/week.ts";
import { times } from "../support/shares.ts";

const DAY = { start: Date.parse("2026-03-02T00:00:00Z") / 1000, end: Date.parse("2026-03-03T00:00:00Z") / 1000 };

const happened = fc.record({
  type: fc.constantFrom("user_message", "agent_tool_use", "agent_tool_result", "agent_message", "agent_turn"),
  // From the evening before to the morning after: time reaches over the window's edges.
  minute: fc.integer({ min: -90, max: 1530 }),
  session: fc.constantFrom("aaaaaaaa-1", "bbbbbbbb-2", "cccccccc-3"),
  cwd: fc.constantFrom("/home/ana/garden", "/home/ana/atlas", null),
  automated: fc.boolean(),
  minutes: fc.integer({ min: 0, max: 60 }),
});

function eventOf(
  { type, minute, session, cwd, automated, minutes }: ReturnType<typeof valueOf>,
  at: number,
): StoredEvent {
  const time = new Date((DAY.start + minute * 60 + at) * 1000).toISOString();
  return event(type, time, {
    session,
    cwd,
    call: `${session}-${at}`,
    ...(automated && type === "user_message" ? { automated } : undefined),
    ...(type === "agent_turn" ? { action: "ended", duration_ms: minutes * 60_000 } : undefined),
    ...(type === "agent_tool_use" ? { tool: "Bash", tool_kind: "shell" } : undefined),
    ...(type === "agent_tool_result" ? { ok: true } : undefined),
  });
}

declare function valueOf(): typeof happened extends fc.Arbitrary<infer Value> ? Value : never;

describe("the sessions of a day", () => {
  it("have the hours that the report gives of each alone, and of a project of it", () => {
    fc.assert(
      fc.property(fc.array(happened, { maxLength: 40 }), fc.constantFrom(undefined, "garden"), (list, project) => {
        const events = list.map(eventOf);
        const activities = arrange(events);
        const asked = project === undefined ? {} : { projects: new Set([project]) };
        const request = { rules: RULES, window: DAY, map: NO_MAP, asked };
        const rows = sessionRows({ all: () => activities, sessions: () => sessionsOf(activities) }, request);
        for (const row of rows) {
          const { total } = report(events, {
            ...request,
            zone: "UTC",
            by: ["project"],
            rounding: undefined,
            asked: { ...asked, sessions: new Set([row.session.id]) },
          });
          expect([row.human, row.agent]).toEqual([total.human, total.agent]);
        }
        const all = report(events, { ...request, zone: "UTC", by: ["session"], rounding: undefined });
        const sum = (of: "human" | "agent") => rows.reduce((sum, row) => sum + row[of], 0);
        expect([sum("human"), sum("agent")]).toEqual([all.total.human, all.total.agent]);
      }),
      { numRuns: times(40) },
    );
  });
});

function sessionsOf(activities: ReturnType<typeof arrange>) {
  return Map.groupBy(activities, ({ session }) => session).values();
}

describe("the list of sessions", () => {
  const listed = (id: string, more: Partial<Listed> = {}): Listed => ({
    session: { key: id, agent: "codex", id, machine: undefined, person: undefined },
    start: "2026-03-02T09:00:00.000Z",
    end: "2026-03-02T09:30:00.000Z",
    projects: ["garden"],
    branches: [],
    directories: ["/home/ana/garden"],
    human: 300,
    agent: 60,
    prompts: 1,
    automatedPrompts: 0,
    toolUses: 2,
    usage: undefined,
    log: { state: "there", path: "/home/ana/.codex/a.jsonl" },
    ...more,
  });
  const table = (...rows: readonly Listed[]) => [...sessionsTable(rows, { zone: "UTC", home: "/home/ana" })].join("");

  it("shortens IDs to what tells them apart, and says where logs lie", () => {
    const gone = { state: "gone", path: "/home/bea/b.jsonl" } as const;
    expect(
      table(
        listed("0d8e7f3a-1111-1111"),
        listed("0d8e7f3a-1222-2222", { log: gone }),
        listed("x", { log: { state: "not-found" } }),
        listed("y", { log: { state: "unknown" }, end: "2026-03-03T01:00:00.000Z" }),
      ),
    )
      .toBe(`session      agent  project  branch  start             end                 human    agent  prompts  tools  log
0d8e7f3a-11  codex  garden           2026-03-02 09:00  09:30             0:05:00  0:01:00        1      2  ~/.codex/a.jsonl
0d8e7f3a-12  codex  garden           2026-03-02 09:00  09:30             0:05:00  0:01:00        1      2  gone: /home/bea/b.jsonl
x            codex  garden           2026-03-02 09:00  09:30             0:05:00  0:01:00        1      2  (not found)
y            codex  garden           2026-03-02 09:00  2026-03-03 01:00  0:05:00  0:01:00        1      2  (in a database)

4 sessions: human 0:20:00, agent 0:04:00
`);
  });

  it("has tokens where any are known, each once", () => {
    const usage = { input: 1000, output: 200, cache_read: 30, cache_write: 4, reasoning: 150 };
    expect(table(listed("a", { usage }), listed("b"))).toMatch(/tools {2}tokens {2}log\n.* 2 {3}1,234 {2}~/);
    expect([...sessionsCsv([listed("a", { usage })])].join("")).toContain(",1000,200,30,4,150,");
  });

  it("lets no name command a terminal or be a formula", () => {
    const evil = listed("=1+1\u001b[2J", { projects: ["\u202eevil"], branches: ["-x"] });
    const printed = [table(evil), ...sessionsCsv([evil]), ...sessionsJson([evil], {})].join("");
    expect(printed).not.toContain("\u001b");
    expect(printed).not.toContain("\u202e");
    expect([...sessionsCsv([evil])][1]).toMatch(/^'=1\+1/);
  });
});
