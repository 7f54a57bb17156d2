/** Text that a terminal would obey or show in another order: escaped where it is JSON, replaced in other programs' forms. */
import { join } from "node:path";
import { expect, it } from "vitest";
import { tempDir, writeTree } from "../../support/program/temp.ts";
import { tt } from "../../support/warm/tt.ts";

const NASTY = "a\u007fb\u0080c\u009bd\u202ee\u2066f\u200fg\u061ch";
const RAW = /[\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

it("control characters and marks that reorder text are nowhere printed raw", () => {
  const home = tempDir();
  const claudeDir = join(home, ".claude");
  const record = (type: string, minute: number, message: object) =>
    `${JSON.stringify({
      type,
      uuid: `u${minute}`,
      sessionId: NASTY,
      timestamp: `2026-03-02T09:0${minute}:00.000Z`,
      cwd: `/w/${NASTY}`,
      gitBranch: NASTY,
      message,
    })}\n`;
  const use = { type: "tool_use", id: "t1", name: NASTY, input: {} };
  writeTree(
    home,
    new Map([
      [
        ".claude/projects/p/s.jsonl",
        record("user", 1, { role: "user", content: "hello" }) +
          record("assistant", 2, { role: "assistant", content: [use] }),
      ],
    ]),
  );
  const { stdout } = tt(["export", "--full", "--claude-dir", claudeDir], { home });
  expect(stdout).not.toMatch(RAW);
  expect(stdout).toContain(String.raw`\u007fb\u0080c\u009bd\u202ee\u2066f\u200fg\u061ch`);
  const events = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(events.map(({ session_id, cwd, git_branch, tool }) => [session_id, cwd, git_branch, tool])).toEqual([
    [NASTY, `/w/${NASTY}`, NASTY, undefined],
    [NASTY, `/w/${NASTY}`, NASTY, undefined],
    [NASTY, `/w/${NASTY}`, NASTY, NASTY],
  ]);
  expect(tt(["import"], { home, input: stdout }).code).toBe(0);
  const week = ["--since", "2026-03-02", "--until", "2026-03-09", "--tz", "UTC"];
  const printed = [
    ...[[], ["--json"], ["--csv"], ["--markdown"]].map((form) => [
      "report",
      ...week,
      "--by",
      "project,branch,session",
      ...form,
    ]),
    ...["ndjson", "timewarrior", "toggl", "kimai", "solidtime", "ical", "hledger", "activitywatch"].flatMap(
      (format) => [
        ["intervals", "--open", "--format", format, "--email", "a@example.com", ...week],
        ["intervals", "--open", "--human", "--format", format, "--email", "a@example.com", ...week],
      ],
    ),
    ["status"],
    ["status", "--json"],
    ["export", "--since", "2026-03-02", "--until", "2026-03-09", "--claude-dir", claudeDir],
  ];
  for (const args of printed) {
    const { code, stdout: text, stderr } = tt(args, { home });
    expect([args.join(" "), code, RAW.exec(`${text}${stderr}`)]).toEqual([args.join(" "), 0, null]);
    expect(text).not.toBe("");
  }
  const [line = ""] = tt(["intervals", "--open", ...week], { home }).stdout.split("\n");
  expect(JSON.parse(line)).toMatchObject({ session_id: NASTY });
});
