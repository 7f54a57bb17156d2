/** Text logs are read only where they are named, and nothing but their own events changes with them. */
import { cpSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { tempDir } from "../../support/program/temp.ts";
import { tt } from "../../support/warm/tt.ts";

const fixtures = join(import.meta.dirname, "../../../fixtures");

function homeWith(...cases: readonly string[]): string {
  const home = tempDir();
  for (const name of cases) cpSync(join(fixtures, name, "home"), home, { recursive: true });
  return home;
}

interface Event {
  readonly type: string;
  readonly agent: string;
}
const eventsIn = (text: string) =>
  text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Event);

it("gives no line of a text log unless it is named, with all types, too", () => {
  const home = homeWith("opencode-log/older", "claude-desktop-log/program");
  const { code, stdout } = tt(["export", "--types", "all"], { home });
  expect([code, stdout]).toEqual([0, ""]);
});

it("gives them without --types where the source is named, and tells others nothing of it", () => {
  const home = homeWith("opencode-log/older", "claude-code/actions");
  const first = tt(["export", "--types", "all"], { home });
  expect(eventsIn(first.stdout).some(({ type }) => type === "log_line")).toBe(false);
  const named = tt(["export", "--types", "all", "--source", "opencode-log,claude-code"], { home });
  expect(named.stderr).toBe("");
  expect(new Set(eventsIn(named.stdout).map(({ type }) => type))).toEqual(new Set(["log_line"]));
  const alone = tt(["export", "--source", "opencode-log", "--full"], { home });
  expect(alone.stdout).toBe(named.stdout);
  const others = tt(["export", "--source", "opencode-log", "--full", "--types", "core"], { home });
  expect(others.stdout).toBe("");
});

it("puts them into the store, where hours ignore them", () => {
  const home = homeWith("opencode-log/newer");
  expect(tt(["update", "--source", "opencode-log"], { home }).code).toBe(0);
  const stored = tt(["events", "--agent", "opencode-log"], { home });
  expect(new Set(eventsIn(stored.stdout).map(({ type }) => type))).toEqual(new Set(["log_line"]));
  const report = tt(["report", "2026-11-02", "--tz", "UTC", "--json"], { home });
  expect((JSON.parse(report.stdout) as { total: unknown }).total).toMatchObject({ human_s: 0, agent_s: 0 });
});

it("is told by 'tt sources'", () => {
  const { stdout } = tt(["sources"], { home: homeWith("opencode-log/older") });
  expect(stdout).toContain("off: read only with --source opencode-log\n");
  expect(stdout).toContain("OpenCode's text logs: 2 logs in ");
});
