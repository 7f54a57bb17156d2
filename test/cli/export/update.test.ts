import { appendFileSync, cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { answer } from "../../support/homes/garden.ts";
import { tempDir } from "../../support/program/temp.ts";
import type { Ended } from "../../support/program/tt.ts";
import { tt } from "../../support/warm/tt.ts";

const demo = join(import.meta.dirname, "../../../fixtures/demo/home");

function newcomer() {
  const home = tempDir();
  cpSync(demo, home, { recursive: true });
  const run = (...args: readonly string[]): Ended => tt(args, { home, env: { TZ: "UTC" } });
  return { home, run };
}

/** The agent answers once more, which takes tokens. */
function answered(home: string, uuid: string): void {
  mkdirSync(join(home, ".claude/projects/-later"), { recursive: true });
  appendFileSync(join(home, ".claude/projects/-later/s1.jsonl"), answer(uuid));
}

describe("tt update", () => {
  it("is 'tt export -- tt import', in one word", () => {
    const [one, other] = [newcomer(), newcomer()];
    expect(one.run("update")).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(other.run("export", "--", "tt", "import").code).toBe(0);
    expect(one.run("events").stdout).toBe(other.run("events").stdout);
    expect(one.run("update", "--dry-run", "--summary", "json").stderr).toContain('"lines":0,"events":{}');
  });

  it("takes a store, another data directory, and replaces", () => {
    const { home, run } = newcomer();
    const data = join(home, "data");
    expect(run("update", "--data-dir", data, "--db", join(home, "other.db"))).toMatchObject({ code: 0, stderr: "" });
    expect(run("events", "--db", join(home, "other.db")).stdout.split("\n").length).toBeGreaterThan(200);
    expect(run("update", "--data-dir", data, "--db", join(home, "other.db"), "--full", "--replace").code).toBe(0);
    expect(run("update", "--replace")).toMatchObject({ code: 2 });
    expect(run("update", "--db", "")).toMatchObject({ code: 2 });
    expect(run("update", "--end-mark")).toMatchObject({ code: 2 });
  });
});

describe("a store of an older version", () => {
  /** As the version before had it. */
  const age = (home: string) => {
    const database = new DatabaseSync(join(home, ".time-tracker/tracker.db"));
    database.exec("delete from tt_migrations where name = '0006-statements'; drop table event_statements");
    database.close();
  };

  it("is brought up to date by an update without anything new, as it says", () => {
    const { home, run } = newcomer();
    run("update");
    const report = run("report", "2026-03");
    age(home);
    const old = run("report", "2026-03");
    expect([old.code, old.stderr]).toEqual([74, expect.stringContaining("hint: 'tt update' brings it up to date")]);
    expect(run("update", "--dry-run").code).toBe(0);
    expect(run("report", "2026-03").code).toBe(74);
    expect(run("update")).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(run("report", "2026-03")).toEqual(report);
    age(home);
    expect(run("export", "--", "tt", "import")).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(run("report", "2026-03")).toEqual(report);
    // Nothing was exported anew.
    expect(run("update", "--dry-run", "--summary", "json").stderr).toContain('"lines":0,"events":{}');
  });

  it("is a reason to start no other program, and no import that replaces", () => {
    const { home, run } = newcomer();
    run("update");
    age(home);
    expect(run("export", "--", "sh", "-c", "exit 1").code).toBe(0);
    for (const log of ["projects", "todos"]) rmSync(join(home, ".claude", log), { recursive: true, force: true });
    expect(run("update", "--full", "--replace").code).toBe(0);
    expect(run("report", "2026-03").code).toBe(74);
  });
});

describe("tt update --strict", () => {
  it("tells of conflicts in the store by exit code 3, and goes on from there", () => {
    const { home, run } = newcomer();
    const events = run("export", "--full").stdout;
    const [first = "", ...rest] = events.split("\n");
    const other = `${first.slice(0, -1)},"note":"another copy"}`;
    expect(tt(["import"], { home, env: { TZ: "UTC" }, input: [other, ...rest].join("\n") }).code).toBe(0);
    for (const words of [
      ["update", "--strict"],
      ["export", "--", "tt", "import", "--strict"],
    ]) {
      for (const name of readdirSync(join(home, ".time-tracker")))
        if (name.includes("manifest")) rmSync(join(home, ".time-tracker", name));
      const { code, stderr } = run(...words);
      expect(code).toBe(3);
      expect(stderr).toContain("differs from the event of the same ID that is stored");
      expect(run(...words)).toMatchObject({ code: 0, stdout: "", stderr: "" });
    }
    expect(run("export", "--full", "--", "sh", "-c", "cat > /dev/null; exit 3").code).toBe(74);
  });
});

describe("tt update, once it was asked for tokens", () => {
  const count = (run: (...args: readonly string[]) => Ended) =>
    run("events", "--types", "agent_usage").stdout.split("\n").length - 1;

  it("goes on with them unless types are named, and loses none to a correction", () => {
    const { home, run } = newcomer();
    answered(home, "m1");
    run("update", "--types", "all");
    const before = run("events").stdout;
    const tokens = count(run);
    expect(tokens).toBeGreaterThan(0);
    expect(run("update", "--full", "--replace")).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(run("events").stdout).toBe(before);
    const { stderr } = run("update", "--full", "--replace", "--types", "evidence");
    expect(stderr).toContain("left as they are, because the export was not asked for their types: ");
    expect(stderr).toContain(` agent_usage`);
    expect(run("events").stdout).toBe(before);
    // From now on they are not asked for.
    expect(run("schedule", "cron", "-q").stdout).not.toContain("--types");
  });

  it("has the tokens of what comes later, from a timer and with --fresh too", () => {
    const { home, run } = newcomer();
    run("update", "--types", "all");
    expect(count(run)).toBe(0);
    answered(home, "m1");
    run("update");
    expect(count(run)).toBe(1);
    answered(home, "m2");
    run("report", "--fresh");
    expect(count(run)).toBe(2);
    // Into another store too, of a window as well.
    const other = join(home, "other.db");
    run("export", "--since", "2000-01-01", "--", "tt", "import", "--db", other);
    expect(run("events", "--db", other, "--types", "agent_usage").stdout).toBe(
      run("events", "--types", "agent_usage").stdout,
    );
    // Elsewhere nothing is added.
    expect(run("export", "--full").stdout).not.toContain("agent_usage");
  });

  it("goes on with them when the manifest that said so is damaged, until other types are named", () => {
    const { home, run } = newcomer();
    const damage = () => writeFileSync(join(home, ".time-tracker/claude-manifest.json"), "garbage");
    run("update", "--types", "all");
    answered(home, "m1");
    damage();
    run("update");
    expect(count(run)).toBe(1);
    run("update", "--types", "evidence");
    answered(home, "m2");
    damage();
    run("update");
    expect(count(run)).toBe(1);
  });
});

describe("tt update, after an export elsewhere", () => {
  const usage = (run: (...args: readonly string[]) => Ended) => run("events", "--types", "agent_usage").stdout;
  const ended =
    "tt: from now on 'tt update' brings these types of events no longer: agent_usage,agent_limit,agent_error";

  it.each(["nothing", "last-export.json", "claude-manifest.json"])(
    "goes on with tokens that no export named away, where %s is damaged",
    (damaged) => {
      const { home, run } = newcomer();
      run("update", "--types", "all");
      expect(run("export").stderr).not.toContain("no longer");
      run("export", "--full");
      if (damaged !== "nothing") writeFileSync(join(home, ".time-tracker", damaged), "garbage");
      answered(home, "m1");
      run("update");
      expect(usage(run)).toContain("m1");
      answered(home, "m2");
      run("report", "--fresh");
      expect(usage(run)).toContain("m2");
    },
  );

  it("has no tokens from then on where it named other types, and is told so once", () => {
    const { home, run } = newcomer();
    run("update", "--types", "all");
    expect(run("export", "--types", "core", "--dry-run", "--summary", "none").stderr).not.toContain("no longer");
    expect(run("export", "--types", "core").stderr).toContain(ended);
    expect(run("export", "--types", "core").stderr).not.toContain("no longer");
    answered(home, "m1");
    expect(run("update").stderr).not.toContain("no longer");
    expect(usage(run)).toBe("");
    run("update", "--types", "all", "--full");
    expect(usage(run)).toContain("m1");
    expect(run("update", "--types", "evidence").stderr).toContain(ended);
  });
});

describe("tt alone", () => {
  it("says what there is, and what to do next", () => {
    const { home, run } = newcomer();
    const help = "\n\ntt --help lists the commands\n";
    expect(run()).toEqual({
      code: 0,
      stderr: "",
      stdout: `nothing is stored yet. Found: claude-code (13 logs)\nnow: tt update${help}`,
    });
    run("update");
    expect(run().stdout).toBe(`today: nothing yet\nlast update: just now${help}`);
    const projects = join(home, ".claude/projects");
    const log =
      readdirSync(projects, { recursive: true, encoding: "utf8" }).find((name) => name.endsWith(".jsonl")) ?? "";
    appendFileSync(join(projects, log), "{}\n");
    expect(run().stdout).toBe(`today: nothing yet\nlast update: just now\n1 log grew since: tt update${help}`);
  });

  it("says where nothing is", () => {
    expect(tt([], { home: tempDir() }).stdout).toMatch(/^no logs of an agent were found here: tt status says where/);
  });
});
