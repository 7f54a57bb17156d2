/** What a person and a pipeline meet at `tt events`. */
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ndjson, prompt, toolUse, type Fields } from "../../support/store/events.ts";
import { tempDir } from "../../support/program/temp.ts";
import { pause } from "../../support/program/together.ts";
import { startTt } from "../../support/program/tt.ts";
import { tt } from "../../support/warm/tt.ts";

const demo = join(import.meta.dirname, "../../../fixtures/demo/home");

function stored(...events: readonly Fields[]) {
  const home = tempDir();
  expect(tt(["import"], { home, input: ndjson(...events) }).code).toBe(0);
  return (...args: readonly string[]) => tt(["events", ...args], { home });
}

describe("tt events", () => {
  it("prints the lines of 'tt export' byte for byte, by time and ID", () => {
    const home = tempDir();
    cpSync(demo, home, { recursive: true });
    const claudeDir = join(home, ".claude");
    const { stdout } = tt(["export", "--types", "all", "--claude-dir", claudeDir], { home });
    expect(tt(["import"], { home, input: stdout }).code).toBe(0);
    const order = (line: string) => {
      const { timestamp, id } = JSON.parse(line) as { timestamp: string; id: string };
      return `${timestamp} ${id}`;
    };
    const lines = stdout.trimEnd().split("\n");
    const sorted = lines.toSorted((a, b) => (order(a) < order(b) ? -1 : 1));
    expect(tt(["events"], { home })).toEqual({ code: 0, stdout: `${sorted.join("\n")}\n`, stderr: "" });
    const tools = sorted.filter((line) => line.includes('"type":"agent_tool_use"'));
    expect(tt(["events", "--types", "agent_tool_use"], { home }).stdout).toBe(`${tools.join("\n")}\n`);
  });

  it("chooses by window, type, agent, session and project", () => {
    const events = [
      prompt(1, { cwd: "/w/garden" }),
      toolUse(2, { cwd: "/w/garden/beds" }),
      prompt(3, { session_id: "s2", cwd: "/w/sea", agent: "codex" }),
      prompt(1500, { cwd: "/w/garden" }),
    ];
    const run = stored(...events);
    const ids = (...args: readonly string[]) =>
      run("--tz", "UTC", ...args)
        .stdout.trim()
        .split("\n")
        .map((line) => events.findIndex((event) => JSON.stringify(event) === line));
    expect(ids("--since", "2026-03-02", "--until", "2026-03-03")).toEqual([0, 1, 2]);
    expect(ids("--types", "user_message")).toEqual([0, 2, 3]);
    expect(ids("--types", "core")).toEqual([0, 1, 2, 3]);
    expect(ids("--agent", "codex,gemini-cli")).toEqual([2]);
    expect(ids("--session", "s1", "--since", "2026-03-03")).toEqual([3]);
    // As the report has them: what was done below where the session began is of its project.
    expect(ids("--project", "garden")).toEqual([0, 1, 3]);
    expect(ids("--project", "sea")).toEqual([2]);
  });

  it("prints plain lines that can be searched and split", () => {
    const run = stored(
      prompt(1, { cwd: "/w/a b", git_branch: 'x|y"', note: "12", deep: { a: [1, "|"] } }),
      toolUse(2, { file: "/w/\u202egnp.exe" }),
    );
    expect(run("--format", "flat").stdout.split("\n")).toEqual([
      "2026-03-02T08:01:00.000Z|user_message|remote.agent|id=remote.agent:user_message:2026-03-02T08:01:00.000Z:u1 " +
        'agent=claude-code session_id=s1 cwd="/w/a b" git_branch="x\\u007cy\\"" length=14 has_image=false note="12" ' +
        'deep={"a":[1,"\\u007c"]}',
      "2026-03-02T08:02:00.000Z|agent_tool_use|remote.agent|id=remote.agent:agent_tool_use:2026-03-02T08:02:00.000Z:toolu_2 " +
        "agent=claude-code session_id=s1 cwd=/home/ana/garden git_branch=main tool=Read tool_kind=file_read " +
        'file="/w/\\u202egnp.exe"',
      "",
    ]);
  });

  it("prints CSV of fixed columns, whatever the events have", () => {
    const one = stored(prompt(1, { mood: "sunny", cwd: "=1+1" }))("--format", "csv").stdout.split("\n");
    const two = stored(toolUse(1))("--format", "csv").stdout.split("\n");
    expect(one[0]).toBe(two[0]);
    expect(one[0]).toMatch(/^id,timestamp,source,type,agent,session_id,cwd,.*,more,seq,imported_at$/);
    expect(one[1]).toMatch(/,'=1\+1,main,.*,"\{""mood"":""sunny""\}",1,2\d{3}-\d\d-\d\dT[\d:.]+Z$/);
  });

  it("follows: what is imported comes at once, and a signal ends it", async () => {
    const home = tempDir();
    expect(tt(["import"], { home, input: ndjson(prompt(1)) }).code).toBe(0);
    const following = startTt(["events", "--follow"], { home });
    let text = "";
    following.stdout.on("data", (chunk: Buffer) => (text += chunk.toString()));
    const until = async (count: number) => {
      for (let waited = 0; waited < 20_000 && text.split("\n").length <= count; waited += 50) await pause(50);
    };
    await until(1);
    // An old time, and new all the same.
    expect(tt(["import"], { home, input: ndjson(prompt(1), prompt(0)) }).code).toBe(0);
    await until(2);
    expect(text).toBe(ndjson(prompt(1), prompt(0)));
    const exited = once(following, "exit");
    following.kill("SIGTERM");
    expect((await exited)[0] ?? 143).toBe(143);
  });

  it("of an empty store are none, and a mistyped one is refused", () => {
    const home = tempDir();
    expect(tt(["events"], { home })).toMatchObject({
      code: 0,
      stdout: "",
      stderr: expect.stringContaining("nothing is stored yet in") as string,
    });
    expect(tt(["events", "--db", "typo.db"], { home }).code).toBe(2);
    expect(tt(["events", "today", "week"], { home }).code).toBe(2);
    expect(tt(["events", "--format", "xml"], { home }).code).toBe(2);
  });

  it.skipIf(spawnSync("jq", ["--version"]).status !== 0)("is understood by jq", () => {
    const { stdout } = stored(prompt(1), toolUse(2))();
    const { stdout: types } = spawnSync("jq", ["-r", ".type"], { input: stdout, encoding: "utf8" });
    expect(types).toBe("user_message\nagent_tool_use\n");
  });
});
