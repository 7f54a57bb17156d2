/** What a person meets who asks for hours. */
import { spawnSync } from "node:child_process";
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { activityWatch } from "../support/activitywatch.ts";
import { itWith, timewDatabase } from "../support/programs.ts";
import { tempDir } from "../support/temp.ts";
import { cleanEnv, startTt, tt, ttCommand, type Ended } from "../support/tt.ts";

const demo = join(import.meta.dirname, "../../fixtures/demo/home/.claude");
const WEEK = ["--since", "2026-03-02", "--until", "2026-03-09"];
const UTC = ["--tz", "UTC"];

let home = "";
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "tt-test-"));
  const args = ["export", "--claude-dir", demo, "--source", "claude-code", "--", "tt", "import"];
  expect(tt(args, { home })).toMatchObject({ code: 0 });
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

function run(...args: readonly string[]): Ended {
  return tt(args, { home });
}

/** The program in a home of its own, where nothing was imported; the home is told as `~`. */
function newcomer(...args: readonly string[]): Ended {
  const own = tempDir();
  const { code, stdout, stderr } = tt(args, { home: own });
  return { code, stdout: stdout.replaceAll(own, "~"), stderr: stderr.replaceAll(own, "~") };
}

const EMPTY =
  "nothing is stored yet in `~/.time-tracker/tracker.db`: 'tt export -- tt import' reads the agents' logs into the store";

