/** `--fields minimal`: told less, remembered through every loss but that of all state. */
import { appendFileSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { linesOf, prompt } from "../../support/homes/garden.ts";
import { tempDir, writeTree } from "../../support/program/temp.ts";
import { tt } from "../../support/warm/tt.ts";

const LOG = ".claude/projects/p/s1.jsonl";

function machine() {
  const home = tempDir();
  writeTree(home, new Map([[LOG, prompt("a", { cwd: join(home, "garden"), gitBranch: "frost" })]]));
  const run = (...args: string[]) => tt(["export", ...args], { home });
  const more = (key: string) =>
    appendFileSync(join(home, LOG), prompt(key, { cwd: join(home, "garden"), gitBranch: "frost" }));
  return { home, run, more, data: join(home, ".time-tracker") };
}

const told = (stdout: string) => [
  ...new Set(
    linesOf(stdout).map((line) => {
      const { cwd, git_branch: branch } = JSON.parse(line) as Record<string, string>;
      return `${cwd} ${branch}`;
    }),
  ),
];

describe("tt export --fields", () => {
  it("tells less from then on, though the manifest or the note is lost; 'all' ends it, and windows keep to it", () => {
    const { home, run, more, data } = machine();
    const full = [`${home}/garden frost`];
    expect(told(run("--dry-run", "--fields", "minimal").stdout)).toEqual([]);
    expect(told(run().stdout)).toEqual(full);
    more("b");
    const first = run("--fields", "minimal", "--no-branch");
    expect(told(first.stdout)).toEqual(["~/garden undefined"]);
    expect(first.stderr).toContain("from now on events tell less");
    expect(readFileSync(join(data, "claude-manifest.json"), "utf8")).toContain('"fields": "minimal-no-branch"');
    more("c");
    expect(told(run("--fields", "minimal").stdout)).toEqual(["~/garden undefined"]);
    rmSync(join(data, "claude-manifest.json"));
    expect(told(run().stdout)).toEqual(["~/garden undefined"]);
    rmSync(join(data, "last-export.json"));
    expect(told(run("--full").stdout)).toEqual(["~/garden undefined"]);
    expect(told(run("--since", "2020-01-01").stdout)).toEqual(["~/garden undefined"]);
    expect(tt(["status"], { home }).stdout).toContain("no branches");
    const last = run("--fields", "all");
    expect(last.stderr).toContain("tell everything again");
    expect(readFileSync(join(data, "claude-manifest.json"), "utf8")).not.toContain("fields");
    expect(told(run("--full").stdout)).toEqual(full);
  });

  it("gives the IDs of an export of everything", () => {
    const { run } = machine();
    const ids = (stdout: string) => linesOf(stdout).map((line) => (JSON.parse(line) as { id: string }).id);
    expect(ids(run("--fields", "minimal").stdout)).toEqual(ids(run("--full", "--fields", "all").stdout));
  });

  it("refuses what makes no sense", () => {
    const { run } = machine();
    const refused = [["--fields", "few"], ["--no-branch"], ["--fields", "all", "--since", "today"]];
    expect(refused.map((args) => run(...args).code)).toEqual([2, 2, 2]);
  });

  it("is forgotten by the manifests of sources that are not read, too", () => {
    const { run, more } = machine();
    run("--fields", "minimal");
    run("--fields", "all", "--source", "codex");
    more("b");
    expect(told(run().stdout)[0]).not.toContain("~");
  });
});
