/** What a person meets at the command line of the built program. */
import { appendFileSync, cpSync, existsSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { tempDir, writeTree } from "../../support/program/temp.ts";
import type { Ended, TtOptions } from "../../support/program/tt.ts";
import { tt } from "../../support/warm/tt.ts";

const demo = join(import.meta.dirname, "../../../fixtures/demo/home");
const LOG = ".claude/projects/-home-ana-garden/s1.jsonl";

interface Line {
  readonly type?: string;
  readonly uuid: string;
  readonly at: string;
}

function prompt({ uuid, at }: Line): string {
  const message = { role: "user", content: "water the beds" };
  return `${JSON.stringify({ type: "user", message, uuid, timestamp: at, sessionId: "s1", cwd: "/home/ana/garden" })}\n`;
}

/** A home with one session of three prompts, and the program run in it. */
function garden(options: Partial<TtOptions> = {}) {
  const home = tempDir();
  const lines = [8, 9, 10].map((hour, at) =>
    prompt({ uuid: `u${at}`, at: `2026-03-02T${String(hour).padStart(2, "0")}:00:00.000Z` }),
  );
  writeTree(home, new Map([[LOG, lines.join("")]]));
  const run = (...args: readonly string[]): Ended => tt(["export", ...args], { home, ...options });
  const manifest = join(home, ".time-tracker/claude-manifest.json");
  return { home, run, manifest, log: join(home, LOG) };
}

function ids(stdout: string): readonly string[] {
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => (JSON.parse(line) as { id: string }).id);
}