describe("tt report", () => {
  it("tells the demo week", () => {
    expect(run("report", ...WEEK, ...UTC)).toEqual({
      code: 0,
      stderr: "",
      stdout: [
        "Mon 2 Mar 2026 to Sun 8 Mar 2026",
        "",
        "project    human    agent    union  ▀ human ▄ agent",
        "atlas    2:14:39  1:10:03  1:10:03  █████████████████████▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀",
        "ledger   2:11:32  0:56:52  0:56:52  █████████████████▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀",
        "garden   2:00:35  1:05:25  1:05:25  ███████████████████▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀",
        "total    6:26:46  3:12:20  3:11:00",
        "",
        "human: one timeline, at most 5m after each prompt or action, not of programs",
        "agent: turns as recorded, else tool uses with gaps of at most 30m and 12s for an answer; sessions add up",
        "union: the same, sessions that run side by side counted once",
        "days of UTC",
        "",
      ].join("\n"),
    });
  });

  it("tells the same week day by day, whatever is asked of it", () => {
    const json = (...args: readonly string[]) =>
      JSON.parse(run("report", ...UTC, "--json", ...args).stdout) as { total: object; rows: { day: string }[] };
    const week = json(...WEEK, "--by", "day");
    for (const row of week.rows.slice(0, 2)) {
      const next = new Date(Date.parse(row.day) + 86_400_000).toISOString().slice(0, 10);
      const { total } = json("--since", row.day, "--until", next);
      expect({ day: row.day, ...total }).toEqual(row);
    }
    expect(json(...WEEK, "--by", "project", "branch", "session").total).toEqual(week.total);
  });

  it("says on an empty store what to run, and gives programs their form", () => {
    expect(newcomer("report")).toEqual({ code: 0, stdout: `${EMPTY}\n`, stderr: "" });
    const { stdout, stderr, code } = newcomer("report", "--json");
    expect([code, stderr, (JSON.parse(stdout) as { rows: unknown }).rows]).toEqual([0, `tt: ${EMPTY}\n`, []]);
    expect(newcomer("report", "--csv").stdout.split("\n")).toHaveLength(2);
    expect(run("report", ...UTC, "--since", "2020-01-01", "--until", "2020-01-02").stdout).toBe(
      "no activity: Wed 1 Jan 2020 (UTC)\n",
    );
  });

  it("takes a period, also where '--by' would swallow it", () => {
    for (const args of [["last-week"], ["month"], ["--by", "day", "project", "today"]])
      expect(run("report", ...args, ...UTC)).toMatchObject({ code: 0, stderr: "" });
  });

  it("reads the project map, and rounds", () => {
    const map = join(home, "map.json");
    writeFileSync(
      map,
      '{"projects":[{"prefix":"/home/ana","client":"Acme"},{"prefix":"/home/ana/atlas","name":"Maps"}]}',
    );
    const args = [
      "report",
      ...WEEK,
      ...UTC,
      "--project-map",
      map,
      "--by",
      "client,project",
      "--round",
      "15m:up",
      "--csv",
    ];
    const lines = run(...args)
      .stdout.trim()
      .split("\n")
      .map((line) => line.split(",").slice(0, 4));
    expect(lines).toEqual([
      ["client", "project", "human_hours", "agent_hours"],
      ["Acme", "ledger", "2.5000", "1.2500"],
      ["Acme", "garden", "2.2500", "1.7500"],
      ["(no client)", "Maps", "2.5000", "1.5000"],
    ]);
  });

  it.each([
    [["report", "--by", "projekt"], "--by: not a dimension: 'projekt'", "did you mean 'project'?"],
    [["report", "lastweek"], "no period is called 'lastweek'", "did you mean 'last-week'?"],
    [["report", "today", "week"], "unexpected argument 'week'", "a report is of one period"],
    [["report", "today", "--since", "7d"], "'today' and a window (--since, --until) contradict each other", ""],
    [["report", "--since", "soon"], "--since: not a time: 'soon'", "an ISO date or time"],
    [["report", "--since", "today", "--until", "yesterday"], "--until is before --since", ""],
    [["report", "--attention", "5"], "--attention: not a duration: '5'", "such as 90s, 5m, 1h30m"],
    [["report", "--agent-gap", "900h"], "--agent-gap: more than a week: '900h'", ""],
    [["report", "--tz", "Mars/Olympus"], "--tz: no time zone is called 'Mars/Olympus'", "such as Europe/Berlin"],
    [["report", "--week-start", "x"], "--week-start: no day is called 'x'", "there are: monday"],
    [["report", "--round", "15m:down"], "--round: not a rounding: '15m:down'", "such as 15m, 15m:up"],
    [["report", "--round", "15m", "--by", "session"], "cannot be told by session", "leave --round away"],
    [["report", "--json", "--csv"], "--json and --csv contradict each other", ""],
    [["report", "--project-map", "/nowhere.json"], "cannot read the project map: `/nowhere.json` (ENOENT)", ""],
    [["intervals", "--format", "toggl"], "the format 'toggl' needs --email", "an importer finds the person"],
    [["intervals", "--format", "excel"], "excel", "--help"],
    [["push"], "missing required argument 'TARGET'", "--help"],
    [["push", "timewarior"], "no target is called 'timewarior'", "did you mean 'timewarrior'?"],
    [["push", "timewarrior", "--url", "http://x"], "--url and --only are for 'tt push activitywatch'", ""],
  ])("refuses %j", (args, message, hint) => {
    const { code, stdout, stderr } = newcomer(...args);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(message);
    expect(stderr).toContain(hint);
  });

  it("refuses a store that --db names and that is not there", () => {
    for (const verb of [["report"], ["intervals"], ["push", "timewarrior"], ["push", "activitywatch"]])
      expect(newcomer(...verb, "--db", "typo.db")).toEqual({
        code: 2,
        stdout: "",
        stderr:
          "tt: there is no store `~/typo.db`\n\nhint: is --db mistyped? 'tt import' with the same --db makes it\n",
      });
  });

  it("names the store in which nothing is, wherever its name is from", () => {
    const own = tempDir();
    const env = { TT_DB: "later.db" };
    expect(newcomer("report", "--data-dir", "typo").stdout).toContain("nothing is stored yet in `~/typo/tracker.db`: ");
    expect(tt(["report"], { home: own, env })).toEqual({
      code: 0,
      stdout: expect.stringContaining(`nothing is stored yet in \`${own}/later.db\`: `) as string,
      stderr: "",
    });
    writeFileSync(join(own, "empty.db"), "");
    expect(tt(["report", "--db", "empty.db"], { home: own }).stdout).toContain("/empty.db`: ");
  });

  it("ends quietly when its reader goes away, and fails on a full disk", async () => {
    const child = startTt(["intervals"], { home });
    child.stdout.destroy();
    const stderr = text(child.stderr);
    const code = await new Promise((resolve) => child.on("close", resolve));
    expect([code, await stderr]).toEqual([141, ""]);
    if (process.platform !== "linux") return;
    const full = openSync("/dev/full", "w");
    const ended = spawnSync(ttCommand[0], [ttCommand[1], "report", ...WEEK, ...UTC], {
      stdio: ["ignore", full, "pipe"],
      env: cleanEnv({ home }),
      encoding: "utf8",
    });
    closeSync(full);
    expect([ended.status, ended.stderr]).toEqual([74, "tt: cannot write to the standard output (ENOSPC)\n"]);
  });
});

describe("tt intervals", () => {
  it("prints stretches, a line each, the same bytes every time", () => {
    const { stdout, stderr, code } = run("intervals", ...UTC);
    expect([code, stderr]).toEqual([0, ""]);
    expect(run("intervals", ...UTC).stdout).toBe(stdout);
    const lines = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines[0]).toMatchObject({ kind: "agent", closed: true, project: "garden", evidence: "turn", answer_s: 12 });
    expect(lines.reduce((sum, { seconds }) => sum + Number(seconds), 0)).toBe(3 * 3600 + 12 * 60 + 20);
  });

  it("chooses by their beginnings, and never cuts them", () => {
    const all = run("intervals", "--human", ...UTC).stdout;
    const before = run("intervals", "--human", ...UTC, "--until", "2026-03-04").stdout;
    const after = run("intervals", "--human", ...UTC, "--since", "2026-03-04").stdout;
    expect(before).not.toBe("");
    expect(before + after).toBe(all);
  });

  it("of an empty store are none, in any format", () => {
    expect(newcomer("intervals")).toEqual({ code: 0, stdout: "", stderr: `tt: ${EMPTY}\n` });
    expect(newcomer("intervals", "--format", "timewarrior")).toMatchObject({ code: 0, stdout: "[\n]\n" });
  });

  it.each(["timewarrior", "toggl", "ical", "hledger", "activitywatch"])("in the format %s", (format) => {
    const args = ["intervals", "--format", format, "--email", "ana@example.com", ...UTC];
    const { code, stdout } = run(...args);
    expect(code).toBe(0);
    expect(stdout.length).toBeGreaterThan(1000);
    if (format === "ical") expect(run(...args).stdout).toBe(stdout);
  });
});

