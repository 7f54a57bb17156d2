/** Hours of sessions are those of the report, to the second. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sessionRows } from "../../src/commands/sessions/rows.ts";
import { arrange } from "../../src/hours/activities/arrange.ts";
import { NO_MAP } from "../../src/hours/projects/project-map.ts";
import { report } from "../../src/hours/report/report.ts";
import type { StoredEvent } from "../../src/events/stored-event.ts";
import { event, RULES } from "../support/week.ts";

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
      { numRuns: Number(process.env["TT_HISTORIES"] ?? 100) },
    );
  });
});

function sessionsOf(activities: ReturnType<typeof arrange>) {
  return Map.groupBy(activities, ({ session }) => session).values();
}
