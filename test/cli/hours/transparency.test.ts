/** The report that is kept beside a release: it agrees with the other reports, and says nothing that is private. */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { tt } from "../../support/warm/tt.ts";

const demo = join(import.meta.dirname, "../../../fixtures/demo/home");
const GARDEN = "daf90a25-5478-4e44-8001-4ec492ae3a70";
const MARCH = ["2026-03", "--tz", "UTC"] as const;

let home = "";

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "tt-test-"));
  cpSync(demo, home, { recursive: true });
  expect(tt(["update"], { home }).code).toBe(0);
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

const run = (...args: readonly string[]) => tt(args, { home });
const told = (...args: readonly string[]) => run("report", "--transparency", ...MARCH, ...args);

/** The sums of its sessions, by what it groups them by. */
function sums(by: string): ReadonlyMap<string, readonly number[]> {
  const [head = "", ...lines] = told("--by", by, "--csv").stdout.trimEnd().split("\n");
  const column = (name: string) => head.split(",").indexOf(name);
  const result = new Map<string, number[]>();
  for (const cells of lines.map((line) => line.split(","))) {
    if (cells[column("what")] !== "session") continue;
    const numbers = ["human_s", "agent_s"].map((name) => Number(cells[column(name)]));
    const before = result.get(cells[0] ?? "") ?? [0, 0];
    result.set(
      cells[0] ?? "",
      numbers.map((number, at) => number + (before[at] ?? 0)),
    );
  }
  return result;
}

describe("tt report --transparency", () => {
  it.each(["project", "day"])("has the hours of the report by %s", (by) => {
    const report = JSON.parse(run("report", ...MARCH, "--by", by, "--json").stdout) as {
      readonly rows: readonly Readonly<Record<string, unknown>>[];
    };
    expect(sums(by)).toEqual(new Map(report.rows.map((row) => [row[by], [row["human_s"], row["agent_s"]]])));
  });

  it("tells of each session what was asked and done: lengths, or with --text redacted prompts", () => {
    const { stdout } = told("--repo", "/home/ana/garden");
    expect(stdout).toMatch(/^\| garden \| 4 \| 32 \| 115 \| .* \| 2:00:35 \| 1:07:38 \|$/m);
    expect(stdout).not.toContain("atlas");
    expect(stdout).toMatch(/^\d+\. \d+ Mar 2026 [\d:]+, prompt, \d+ bytes, .*: .*changed \w/m);
    expect(stdout).not.toContain("```");
    writeFileSync(join(home, ".time-tracker/redactions.json"), '{"rules":[{"name":"what","regex":"\\\\btest\\\\b"}]}');
    const texts = told("--session", GARDEN, "--by", "session", "--text");
    rmSync(join(home, ".time-tracker/redactions.json"));
    expect(texts.stdout).toContain(`## ${GARDEN}`);
    expect(texts.stdout).toMatch(/^ {3}.*\[redacted:what\]/m);
    expect(texts.stdout).toMatch(/^\d+ redactions?: .*what \d+\. Rules of redactions\.json [0-9a-f]{12}, tt /m);
    expect(texts.stdout).not.toContain("/home/ana");
  });

  it("prints nothing where the rules cannot be understood", () => {
    const rules = join(home, "rules.json");
    writeFileSync(rules, '{"rules":[{"name":"x","regex":"("}]}');
    for (const args of [
      ["report", "--transparency", ...MARCH, "--text"],
      ["show", GARDEN, "--text"],
    ]) {
      const { code, stdout, stderr } = run(...args, "--redactions", rules);
      expect([code, stdout]).toEqual([2, ""]);
      expect(stderr).toContain("rules.0.regex: not a regular expression (x)");
    }
  });

  it.each([
    [["--repo", "/x"], "--repo is of --transparency"],
    [["--no-redact"], "--no-redact is of --transparency"],
    [["--transparency", "--json"], "--transparency and --json contradict each other"],
    [["--transparency", "--by", "hour"], "--transparency is by one of repository, date, session"],
  ])("%j is refused", (args, why) => {
    const { code, stderr } = run("report", ...MARCH, ...args);
    expect(code).toBe(2);
    expect(stderr).toContain(why);
  });
});