describe("tt export", () => {
  it("prints what is new, then nothing, and leaves the manifest's bytes alone", () => {
    const { run, manifest } = garden();
    expect(ids(run().stdout)).toHaveLength(4);
    const before = [readFileSync(manifest, "utf8"), statSync(manifest).mtimeMs];
    expect(run()).toEqual({ code: 0, stdout: "", stderr: "" });
    expect([readFileSync(manifest, "utf8"), statSync(manifest).mtimeMs]).toEqual(before);
  });

  it("keeps its state for its owner alone", () => {
    const { run, home, manifest } = garden();
    run();
    expect(statSync(manifest).mode & 0o777).toBe(0o600);
    expect(statSync(join(home, ".time-tracker")).mode & 0o777).toBe(0o700);
  });

  it("gives the same bytes again with --full, and when the manifest is lost", () => {
    const { run } = garden();
    const first = run().stdout;
    expect(run("--full").stdout).toBe(first);
    expect(run().stdout).toBe("");
  });

  it("prints a window whatever was exported before, and moves no position", () => {
    const { run, manifest } = garden();
    const window = ["--since", "2026-03-02T09:00Z", "--until", "2026-03-02T10:00Z"];
    expect(ids(run(...window).stdout)).toEqual(["remote.agent:user_message:2026-03-02T09:00:00.000Z:u1"]);
    expect(existsSync(manifest)).toBe(false);
    run();
    expect(ids(run(...window).stdout)).toHaveLength(1);
  });

  it("does not open a log that was last modified before the window", () => {
    const { run, log } = garden();
    utimesSync(log, new Date("2026-03-01T00:00:00Z"), new Date("2026-03-01T00:00:00Z"));
    expect(run("--since", "2026-03-02").stdout).toBe("");
  });

  it("leaves out other types for good, until --full", () => {
    const { run } = garden();
    expect(ids(run("--types", "agent_session").stdout)).toHaveLength(1);
    expect(run().stdout).toBe("");
    expect(ids(run("--full").stdout)).toHaveLength(4);
  });

  it("says that more types have the past only with --full, once, and gives it then", () => {
    const { run, log } = garden();
    const usage = { input_tokens: 3, output_tokens: 5 };
    const message = { id: "m1", role: "assistant", model: "claude-opus-4-8", content: [], usage };
    const answer = { type: "assistant", message, uuid: "a1", timestamp: "2026-03-02T10:00:05.000Z", sessionId: "s1" };
    appendFileSync(log, `${JSON.stringify(answer)}\n`);
    expect(run().stdout).not.toContain("agent_usage");
    const more = run("--types", "all");
    expect([more.code, more.stdout]).toEqual([0, ""]);
    expect(more.stderr).toContain("only after an export with --full");
    expect(run("--types", "all").stderr).toBe("");
    expect(ids(run("--types", "all", "--full").stdout)).toContain("remote.agent:agent_usage:m1-8");
  });

  it("takes --types more than once", () => {
    const { run } = garden();
    expect(ids(run("--types", "agent_session", "--types", "user_message").stdout)).toHaveLength(4);
  });

  it("warns of a directory that was named and is none, and of logs' place that is none", () => {
    const { run, home } = garden();
    writeFileSync(join(home, "file"), "");
    expect(run("--claude-dir", join(home, "file"), "--strict").stderr).toContain("there is no directory");
    writeTree(home, new Map([["other/projects", ""]]));
    const { code, stderr } = run("--claude-dir", join(home, "other"), "--strict");
    expect([code, stderr]).toEqual([
      3,
      `tt: warning: cannot read \`${join(home, "other/projects")}\` (no directory)\n`,
    ]);
  });

  it("takes a manifest whose machine ID is none for corrupt", () => {
    const { run, manifest } = garden();
    run();
    writeFileSync(manifest, readFileSync(manifest, "utf8").replace('"sessions"', '"machine_id": "a b", "sessions"'));
    expect(run()).toMatchObject({ code: 0, stderr: expect.stringContaining("cannot be understood") as string });
  });

  it("says with --quiet what was asked for by name", () => {
    const { run } = garden();
    expect(run("--quiet", "--dry-run").stderr).toBe("");
    expect(run("--quiet", "--dry-run", "--summary", "text").stderr).toContain("claude-code  1 log");
  });

  it("notes what it had found when it failed", () => {
    const { run, home } = garden();
    expect(run("--", "false").code).toBe(74);
    const note = JSON.parse(readFileSync(join(home, ".time-tracker/last-export.json"), "utf8")) as object;
    expect(note).toMatchObject({
      exit_code: 74,
      failure: "the consumer `false` exited with code 1",
      summary: { sources: { "claude-code": { logs: 1 } } },
    });
  });

  it("stores nothing in a dry run, and tells what would have been exported", () => {
    const { run, home } = garden();
    const { stdout, stderr, code } = run("--dry-run");
    expect([stdout, code]).toEqual(["", 0]);
    expect(stderr).toBe("claude-code  1 log, 3 new lines, 4 events\n             agent_session 1, user_message 3\n");
    expect(existsSync(join(home, ".time-tracker"))).toBe(false);
  });

  it("remembers the machine ID, and changes it only with --full", () => {
    const { run } = garden();
    expect(ids(run("--machine-id", "laptop").stdout)[0]).toMatch(/^laptop:remote\.agent:agent_session:/);
    for (const other of [[], ["--machine-id", "desk"]]) {
      const { code, stdout, stderr } = run(...other);
      expect([code, stdout]).toEqual([2, ""]);
      expect(stderr).toMatch(
        /^tt: the last export was made with the machine ID 'laptop'.*\n\nhint: use --machine-id laptop/,
      );
    }
    expect(run("--machine-id", "laptop")).toMatchObject({ code: 0, stdout: "" });
    expect(ids(run("--full").stdout)[0]).toMatch(/^remote\.agent:agent_session:/);
    expect(run().code).toBe(0);
  });

  it("takes the machine ID from the environment, and any in a window", () => {
    const { run } = garden({ env: { TT_MACHINE_ID: "laptop" } });
    expect(run().stdout).toContain('"machine_id":"laptop"');
    expect(run("--since", "2026-03-01", "--machine-id", "desk").stdout).toContain('"machine_id":"desk"');
  });

  it("tells its summary as JSON", () => {
    const { run, log } = garden();
    writeFileSync(log, '{"type":"summary"}\n{"type":"user"}\n{"type":"us\n', { flag: "a" });
    const { stderr } = run("--summary", "json");
    expect(JSON.parse(stderr)).toEqual({
      sources: {
        "claude-code": {
          logs: 1,
          lines: 6,
          events: { agent_session: 1, user_message: 3 },
          skipped: { "other-type": 1, incomplete: 1, malformed: 1 },
        },
      },
      warnings: [{ kind: "malformed", path: log, offset: expect.any(Number) as number }],
    });
  });

  it("exits 3 with --strict when there were warnings, 0 without", () => {
    const { run, log } = garden();
    writeFileSync(log, "{\n", { flag: "a" });
    const { code, stderr } = run("--strict");
    expect([code, stderr]).toEqual([
      3,
      `tt: warning: a line that is no record was skipped in \`${log}\` at byte ${statSync(log).size - 2}\n`,
    ]);
    expect(run("--strict").code).toBe(0);
    expect(run("--full").code).toBe(0);
    expect(run("--full", "--quiet").stderr).toBe("");
  });

  it("notes how it ended", () => {
    const { run, home } = garden();
    run();
    const note = JSON.parse(readFileSync(join(home, ".time-tracker/last-export.json"), "utf8")) as object;
    expect(note).toMatchObject({ exit_code: 0, summary: { sources: { "claude-code": { logs: 1, lines: 3 } } } });
    expect(Object.keys(note)).toEqual(["ended", "exit_code", "destination", "types", "summary"]);
  });

  it("reads several directories, each once however it is spelled", () => {
    const { run, home } = garden();
    const other = tempDir();
    cpSync(join(demo, ".claude"), join(other, "claude"), { recursive: true });
    const one = join(home, ".claude");
    const { stdout } = run(
      "--claude-dir",
      one,
      "--claude-dir",
      `${one}/../.claude`,
      "--claude-dir",
      join(other, "claude"),
    );
    expect(ids(stdout)).toHaveLength(
      4 + ids(tt(["export", "--claude-dir", join(demo, ".claude")], { home: other }).stdout).length,
    );
  });

  it("warns of a directory that was named and is not there, and keeps what it knows of it", () => {
    const { run, home, manifest } = garden();
    run();
    const before = readFileSync(manifest, "utf8");
    const { code, stderr } = run("--claude-dir", join(home, "nowhere"), "--strict");
    expect([code, stderr]).toEqual([3, `tt: warning: there is no directory \`${join(home, "nowhere")}\` (ENOENT)\n`]);
    expect(readFileSync(manifest, "utf8")).toBe(before);
  });

  it("says so when there is no agent at all", () => {
    const home = tempDir();
    expect(tt(["export", "--summary", "text"], { home })).toEqual({
      code: 0,
      stdout: "",
      stderr: "no logs of any agent were found\n",
    });
  });

  it.each([
    [["--sourc"], "unknown option '--sourc'"],
    [["--source", "claude"], "did you mean 'claude-code'?"],
    [["--types", "user_mesage"], "did you mean 'user_message'?"],
    [["--since", "tomorow"], "not a time: 'tomorow'"],
    [["--since", "1m"], "not a time: '1m'"],
    [["--since", "2026-03-02", "--until", "2026-03-01"], "--until is before --since"],
    [["--full", "--since", "7d"], "contradict each other"],
    [["--machine-id", "a b"], "not a machine ID: 'a b'"],
    [["--machine-id", "x".repeat(65)], "not a machine ID"],
    [["--summary", "xml"], "Allowed choices are text, json, none"],
    [["--claude-dir", ""], "--claude-dir is empty"],
    [["--data-dir", ""], "--data-dir is empty"],
    [["events.ndjson"], "unexpected argument 'events.ndjson'"],
    [["events.ndjson", "--", "cat"], "unexpected argument 'events.ndjson'"],
    [["--"], "no command after '--'"],
    [["-v", "-q"], "contradict each other"],
  ])("refuses %j with exit code 2 and a word on it", (args, message) => {
    const { run, home } = garden();
    const { code, stdout, stderr } = run(...args);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/^tt: /);
    expect(existsSync(join(home, ".time-tracker"))).toBe(false);
  });

  it.each([
    ["2026-03-02"],
    ["2026-03-02T09:30"],
    ["2026-03-02T09:30:00+02:00"],
    ["today"],
    ["yesterday"],
    ["36h"],
    ["7d"],
    ["2w"],
  ])("understands --since %s", (when) => {
    expect(garden().run("--since", when).code).toBe(0);
  });
});

describe("tt", () => {
  it("tells its version, its help, and the commands it has", () => {
    const home = tempDir();
    expect(tt(["--version"], { home })).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as string,
      stderr: "",
    });
    expect(tt(["--help"], { home })).toMatchObject({ code: 0, stderr: "" });
    expect(tt(["--help"], { home }).stdout).toContain("export");
    expect(tt(["export", "--help"], { home }).stdout).toContain("--machine-id");
    expect(tt(["exprot"], { home })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("did you mean 'tt export'?") as string,
    });
  });
});
