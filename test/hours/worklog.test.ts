import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arrange } from "../../src/hours/activities/arrange.ts";
import type { ReportRequest } from "../../src/hours/report/figures.ts";
import type { ProjectMap } from "../../src/hours/projects/project-map.ts";
import { reportOf } from "../../src/hours/report/report.ts";
import { FORMS, worklogText, type FormName } from "../../src/hours/worklog/forms.ts";
import { describedBy } from "../../src/hours/worklog/template.ts";
import { worklogOf } from "../../src/hours/worklog/worklog.ts";
import type { StoredEvent } from "../../src/events/stored-event.ts";
import { daysOfWork } from "../support/random/days-of-work.ts";
import { prompt, RULES, turn } from "../support/store/week.ts";
import { times } from "../support/shares.ts";

const BERLIN = "Europe/Berlin";
const everything = { rules: RULES, window: { start: -Infinity, end: Infinity }, zone: BERLIN, amounts: true } as const;

function activitiesOf(events: readonly StoredEvent[]) {
  const activities = arrange(events);
  return { all: () => activities, sessions: () => [activities] };
}

const requestOf = (map: ProjectMap, more: Partial<ReportRequest> = {}): ReportRequest => ({
  ...everything,
  by: ["day", "project"],
  map,
  rounding: undefined,
  ...more,
});

const MAP: ProjectMap = {
  projects: [
    { prefix: "/w/garden", name: "Garden", client: "Acme, Inc", tags: ["web", "a,b"], rate: 90, currency: "EUR" },
    { prefix: "/w/tax", name: "TAX-12", client: "Bank", rate: 10, currency: "USD", bill: "agent", round: "1h:up" },
  ],
};

const EVENTS = [
  prompt("2026-03-02T08:00:00Z", { cwd: "/w/garden", branch: "ABC-7-frost" }),
  turn("2026-03-02T08:10:00Z", 600, { cwd: "/w/garden", branch: "ABC-7-frost" }),
  prompt("2026-03-02T12:00:00Z", { cwd: "/w/garden", branch: "main", session: "s2" }),
  prompt("2026-03-02T23:30:00Z", { cwd: "/w/tax", session: "s3" }),
  turn("2026-03-02T23:40:00Z", 600, { cwd: "/w/tax", session: "s3" }),
];

function textOf(form: FormName, template = "{branches}"): readonly string[] {
  const described = describedBy(template);
  if (typeof described !== "function") throw new Error("no template");
  const lines = worklogOf(activitiesOf(EVENTS), requestOf(MAP), form === "jira");
  const context = { zone: BERLIN, email: "ana@example.com", user: "Ana Maria Lima", task: "Work", amounts: false };
  return [...worklogText(form, lines, { ...context, describe: described })].map((line) => line.trimEnd());
}