describe("tt push", () => {
  itWith("timew")("timewarrior adds nothing the second time", () => {
    const { env, timew } = timewDatabase();
    const push = (...args: readonly string[]) => tt(["push", "timewarrior", ...UTC, ...args], { home, env });
    const count = push("--dry-run").stdout.trim().split("\n").length;
    expect(timew("export").trim()).toBe("[\n]");
    const nothing = "0 in time that is tracked\n";
    expect(push().stderr).toBe(`tt: timewarrior: ${count} added, 0 there already, ${nothing}`);
    const before = timew("export");
    expect(push()).toEqual({
      code: 0,
      stdout: "",
      stderr: `tt: timewarrior: 0 added, ${count} there already, ${nothing}`,
    });
    expect(push("--quiet", "--dry-run")).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(timew("export")).toBe(before);
  });

  itWith("timew")("timewarrior says that there is no database yet", () => {
    const empty = join(tempDir(), "none");
    const { code, stderr } = tt(["push", "timewarrior", ...UTC], { home, env: { TIMEWARRIORDB: empty } });
    expect([code, stderr]).toEqual([
      74,
      "tt: Timewarrior has no database yet\n\nhint: run 'timew' once, which makes one\n",
    ]);
  });

  it("timewarrior says that there is no 'timew'", () => {
    const path = join(home, "no-programs");
    mkdirSync(path, { recursive: true });
    const { code, stderr } = tt(["push", "timewarrior", ...UTC], { home, env: { PATH: path } });
    expect([code, stderr]).toEqual([74, "tt: cannot find the program 'timew'\n\nhint: install Timewarrior\n"]);
  });

  it("activitywatch adds nothing the second time", async () => {
    const { url, buckets } = await activityWatch();
    const push = async (...args: readonly string[]) => {
      // Not `tt`, which waits for the program and would keep the stand-in from answering.
      const child = startTt(["push", "activitywatch", "--url", url, ...UTC, ...args], { home });
      const said = text(child.stderr);
      const code = await new Promise((resolve) => child.on("close", resolve));
      return [code, await said];
    };
    expect(await push("--dry-run")).toEqual([0, ""]);
    expect(buckets.size).toBe(0);
    const [code, said] = await push();
    expect(code).toBe(0);
    expect(said).toMatch(
      /^tt: activitywatch tt-human: \d+ added, 0 there already\ntt: activitywatch tt-agent: \d+ added/,
    );
    const count = [...buckets.values()].map(({ events }) => events.length);
    expect(await push()).toEqual([
      0,
      `tt: activitywatch tt-human: 0 added, ${count[0]} there already\n` +
        `tt: activitywatch tt-agent: 0 added, ${count[1]} there already\n`,
    ]);
    expect([...buckets.values()].map(({ events }) => events.length)).toEqual(count);
    expect(await push("--only", "human")).toMatchObject([0, expect.not.stringContaining("tt-agent") as string]);
  });
});

it("'tt export' loads nothing of hours, luxon or the store", () => {
  const other = tempDir();
  const [preload, list] = [join(other, "preload.cjs"), join(other, "loaded")];
  writeFileSync(
    preload,
    `if (require("node:worker_threads").isMainThread) process.on("exit", () =>
      require("node:fs").writeFileSync(${JSON.stringify(list)}, Object.keys(require.cache).join("\\n")));`,
  );
  const loaded = (...args: readonly string[]) => {
    tt(args, { home: other, env: { NODE_OPTIONS: `--require=${preload}` } });
    const chunks = readFileSync(list, "utf8")
      .split("\n")
      .map((path) => basename(path).replace(/-.{8}\.cjs$/, ""));
    return chunks.filter((name) => ["luxon", "open", "report", "intervals", "push", "period"].includes(name)).sort();
  };
  expect(loaded("export", "--claude-dir", demo)).toEqual([]);
  expect(loaded("--version")).toEqual([]);
  // What is looked for would be found.
  expect(loaded("report")).toEqual(expect.arrayContaining(["luxon", "report"]));
});

it("the report does not depend on the order and the repetition of imports", () => {
  const other = tempDir();
  const { stdout } = tt(["export", "--claude-dir", demo, "--source", "claude-code"], { home: other });
  const lines = stdout.trim().split("\n");
  for (const part of [lines.slice(100).toReversed(), lines.slice(0, 150), lines.toReversed()])
    expect(tt(["import"], { home: other, input: `${part.join("\n")}\n` }).code).toBe(0);
  const report = ["report", ...WEEK, ...UTC, "--by", "day", "project"];
  expect(tt(report, { home: other }).stdout).toBe(run(...report).stdout);
});
