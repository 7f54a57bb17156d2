import { describe, expect, it } from "vitest";
import { NO_MAP } from "../../../src/hours/projects/project-map.ts";
import type { ReportRequest } from "../../../src/hours/report/figures.ts";
import { report } from "../../../src/hours/report/report.ts";
import { csvView } from "../../../src/hours/views/csv.ts";
import { jsonView } from "../../../src/hours/views/json.ts";
import { markdownView } from "../../../src/hours/views/markdown.ts";
import { windowText } from "../../../src/hours/views/parameters.ts";
import { tableView } from "../../../src/hours/views/table.ts";
import { displayWidth } from "../../../src/lib/text/display-width.ts";
import { at, prompt, RULES, turn } from "../../support/store/week.ts";

const request: ReportRequest = {
  rules: RULES,
  window: { start: at("2026-03-02T00:00:00Z"), end: at("2026-03-09T00:00:00Z") },
  zone: "UTC",
  by: ["project"],
  map: NO_MAP,
  rounding: undefined,
};
const events = [
  prompt("09:00:00"),
  turn("09:10:00", 600),
  prompt("10:00:00", { session: "s2", cwd: "/w/庭の計画" }),
  prompt("11:00:00", { session: "s3", cwd: "/w/=cmd|\u001b[31m" }),
];
const found = report(events, request);
const plain = { columns: undefined, colours: false };

