/** What a person and a pipeline meet at `tt sessions` and `tt show`. */
import { cpSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { shell } from "../support/program/shell.ts";
import { tempDir } from "../support/program/temp.ts";
import { tt } from "../support/warm/tt.ts";

const demo = join(import.meta.dirname, "../../fixtures/demo/home");
const GARDEN = "daf90a25-5478-4e44-8001-4ec492ae3a70";
const MARCH = ["2026-03", "--tz", "UTC"] as const;

let home = "";

/** The demo, stored; one log has another name than its session. */
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "tt-test-"));
  cpSync(demo, home, { recursive: true });
  const ledger = join(home, ".claude/projects/-home-ana-ledger");
  renameSync(join(ledger, "da95080a-1940-41e2-88ca-ee27eb28f473.jsonl"), join(ledger, "forked.jsonl"));
  expect(tt(["update"], { home }).code).toBe(0);
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

const run = (...args: readonly string[]) => tt(args, { home });
const json = (...args: readonly string[]) =>
  JSON.parse(run(...args, "--json").stdout) as Readonly<Record<string, unknown>>;

describe("tt sessions", () => {
  it("lists them with the hours of the report, and where their logs lie", () => {
    const rows = json("sessions", ...MARCH)["sessions"] as readonly Readonly<Record<string, unknown>>[];
    const row = rows.find(({ session }) => session === GARDEN);
    expect(json("report", ...MARCH, "--session", GARDEN)["total"]).toMatchObject({
      human_s: row?.["human_s"],
      agent_s: row?.["agent_s"],
    });
    const log = join(home, ".claude/projects/-home-ana-garden", `${GARDEN}.jsonl`);
    expect(row).toMatchObject({ log, log_state: "there", prompts: 11, tool_uses: 44 });
    expect(rows).toHaveLength(12);
    expect(rows.map((each) => String(each["log"]).split("/").at(-1))).toContain("forked.jsonl");
  });

  it("are chosen by project and by a text in a path, and a log that is gone is said to be", () => {
    const garden = join(home, ".claude/projects/-home-ana-garden");
    renameSync(garden, join(home, "away"));
    const { stdout } = run("sessions", ...MARCH, "--project", "garden", "--path", GARDEN);
    expect(stdout).toMatch(/^daf90a25 {2}claude-code {2}garden .* gone: ~\/\.claude\/projects/m);
    expect(stdout).toContain("1 session: human ");
    expect(run("show", GARDEN, "--text").stdout).toContain(
      "The log of this session is gone: this is what the store knows. It has never had any text.",
    );
    renameSync(join(home, "away"), garden);
    expect(run("sessions", ...MARCH, "--path", "sea").stdout).toMatch(/^no session with 'sea' in a path: /);
    expect(run("sessions", ...MARCH, "--path", "sea", "--project", "nix").stdout).toMatch(
      /^no session of 'nix' with 'sea' in a path: /,
    );
  });

  it("tells a program on stderr that nothing is there", () => {
    const { stdout, stderr } = tt(["sessions", "--json"], { home: tempDir() });
    expect(JSON.parse(stdout)).toMatchObject({ sessions: [] });
    expect(stderr).toMatch(/^tt: nothing is stored yet in /);
  });
});

describe("tt show", () => {
  it("shows lengths, and texts where they are asked for", () => {
    const plain = run("show", "daf90a25", "--tz", "UTC");
    expect(plain).toMatchObject({ code: 0, stderr: "" });
    expect(plain.stdout).toContain("11 prompts, 44 tool uses, 11 messages");
    expect(plain.stdout).not.toMatch(/^ {3}> /m);
    expect(run("show", "daf90a25", "--text").stdout).toMatch(/^ {3}> \w/m);
  });

  it("ends quietly when its reader goes, and fails when nothing can be written", () => {
    const script = `tt show ${GARDEN} --text | head -1; tt show ${GARDEN} > /dev/full`;
    const { code, stdout, stderr } = shell(script, { home });
    expect(stdout).toMatch(/^claude-code, session daf90a25/);
    expect(stderr).toContain("cannot write to the standard output (ENOSPC)");
    expect(code).toBe(74);
  });
});
