import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { StoredEvent } from "../../src/events/stored-event.ts";
import type { Asked } from "../../src/hours/projects/asked.ts";
import { arrange } from "../../src/hours/activities/arrange.ts";
import { explain, type ExplainRequest } from "../../src/hours/explained/explain.ts";
import { explainedText } from "../../src/hours/explained/texts.ts";
import { HUMAN_RULES } from "../../src/hours/human/human-rules.ts";
import { seconds } from "../../src/hours/slice.ts";
import { report } from "../../src/hours/report/report.ts";
import { union } from "../../src/hours/union.ts";
import { daysOfWork } from "../support/random/days-of-work.ts";
import { action, at, prompt, result, RULES, tool, turn } from "../support/store/week.ts";
import { times } from "../support/shares.ts";

const everything: ExplainRequest = {
  rules: RULES,
  window: { start: -Infinity, end: Infinity },
  zone: "UTC",
  map: { projects: [{ prefix: "/w/b", client: "Acme", tags: [] }] },
};

describe("an explanation", () => {
  it("adds up to the report, part by part, for any window, zone, project, client and rule", () => {
    fc.assert(
      fc.property(
        daysOfWork,
        fc.constantFrom(...HUMAN_RULES),
        fc.constantFrom("UTC", "Europe/Berlin", "Pacific/Apia"),
        fc.nat(4 * 86_400),
        fc.constantFrom<Asked>({}, { projects: new Set(["a"]) }, { clients: new Set(["Acme"]) }),
        (events, human, zone, from, asked) => {
          const start = at("2026-03-28T12:00:00Z") + from;
          const window = { start, end: start + 40_000 };
          const request = { ...everything, asked, rules: { ...RULES, human }, zone, window };
          const found = explain(arrange(events), request);
          const by = ["project", "client", "day"] as const;
          const { rows } = report(events, { ...request, asked: {}, by, rounding: undefined });
          const chosen = rows.filter(
            ({ names: [project, client] }) =>
              (asked.projects === undefined || asked.projects.has(project ?? "")) &&
              (asked.clients === undefined || asked.clients.has(client ?? "")),
          );
          const sum = (kind: "human" | "agent") => chosen.reduce((total, row) => total + row[kind], 0);
          expect([found.human, found.agent]).toEqual([sum("human"), sum("agent")]);
          for (const { parts, ...stretch } of found.stretches) {
            expect(seconds(parts)).toBe(stretch.end - stretch.start);
            expect(union(parts)).toEqual([{ start: stretch.start, end: stretch.end }]);
          }
        },
      ),
      { numRuns: times(30) },
    );
  });

  it("tells times with their offsets on a day on which the clocks change, and on no other", () => {
    const events = ["2026-10-25T00:28:00Z", "2026-10-25T01:28:00Z", "2026-10-26T01:28:00Z"].map((time) => prompt(time));
    const request = { ...everything, zone: "Europe/Berlin" };
    const text = [...explainedText(explain(arrange(events), request), request, () => undefined)].join("");
    const times = text.match(/^human {2}\S.*? to .*? {2}/gm);
    expect(times).toEqual([
      "human  02:28:00 +02:00 to 02:33:00 +02:00  ",
      "human  02:28:00 +01:00 to 02:33:00 +01:00  ",
      "human  02:28:00 to 02:33:00  ",
    ]);
  });

  it("tells them so on a whole day whose midnight comes twice", () => {
    // At 01:00 the clocks of Havana are put back to 00:00.
    const events = ["2026-11-01T04:30:00Z", "2026-11-01T05:30:00Z", "2026-11-01T15:00:00Z"].map((time) => prompt(time));
    const request = { ...everything, zone: "America/Havana" };
    const text = [...explainedText(explain(arrange(events), request), request, () => undefined)].join("");
    expect(text.match(/^human {2}\S.*? to .*? {2}/gm)).toEqual([
      "human  00:30:00 -04:00 to 00:35:00 -04:00  ",
      "human  00:30:00 -05:00 to 00:35:00 -05:00  ",
      "human  10:00:00 -05:00 to 10:05:00 -05:00  ",
    ]);
  });

  it("says what was counted, of how much, and why", () => {
    const shell = { tool: "Bash", tool_kind: "shell" };
    const events: readonly StoredEvent[] = [
      prompt("09:00:00", { length: 120, branch: "main" }),
      tool("09:00:10", { ...shell, call: "c1" }),
      result("09:29:00", { call: "c1" }),
      turn("09:29:05", 25),
      prompt("09:32:00", { length: 9 }),
      tool("09:32:20", { ...shell, call: "c2" }),
      result("09:34:00", { call: "c2" }),
      action("09:34:10", { action: "interrupt" }),
    ];
    const names = new Map(events.map((event) => [event.id, event["tool"] as string | undefined]));
    const day = { start: at("2026-03-02T00:00:00Z"), end: at("2026-03-03T00:00:00Z") };
    const request = { ...everything, window: day };
    const text = [...explainedText(explain(arrange(events), request), request, ({ id }) => names.get(id))].join("");
    expect(text.split("\n").slice(0, 29)).toEqual([
      "Mon 2 Mar 2026",
      "human 0:12:10, agent 0:01:06",
      "",
      "Mon 2 Mar 2026",
      "",
      "human  09:00:00 to 09:05:00  0:05:00  garden, with claude-code, session s1, branch main",
      "  09:00:00  prompt of 120 bytes: 0:05:00 of 0:32:00 to the next prompt or action",
      "",
      "agent  09:00:00 to 09:00:11  0:00:11  garden, claude-code, session s1, branch main",
      "  09:29:05  end of the turn: 0:00:11 of 0:29:05 of a turn: recorded 0:00:25, waited 0:28:40; used Bash",
      "",
      "agent  09:28:51 to 09:29:05  0:00:14  garden, claude-code, session s1, branch main",
      "  09:29:05  end of the turn: 0:00:14 of 0:29:05 of a turn: recorded 0:00:25, waited 0:28:40",
      "",
      "human  09:32:00 to 09:39:10  0:07:10  garden, with claude-code, session s1, branch main",
      "  09:32:00  prompt of 9 bytes: 0:02:10 to the next prompt or action",
      "  09:34:10  interrupt: 0:05:00 of attention: nothing followed",
      "",
      "agent  09:32:00 to 09:32:21  0:00:21  garden, claude-code, session s1, branch main",
      "  09:32:20  use of Bash: 0:00:20 from the prompt of 9 bytes to this",
      "  09:32:20  use of Bash: 0:00:01 of the use itself",
      "",
      "agent  09:33:50 to 09:34:10  0:00:20  garden, claude-code, session s1, branch main",
      "  09:34:00  result: 0:00:10 of 0:01:40 from the use of Bash to its result",
      "  09:34:10  interrupt: 0:00:10 from the result to the interrupt",
      "",
      "human: one timeline, at most 5m after each prompt or action, not of programs",
      "agent: turns as recorded, else the gaps between events, each at most 30m, and 12s for an answer; sessions add up",
      "of a gap at most: 10m of a model, 6s of a quick tool, 10s of a shell or its timeout, 30s of other tools; without results 30s after a quick tool, 45s after others, 5m after a prompt",
    ]);
  });
});