/** Without colours. */
function bare(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replaceAll(/\u001b\[\d+m/g, "");
}

describe("a table", () => {
  it("is aligned, whatever the names are", () => {
    expect(tableView(found, request, plain)).toBe(
      [
        "Mon 2 Mar 2026 to Sun 8 Mar 2026",
        "",
        "project            human    agent    union  ▀ human ▄ agent",
        "garden           0:05:00  0:10:00  0:10:00  ████████████████████▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄",
        "=cmd|\\u{1b}[31m  0:05:00  0:00:00  0:00:00  ▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀",
        "庭の計画         0:05:00  0:00:00  0:00:00  ▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀",
        "total            0:15:00  0:10:00  0:10:00",
        "",
        "of human time 100 % is credited after a last prompt or action, not seen",
        "of agent time 100 % is recorded, 0 % observed, 0 % estimated",
        "human: one timeline, at most 5m after each prompt or action, not of programs",
        "agent: turns as recorded, else the gaps between events, each at most 30m, and 12s for an answer; sessions add up",
        "of a gap at most: 10m of a model, 6s of a quick tool, 10s of a shell or its timeout, 30s of other tools; " +
          "without results 30s after a quick tool, 45s after others, 5m after a prompt",
        "union: the same, sessions that run side by side counted once",
        "days of UTC",
        "",
      ].join("\n"),
    );
  });

  it("is the same text with colours", () => {
    const coloured = tableView(found, request, { columns: undefined, colours: true });
    expect(coloured).not.toBe(bare(coloured));
    expect(bare(coloured)).toBe(tableView(found, request, plain));
  });

  it.each([200, 80, 60, 50, 40])("fits a terminal of %i columns", (columns) => {
    const text = tableView(found, request, { columns, colours: true });
    for (const line of bare(text).split("\n")) expect(displayWidth(line)).toBeLessThanOrEqual(columns);
  });

  it("of days and projects fits a narrow terminal, days whole", () => {
    const by = ["day", "project"] as const;
    const days = report(events, { ...request, by });
    for (const columns of [40, 45, 50, 55, 60, 70, 80]) {
      const text = tableView(days, { ...request, by }, { columns, colours: false });
      expect(text).toMatch(/^2026-03-02 /m);
      for (const line of text.split("\n")) expect(displayWidth(line)).toBeLessThanOrEqual(columns);
    }
  });

  it("of long names and hundreds of hours fits a narrow terminal, dates whole", () => {
    const row = (...names: readonly string[]) => ({
      names,
      directory: undefined,
      workedIn: [],
      machines: [],
      human: 400_000,
      agent: 800_000,
      union: 400_000,
      band: undefined,
      amounts: new Map<string, number>(),
      bills: [],
    });
    const told = (columns: number, by: ReportRequest["by"], ...names: readonly string[]) => {
      const all = {
        rows: [row("2026-03-02", ...names), row("2026-03-03", ...names)],
        total: row(),
        knownBy: found.knownBy,
        leftOut: found.leftOut,
      };
      return tableView(all, { ...request, by }, { columns, colours: false }).split("\n");
    };
    for (const columns of [35, 40, 45, 50, 60, 80])
      for (const line of told(columns, ["day", "project", "branch"], "long-".repeat(9), "branch-".repeat(9)))
        expect(displayWidth(line)).toBeLessThanOrEqual(columns);
    // The name of the day gives way first, then the union, then names, to the last.
    expect(told(58, ["day", "project"], "atlas")[3]).toBe("2026-03-02 Mon  atlas    111:06:40  222:13:20  111:06:40");
    expect(told(54, ["day", "project"], "atlas")[3]).toBe("2026-03-02  atlas    111:06:40  222:13:20  111:06:40");
    expect(told(42, ["day", "project"], "atlas-maps")[3]).toBe("2026-03-02  atlas-m…  111:06:40  222:13:20");
    expect(told(40, ["day", "project"], "atlas-maps")[3]).toBe("2026-03-02 atlas-ma… 111:06:40 222:13:20");
    // What cannot be: a date is not cut for it.
    expect(told(20, ["day", "project"], "atlas-maps")).toContain("2026-03-02 … 111:06:40 222:13:20");
  });

  it("leaves away what is as above", () => {
    const by = ["day", "project"] as const;
    const lines = tableView(report(events, { ...request, by }), { ...request, by }, plain).split("\n");
    expect(lines[3]).toMatch(/^2026-03-02 Mon {2}garden /);
    expect(lines[4]).toMatch(/^ {16}=cmd/);
  });
});

describe("the other forms", () => {
  it("CSV has decimal hours, seconds and parameters, and no formula", () => {
    const [head, first, second] = csvView(found, request).split("\n");
    expect(head).toBe(
      "project,human_hours,agent_hours,union_hours,human_s,agent_s,union_s," +
        "since,until,time_zone,human_rule,attention_s,agent_gap_s,answer_s,automated",
    );
    expect(first).toBe(
      "garden,0.0833,0.1667,0.1667,300,600,600,2026-03-02T00:00:00Z,2026-03-09T00:00:00Z,UTC,attention,300,1800,12,false",
    );
    expect(second).toMatch(/^'=cmd\|\\u\{1b\}/);
  });

  it("JSON has parameters and seconds", () => {
    expect(JSON.parse(jsonView(found, { ...request, rounding: { step: 900, direction: "up" } }))).toMatchObject({
      parameters: { by: ["project"], time_zone: "UTC", attention_s: 300, round_s: 900, round_direction: "up" },
      total: { human_s: 900, agent_s: 600, union_s: 600 },
      rows: [{ project: "garden", human_s: 300 }, { project: "=cmd|\u001b[31m" }, { project: "庭の計画" }],
    });
  });

  it("Markdown has names that mark nothing up", () => {
    expect(markdownView(found, request)).toContain("| =cmd\\|\\\\u{1b}\\[31m | 0:05:00 |");
  });
});

describe("a window in words", () => {
  it.each([
    ["2026-03-02T00:00:00Z", "2026-03-03T00:00:00Z", "Mon 2 Mar 2026"],
    ["2026-03-02T09:30:00Z", "2026-03-03T10:00:00Z", "Mon 2 Mar 2026 09:30 to Tue 3 Mar 2026 10:00"],
    ["2026-03-02T00:00:00Z", undefined, "since Mon 2 Mar 2026"],
    [undefined, "2026-03-02T00:00:00Z", "until Sun 1 Mar 2026"],
    [undefined, undefined, "everything"],
  ])("%s to %s", (since, until, text) => {
    const window = {
      start: since === undefined ? -Infinity : at(since),
      end: until === undefined ? Infinity : at(until),
    };
    expect(windowText(window, "UTC")).toBe(text);
  });
});
