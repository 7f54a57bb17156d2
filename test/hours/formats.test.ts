import fc from "fast-check";
import ICAL from "ical.js";
import { describe, expect, it } from "vitest";
import type { StoredEvent } from "../../src/events/stored-event.ts";
import { arrange } from "../../src/hours/activities/arrange.ts";
import type { FormatContext } from "../../src/hours/formats/format.ts";
import { FORMATS } from "../../src/hours/formats/index.ts";
import { seconds } from "../../src/hours/slice.ts";
import type { ProjectMap } from "../../src/hours/projects/project-map.ts";
import { intervals, type Interval } from "../../src/hours/interval.ts";
import { daysOfWork } from "../support/random/days-of-work.ts";
import { itWith, run } from "../support/program/programs.ts";
import { at, prompt, RULES, turn } from "../support/store/week.ts";
import { times } from "../support/shares.ts";

const UTF8 = { LC_ALL: "C.UTF-8" };
const ZONE = "Europe/Berlin";
const NASTY = 'x" ; (drop) [a]: =1+1, \\, two  spaces\r\n:adjust @1 今日は 🌱 {}';
const map: ProjectMap = {
  projects: [
    { prefix: "/w/garden", name: "garden", client: "Acme", tags: ["web", "a, b"] },
    { prefix: "/w/nasty", name: NASTY, client: "=cmd()", tags: ["today", NASTY] },
  ],
};

function made(kind: Interval["kind"], events: readonly StoredEvent[]): readonly Interval[] {
  return intervals(arrange(events), { kind, rules: RULES, map, zone: ZONE, now: at("2027-01-01T00:00:00Z") });
}

function text(name: keyof typeof FORMATS, found: readonly Interval[], kind: Interval["kind"] = "human"): string {
  const person = { name: "Ana", email: "ana@example.com" };
  const context: FormatContext = { kind, rules: RULES, zone: ZONE, person };
  return [...FORMATS[name](found, context)].join("");
}

/** Over midnight in Berlin. */
const late = [
  prompt("2026-03-02T22:58:00Z", { cwd: "/w/garden", branch: "frost" }),
  turn("2026-03-02T23:10:00Z", 720, { cwd: "/w/garden", branch: "frost" }),
];
const nasty = [prompt("2026-03-03T09:00:00Z", { cwd: "/w/nasty", branch: NASTY, session: "s,2:x" })];