describe("a worklog", () => {
  it("has a line a day and project: from the first to the last minute, and how much of it is billed", () => {
    const lines = worklogOf(activitiesOf(EVENTS), requestOf(MAP), false);
    expect(lines.map(({ day, project, billed, seconds, cost }) => [day, project, billed, seconds, cost])).toEqual([
      ["2026-03-02", "Garden", "human", 600, { currency: "EUR", minor: 1500 }],
      // After midnight in Berlin.
      ["2026-03-03", "TAX-12", "agent", 3600, { currency: "USD", minor: 1000 }],
    ]);
    expect(textOf("csv")[1]).toBe(
      '2026-03-02,09:00:00,13:05:00,0.1667,600,human,Garden,"Acme, Inc","a,b, web",,"ABC-7-frost, main",claude-code,"ABC-7-frost, main"',
    );
  });

  it("ends with its day, not before its start, where work reaches midnight", () => {
    const [line] = worklogOf(
      activitiesOf([
        prompt("2026-03-02T22:55:00Z", { cwd: "/w/garden" }),
        turn("2026-03-02T23:20:00Z", 1500, { cwd: "/w/garden" }),
      ]),
      requestOf(MAP),
      false,
    );
    if (line === undefined) throw new Error("there is a line");
    const midnight = { ...line, end: Date.UTC(2026, 2, 2, 23) / 1000 };
    const context = { zone: BERLIN, email: "", user: "", task: "", describe: () => "", amounts: false };
    expect([...worklogText("csv", [midnight], context)][1]).toMatch(/^2026-03-02,23:55:00,24:00:00,/);
  });

  it("is what Clockify, Harvest, Jira and Toggl import", () => {
    expect(textOf("clockify")).toEqual([
      "Project,Client,Description,Task,Email,Tags,Billable,Start Date,Start Time,Duration (h)",
      'Garden,"Acme, Inc","ABC-7-frost, main",Work,ana@example.com,"a b, web",Yes,2026-03-02,09:00:00,00:10:00',
      "TAX-12,Bank,,Work,ana@example.com,,Yes,2026-03-03,00:30:00,01:00:00",
    ]);
    expect(textOf("harvest", "{agents} on {project}")).toEqual([
      "Date,Client,Project,Task,Notes,Hours,First name,Last name",
      '2026-03-02,"Acme, Inc",Garden,Work,claude-code on Garden,0.1667,Ana Maria,Lima',
      "2026-03-03,Bank,TAX-12,Work,claude-code on TAX-12,1,Ana Maria,Lima",
    ]);
    expect(textOf("jira")).toEqual([
      "Issue Key,User,Time Spent,Start Date & Time,Comment",
      "ABC-7,Ana Maria Lima,300,2026-03-02T09:00:00,ABC-7-frost",
      ",Ana Maria Lima,300,2026-03-02T13:00:00,main",
      "TAX-12,Ana Maria Lima,3600,2026-03-03T00:30:00,",
    ]);
    expect(textOf("toggl")[1]).toBe(
      'Ana Maria Lima,ana@example.com,"Acme, Inc",Garden,"ABC-7-frost, main",Yes,2026-03-02,09:00:00,00:10:00,"a b, web"',
    );
  });

  it("finds the key of an issue where a branch or else the project names one, and in no longer word", () => {
    const issueOf = (branch: string, name = "Garden") =>
      worklogOf(
        activitiesOf([prompt("2026-03-02T08:00:00Z", { cwd: "/w/garden", branch })]),
        requestOf({ projects: [{ prefix: "/w/garden", name }] }),
        true,
      ).map(({ issue }) => issue)[0];
    expect(
      ["ABC-7", "frost/ABC-7-beds", "abc-7", "fixABC-7", "ABC-7x", "ABC-0", "A-7"].map((name) => issueOf(name)),
    ).toEqual(["ABC-7", "ABC-7", undefined, undefined, "ABC-7", undefined, undefined]);
    expect([issueOf("main", "TAX-12"), issueOf("ABC-7", "TAX-12")]).toEqual(["TAX-12", "ABC-7"]);
  });

  it("knows what a template speaks of", () => {
    expect(describedBy("{day} {what} {project}")).toEqual({ unknown: "{what}" });
    expect(textOf("csv", "{client}/{tags}: a brace }{")[1]).toMatch(/"Acme, Inc\/a,b, web: a brace \}\{"$/);
  });

  it("rounds a day of a project once, and tells its issues apart after that", () => {
    const on = (time: string, branch: string) => prompt(`2026-03-02T${time}Z`, { cwd: "/w/garden", branch });
    const lines = (round: string, byIssue: boolean, ...events: readonly StoredEvent[]) => {
      const map: ProjectMap = { projects: [{ prefix: "/w/garden", rate: 100, currency: "EUR", round }] };
      return worklogOf(activitiesOf(events), requestOf(map), byIssue).map(({ issue, seconds, cost }) => [
        issue,
        seconds,
        cost?.minor,
      ]);
    };
    const three = [on("08:00:00", "ABC-1-x"), on("09:00:00", "ABC-2-y"), on("10:00:00", "ABC-3")];
    expect(lines("15m:up", false, ...three)).toEqual([[undefined, 900, 2500]]);
    expect(lines("15m:up", true, ...three)).toEqual([
      ["ABC-1", 300, 833],
      ["ABC-2", 300, 834],
      ["ABC-3", 300, 833],
    ]);
    // A minute and five: by how much each was.
    const two = [on("08:00:00", "ABC-1"), on("08:01:00", "ABC-2")];
    expect(lines("1h:up", true, ...two).map(([, seconds]) => seconds)).toEqual([600, 3000]);
    expect(lines("1h", true, ...two).map(([, seconds]) => seconds)).toEqual([0, 0]);
  });

  it("tells time that issues had in common once", () => {
    const work = (session: string, branch: string) => [
      prompt("2026-03-02T08:00:00Z", { cwd: "/w/garden", branch, session }),
      turn("2026-03-02T08:10:00Z", 600, { cwd: "/w/garden", branch, session }),
    ];
    const map: ProjectMap = { projects: [{ prefix: "/w/garden", rate: 60, currency: "EUR", bill: "union" }] };
    const events = [...work("s1", "ABC-1"), ...work("s2", "ABC-2")];
    const lines = worklogOf(activitiesOf(events), requestOf(map), true);
    expect(lines.map(({ issue, seconds, cost }) => [issue, seconds, cost?.minor])).toEqual([
      ["ABC-1", 300, 500],
      ["ABC-2", 300, 500],
    ]);
  });

  it("adds up to the report, in time and money, whatever is rounded", () => {
    const rounding = fc.constantFrom(
      undefined,
      { step: 900, direction: "up" as const },
      { step: 360, direction: "nearest" as const },
    );
    const billed = fc.constantFrom("human", "agent", "union");
    // Some of them in the middle of a session, and several a day.
    const issues = fc.array(fc.constantFrom("ABC-1", "ABC-2-frost", "main"), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(daysOfWork, rounding, billed, issues, fc.boolean(), (days, step, bill, branches, byIssue) => {
        const map: ProjectMap = { projects: [{ prefix: "/", rate: 77.77, currency: "EUR", bill }] };
        const events = days.map((event, at) => ({ ...event, git_branch: branches[at % branches.length] ?? "main" }));
        const activities = activitiesOf(events);
        const request = requestOf(map, { rounding: step });
        const { total } = reportOf(activities, request);
        const lines = worklogOf(activities, request, byIssue);
        const sum = lines.reduce((all, { seconds }) => all + seconds, 0);
        expect(lines.every(({ start, end }) => start < end)).toBe(true);
        expect(lines.every(({ seconds }) => Number.isSafeInteger(seconds) && seconds >= 0)).toBe(true);
        const other = worklogOf(activities, request, !byIssue);
        expect(sum).toBe(other.reduce((all, { seconds }) => all + seconds, 0));
        // In a report's total what projects have in common is told once, and not rounded.
        if (bill !== "union") expect(sum).toBe(total[bill]);
        const cents = lines.reduce((all, { cost }) => all + (cost?.minor ?? 0), 0);
        expect(cents).toBe(total.amounts.get("EUR") ?? 0);
      }),
      { numRuns: times(25) },
    );
  });

  it("says in each form whose time it is, or needs nobody's name", () => {
    expect(Object.entries(FORMS).map(([name, form]) => [name, "needs" in form ? form.needs : undefined])).toEqual([
      ["csv", undefined],
      ["clockify", "email"],
      ["harvest", "user"],
      ["jira", "user"],
      ["toggl", "email"],
    ]);
  });
});
