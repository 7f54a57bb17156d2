/** What a person and a pipeline meet at `tt sessions` and `tt show`. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ndjson, prompt } from "../support/events.ts";
import { shell } from "../support/shell.ts";
import { tempDir } from "../support/temp.ts";
import { tt } from "../support/tt.ts";

const demo = join(import.meta.dirname, "../../fixtures/demo/home");
const GARDEN = "daf90a25-5478-4e44-8001-4ec492ae3a70";
const MARCH = ["2026-03", "--tz", "UTC"] as const;

interface Row {
  readonly session: string;
  readonly human_s: number;
  readonly agent_s: number;
  readonly prompts: number;
  readonly tool_uses: number;
  readonly log?: string;
  readonly log_state: string;
}

let home = "";

/** The demo in a home, stored. */
function stored(own: string): string {
  cpSync(demo, own, { recursive: true });
  expect(tt(["update"], { home: own }).code).toBe(0);
  return own;
}

beforeAll(() => void (home = stored(mkdtempSync(join(tmpdir(), "tt-test-")))));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const run = (...args: readonly string[]) => tt(args, { home });
const rowsOf = (at: string, ...args: readonly string[]) =>
  (JSON.parse(tt(["sessions", ...MARCH, "--json", ...args], { home: at }).stdout) as { sessions: readonly Row[] })
    .sessions;

describe("tt sessions", () => {
  it("lists them with the hours of the report, and where their logs lie", () => {
    const rows = rowsOf(home);
    expect(rows).toHaveLength(12);
    const total = JSON.parse(run("report", ...MARCH, "--json").stdout) as { total: object };
    const sum = (of: "human_s" | "agent_s") => rows.reduce((all, row) => all + row[of], 0);
    expect(total.total).toMatchObject({ human_s: sum("human_s"), agent_s: sum("agent_s") });
    const alone = JSON.parse(run("report", ...MARCH, "--json", "--session", GARDEN).stdout) as { total: object };
    const row = rows.find(({ session }) => session === GARDEN);
    expect(alone.total).toMatchObject({ human_s: row?.human_s, agent_s: row?.agent_s });
    expect(row).toMatchObject({
      log: join(home, ".claude/projects/-home-ana-garden", `${GARDEN}.jsonl`),
      log_state: "there",
      prompts: 11,
      tool_uses: 44,
    });
    const { stdout } = run("sessions", ...MARCH);
    expect(stdout).toContain("12 sessions: human ");
    expect(stdout).toMatch(/^daf90a25 {2}claude-code {2}garden .* ~\/\.claude\/projects/m);
    expect(
      run("sessions", ...MARCH, "--csv")
        .stdout.trim()
        .split("\n"),
    ).toHaveLength(13);
  });

  it("are chosen by project, agent and a text in a path", () => {
    expect(rowsOf(home, "--project", "garden")).toHaveLength(4);
    expect(rowsOf(home, "--agent", "codex")).toEqual([]);
    expect(rowsOf(home, "--path", "home/ana/atlas")).toHaveLength(4);
    expect(rowsOf(home, "--path", `${GARDEN}.jsonl`)).toHaveLength(1);
    expect(run("sessions", ...MARCH, "--path", "sea")).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^no session with 'sea' in a path: /) as string,
    });
  });

  it("says of a log that it is gone, and what the store knows of its session", () => {
    const own = stored(tempDir());
    rmSync(join(own, ".claude/projects/-home-ana-garden"), { recursive: true });
    const state = () => rowsOf(own, "--project", "garden").map(({ log_state: is }) => is);
    expect(new Set(state())).toEqual(new Set(["gone"]));
    const { code, stdout } = tt(["show", GARDEN, "--text", "--tz", "UTC"], { home: own });
    expect(code).toBe(0);
    expect(stdout).toContain(
      "The log of this session is gone: this is what the store knows. It has never had any text.",
    );
    expect(stdout).toContain("1. 08:10:00  prompt, 44 bytes");
    expect(stdout).toContain("Write (file_write) /home/ana/garden/src/beds.ts, ok in ~0.9s");
    // Once the manifest has forgotten it, nobody knows where it lay.
    expect(tt(["update"], { home: own }).code).toBe(0);
    expect(new Set(state())).toEqual(new Set(["not-found"]));
  });

  it("finds a log that is not named after its session by what the last export noted", () => {
    const own = tempDir();
    const log = join(own, ".claude/projects/p/forked.jsonl");
    mkdirSync(join(own, ".claude/projects/p"), { recursive: true });
    const at = { timestamp: "2026-03-02T09:00:00.000Z", sessionId: GARDEN, cwd: "/home/ana/garden", uuid: "u1" };
    writeFileSync(log, `${JSON.stringify({ type: "user", message: { role: "user", content: "go" }, ...at })}\n`);
    expect(tt(["update"], { home: own }).code).toBe(0);
    expect(rowsOf(own)).toMatchObject([{ session: GARDEN, log, log_state: "there" }]);
  });

  it("tells in words that nothing is there, and stays data for a program", () => {
    const own = tempDir();
    const nothing = /^(?:tt: )?nothing is stored yet in /;
    expect(tt(["sessions"], { home: own })).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(nothing) as string,
    });
    const json = tt(["sessions", "--json"], { home: own });
    expect(JSON.parse(json.stdout)).toMatchObject({ sessions: [] });
    expect(json.stderr).toMatch(nothing);
    expect(run("sessions", "week", "month")).toMatchObject({ code: 2 });
  });
});