describe("the format", () => {
  it("timewarrior is a list as 'timew export' gives it, of words that 'timew' cannot mistake", () => {
    const list: unknown = JSON.parse(text("timewarrior", made("human", late)));
    expect(list).toEqual([
      {
        start: "20260302T225800Z",
        end: "20260302T230300Z",
        tags: [
          "project:garden",
          "client:Acme",
          "tag:a, b",
          "tag:web",
          "agent:claude-code",
          expect.stringMatching(/^tt:[0-9a-f]{16}$/) as string,
        ],
      },
    ]);
    expect(JSON.parse(text("timewarrior", []))).toEqual([]);
  });

  it("toggl is Toggl's detailed report, in local time", () => {
    const [head, line] = text("toggl", made("agent", late), "agent").split("\n");
    expect(head).toBe(
      "User,Email,Client,Project,Task,Description,Billable,Start date,Start time,End date,End time,Duration,Tags",
    );
    expect(line).toMatch(
      /^Ana,ana@example\.com,Acme,garden,,claude-code frost \[tt:[0-9a-f]{16}\],No,2026-03-02,23:58:00,2026-03-03,00:10:00,00:12:00,"agent, a {2}b, web, tt"$/,
    );
  });

  it("kimai is the timesheet that its importer documents, in local time", () => {
    const [head, line] = text("kimai", made("agent", late), "agent").split("\n");
    expect(head).toBe("Date,From,To,Duration,User,Email,Customer,Project,Activity,Description,Tags");
    expect(line).toMatch(
      /^2026-03-02,23:58,00:10,720,Ana,ana@example\.com,Acme,garden,agent,claude-code frost \[tt:[0-9a-f]{16}\],"agent,a {2}b,web,tt"$/,
    );
  });

  it("solidtime is its generic form, in UTC", () => {
    const [head, line] = text("solidtime", made("human", late)).split("\n");
    expect(head).toBe("description,billable,client,project,tags,start,end,task,user_name,user_email");
    expect(line).toMatch(
      /^claude-code frost \[tt:[0-9a-f]{16}\],false,Acme,garden,"human,a {2}b,web,tt",2026-03-02T22:58:00Z,2026-03-02T23:03:00Z,,Ana,ana@example\.com$/,
    );
  });

  it.each(["toggl", "kimai", "solidtime"] as const)("%s holds no formula and no line break", (format) => {
    const lines = text(format, made("human", nasty)).split("\n");
    expect(lines).toHaveLength(3);
    expect(lines[1]).toMatch(/,'=cmd\(\),"x"" ;/);
  });

  it("ical is understood by a parser that we did not write", () => {
    const found = made("human", [...late, ...nasty]);
    const calendar = text("ical", found);
    const events = new ICAL.Component(ICAL.parse(calendar) as unknown[])
      .getAllSubcomponents("vevent")
      .map((component) => new ICAL.Event(component));
    expect(events.map(({ uid }) => uid)).toEqual(found.map(({ id }) => `${id}@tt`));
    expect(events.map(({ startDate, endDate }) => [startDate.toUnixTime(), endDate.toUnixTime()])).toEqual(
      found.map(({ start, end }) => [start, end]),
    );
    expect(events.map(({ summary }) => summary)).toEqual(["garden", NASTY.replaceAll("\r\n", " ")]);
    for (const line of calendar.split("\r\n")) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
  });

  itWith("hledger")("hledger adds up to the same hours as the report, a day at a time", () => {
    fc.assert(
      fc.property(daysOfWork, fc.constantFrom("human" as const, "agent" as const), (events, kind) => {
        const found = made(kind, [...events, ...late, ...nasty]);
        const { stdout, stderr, status } = run(
          "hledger",
          ["-f", "-", "balance", "--depth", "0", "--commodity-style", "1.000000h", "-O", "csv", "--layout", "bare"],
          { input: text("hledger", found, kind), env: UTF8 },
        );
        expect([status, stderr]).toEqual([0, ""]);
        const total = /"total(?::)?","?h?"?,?"?([0-9.]+)/i.exec(stdout)?.[1];
        expect(Math.abs(Number(total) * 3600 - seconds(found))).toBeLessThan(1);
      }),
      { numRuns: 5 },
    );
  });

  itWith("hledger")("hledger keeps what is over midnight on its days, under an id each", () => {
    const { stdout } = run("hledger", ["-f", "-", "print", "-O", "json"], {
      input: text("hledger", made("agent", late), "agent"),
      env: UTF8,
    });
    const journal = JSON.parse(stdout) as {
      tdate: string;
      ttags: [string, string][];
      tpostings: { paccount: string }[];
    }[];
    expect(journal.map(({ tdate }) => tdate)).toEqual(["2026-03-02", "2026-03-03"]);
    const ids = journal.map(({ ttags }) => ttags.find(([name]) => name === "tt-id")?.[1] ?? "");
    expect(ids[1]).toBe(`${ids[0]}.2`);
    expect(journal.map(({ tpostings }) => tpostings.map(({ paccount }) => paccount))).toEqual([
      ["Acme:garden:agent"],
      ["Acme:garden:agent"],
    ]);
  });

  it.each(["human", "agent"] as const)("hledger declares every account before it is used: %s", (kind) => {
    const lines = text("hledger", made(kind, [...late, ...nasty]), kind).split("\n");
    const declared = lines.flatMap((line) => /^account (.*)$/.exec(line)?.[1] ?? []);
    const used = lines.flatMap((line) => /^ {4}\((.*)\) {2}/.exec(line)?.[1] ?? []);
    expect(declared.length).toBeGreaterThan(0);
    expect(new Set(used)).toEqual(new Set(declared));
  });

  itWith("hledger")("hledger takes the journal strictly", () => {
    const input = text("hledger", made("agent", [...late, ...nasty]), "agent");
    expect(run("hledger", ["-f", "-", "check", "--strict"], { input, env: UTF8 })).toMatchObject({
      status: 0,
      stderr: "",
    });
  });

  it("activitywatch has a bucket for the person and one a machine, and no ids of events", () => {
    const events = [...late, turn("2026-03-02T23:20:00Z", 60, { session: "s2", machine: "desk", cwd: "/w/garden" })];
    const document = JSON.parse(text("activitywatch", made("agent", events), "agent")) as {
      buckets: Record<string, { hostname: string; events: Record<string, unknown>[] }>;
    };
    expect(Object.keys(document.buckets)).toEqual(["tt-agent", "tt-agent_desk"]);
    expect(document.buckets["tt-agent_desk"]?.hostname).toBe("desk");
    const [first] = document.buckets["tt-agent"]?.events ?? [];
    expect(first).toMatchObject({ timestamp: "2026-03-02T22:58:00Z", duration: 720, data: { project: "garden" } });
    expect(Object.keys(first ?? {})).toEqual(["timestamp", "duration", "data"]);
  });

  it("is the same bytes every time, for any order of the events", () => {
    fc.assert(
      fc.property(daysOfWork, (events) => {
        for (const name of Object.keys(FORMATS) as (keyof typeof FORMATS)[])
          expect(text(name, made("human", events.toReversed()))).toBe(text(name, made("human", events)));
      }),
      { numRuns: times(12) },
    );
  });
});
