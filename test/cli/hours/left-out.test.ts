/** What a person and a script are told of what hours leave out. */
import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { ndjson, prompt, toolUse, type Fields } from "../../support/store/events.ts";
import { itWith } from "../../support/program/programs.ts";
import { tempDir } from "../../support/program/temp.ts";
import type { Ended } from "../../support/program/tt.ts";
import { tt } from "../../support/warm/tt.ts";

const DAY = ["--since", "2026-03-02", "--until", "2026-03-03", "--tz", "UTC"];
const HEARTBEAT: Fields = { automated: true, agent: "codex", session_id: "night" };

/** A store with some events, and the program beside it. */
function store(...events: readonly Fields[]): (...args: readonly string[]) => Ended {
  const home = tempDir();
  expect(tt(["import"], { home, input: ndjson(...events) }).code).toBe(0);
  return (...args) => tt([...args, ...DAY], { home });
}

describe("only automated prompts", () => {
  const said = "left out: 2 prompts of programs (codex 2; --automated counts them)";

  it("are never called no activity", () => {
    const run = store(prompt(0, HEARTBEAT), prompt(10, HEARTBEAT));
    const words = "only prompts of programs were found: Mon 2 Mar 2026 (UTC)";
    expect(run("report")).toEqual({ code: 0, stderr: "", stdout: `${words}\n${said}\n` });
    for (const form of ["--json", "--csv", "--markdown"]) {
      const { stdout, stderr } = run("report", form);
      expect(stderr).toBe(`tt: ${words}\ntt: ${said}\n`);
      expect(stdout).not.toMatch(/no activity/);
    }
    expect(run("report", "--automated").stdout).toMatch(/^total .* 0:10:00 /m);
    expect(run("report", "--automated").stdout).not.toContain("left out");
  });

  it("are told of by intervals too, on stderr, unless quiet", () => {
    const run = store(prompt(0, HEARTBEAT), prompt(10, HEARTBEAT));
    expect(run("intervals", "--human")).toEqual({ code: 0, stdout: "", stderr: `tt: ${said}\n` });
    expect(run("intervals", "--human", "--quiet")).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(run("intervals").stderr).toContain("--human --automated counts them");
    expect(run("intervals", "--human", "--automated").stderr).toBe("");
  });
});

describe("beside a person's work", () => {
  const events = [
    prompt(0),
    toolUse(1),
    toolUse(2, { agent_id: "a1" }),
    prompt(30, HEARTBEAT),
    prompt(60, { session_id: "s9", cwd: undefined, git_branch: undefined }),
  ];
  const said =
    "left out: 1 prompt of programs (codex 1; --automated counts them), " +
    "1 session of sub-agents (claude-code 1; their work counts as agent time), " +
    "1 event without a project (claude-code 1; told as (unknown))";
  const left = {
    automated_prompts: { codex: 1 },
    sub_agent_sessions: { "claude-code": 1 },
    events_without_project: { "claude-code": 1 },
    ignored_events: {},
  };

  it("a report says it below the table, in JSON, or beside the CSV", () => {
    const run = store(...events);
    expect(run("report")).toMatchObject({ code: 0, stderr: "" });
    expect(run("report").stdout).toContain(`\n\n${said}\n`);
    expect(run("report", "--markdown").stdout).toContain(`- ${said}\n`);
    const json = run("report", "--json");
    expect([json.stderr, JSON.parse(json.stdout)]).toEqual(["", expect.objectContaining({ left_out: left })]);
    const csv = run("report", "--csv");
    expect(csv.stderr).toBe(`tt: ${said}\n`);
    expect(csv.stdout).not.toContain("left out");
  });

  it("intervals say it on stderr: every line on stdout stays data", () => {
    const run = store(...events);
    const { stdout, stderr } = run("intervals", "--human");
    expect(stderr).toBe(`tt: ${said}\n`);
    for (const line of stdout.trim().split("\n")) expect(JSON.parse(line)).toMatchObject({ kind: "human" });
    expect(run("intervals", "--format", "timewarrior").stdout).not.toContain("left out");
  });

  it("intervals as one object have the lines, and what is not among them", () => {
    const run = store(...events);
    const json = run("intervals", "--human", "--json");
    const { intervals, ...rest } = JSON.parse(json.stdout) as { intervals: object[] };
    expect(json.stderr).toBe("");
    expect(rest).toEqual({
      parameters: expect.objectContaining({ kind: "human", time_zone: "UTC", since: "2026-03-02T00:00:00Z" }) as object,
      left_out: { ...left, open_intervals: 0 },
    });
    expect(intervals.map((interval) => `${JSON.stringify(interval)}\n`).join("")).toBe(
      run("intervals", "--human").stdout,
    );
    expect(run("intervals", "--json", "--format", "ical").code).toBe(2);
  });

  itWith("jq")("jq reads how many", () => {
    const { stdout } = store(...events)("report", "--json");
    const jq = spawnSync("jq", [".left_out | map_values(add // 0)", "-c"], { input: stdout, encoding: "utf8" });
    expect(jq.stdout).toBe(
      '{"automated_prompts":1,"sub_agent_sessions":1,"events_without_project":1,"ignored_events":0}\n',
    );
  });
});

it("intervals count those that may still change and are not printed", () => {
  const home = tempDir();
  const now = new Date(Date.now() - 60_000).toISOString();
  const event = { ...prompt(0), timestamp: now, id: `remote.agent:user_message:${now}:u1` };
  expect(tt(["import"], { home, input: ndjson(event) }).code).toBe(0);
  const { stdout, stderr } = tt(["intervals", "--human", "--tz", "UTC"], { home });
  expect([stdout, stderr]).toEqual(["", "tt: left out: 1 interval that may still change (--open has them)\n"]);
  expect(tt(["intervals", "--human", "--open", "--tz", "UTC"], { home }).stderr).toBe("");
});