describe("tt show", () => {
  it("shows lengths, and texts where they are asked for, from the log alone too", () => {
    const own = tempDir();
    cpSync(demo, own, { recursive: true });
    for (const at of [home, own]) {
      const { code, stdout, stderr } = tt(["show", GARDEN.slice(0, 8), "--tz", "UTC"], { home: at });
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      expect(stdout).toContain("11 prompts, 44 tool uses, 11 messages");
      expect(stdout).not.toMatch(/^ {3}> /m);
      expect(tt(["show", GARDEN, "--text"], { home: at }).stdout).toMatch(/^ {3}> \w/m);
      expect(tt(["show", GARDEN, "--format", "json"], { home: at }).stdout).not.toContain('"text"');
    }
    expect(run("show", GARDEN, "--format", "json").stdout).toContain("subagents/agent-0a5c8427a13bb55dc.jsonl");
  });

  it("refuses an ID that is nobody's, and one that several have, and names them", () => {
    expect(run("show", "nobody")).toEqual({
      code: 2,
      stdout: "",
      stderr:
        "tt: no session is called 'nobody'\n\nhint: 'tt sessions' lists the stored ones; neither the store nor the logs know this one\n",
    });
    const own = tempDir();
    const events = [
      prompt(1, { session_id: "garden-1" }),
      prompt(2, { session_id: "garden-2" }),
      prompt(3, { session_id: "garden-2", agent: "codex" }),
      prompt(4, { session_id: "garden-22" }),
    ];
    expect(tt(["import"], { home: own, input: ndjson(...events) }).code).toBe(0);
    const show = (...args: readonly string[]) => tt(["show", ...args], { home: own });
    expect(show("garden").stderr).toBe(
      "tt: 'garden' is 4 sessions: garden-1 (claude-code), garden-2 (claude-code), garden-2 (codex), garden-22 (claude-code)\n\nhint: give more of its ID\n",
    );
    expect(show("garden-2").stderr).toContain("hint: --source names the agent that is meant");
    expect(show("garden-2", "--source", "codex")).toMatchObject({ code: 0 });
    expect(show("garden-1").stdout).toContain("The log of this session is gone");
    expect(show("").stderr).toContain("the ID of the session is empty");
  });

  it("ends quietly when its reader goes, and fails when nothing can be written", () => {
    const { stdout, stderr } = shell(`tt show ${GARDEN} --text | head -1; tt sessions 2026-03 | head -1`, { home });
    expect(stdout).toMatch(/^claude-code, session daf90a25.*\nsession /);
    expect(stderr).toBe("");
    for (const command of [`show ${GARDEN}`, "sessions 2026-03"])
      expect(shell(`tt ${command} > /dev/full`, { home })).toMatchObject({
        code: 74,
        stderr: expect.stringContaining("cannot write to the standard output (ENOSPC)") as string,
      });
  });
});
