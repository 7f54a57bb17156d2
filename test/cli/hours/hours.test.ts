/** What a person meets who asks for hours. */
import { spawnSync } from "node:child_process";
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { activityWatch } from "../../support/servers/activitywatch.ts";
import { itWith, timewDatabase } from "../../support/program/programs.ts";
import { tempDir } from "../../support/program/temp.ts";
import { cleanEnv, startTt, ttCommand, type Ended } from "../../support/program/tt.ts";
import { tt, ttAsync } from "../../support/warm/tt.ts";
import { some } from "../../support/shares.ts";

const demo = join(import.meta.dirname, "../../../fixtures/demo/home/.claude");
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
        "garden   2:00:35  1:07:38  1:07:38  ████████████████████▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀",
        "total    6:26:46  3:14:33  3:13:13",
        "",
        "left out: 1 session of sub-agents (claude-code 1; their work counts as agent time)",
        "of human time 47 % is credited after a last prompt or action, not seen",
        "of agent time 99 % is recorded, 1 % observed, 0 % estimated",
        "human: one timeline, at most 5m after each prompt or action, not of programs",
        "agent: turns as recorded, else the gaps between events, each at most 30m, and 12s for an answer; sessions add up",
        "of a gap at most: 10m of a model, 6s of a quick tool, 10s of a shell or its timeout, 30s of other tools; " +
          "without results 30s after a quick tool, 45s after others, 5m after a prompt",
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
      "no activity: Wed 1 Jan 2020 (UTC)\nthe newest is of Fri 6 Mar 2026: 'tt report 2026-03-06'\n",
    );
  });

  it("takes a period, and dimensions with commas, as they were before told of", () => {
    for (const args of [["last-week"], ["month"], ["--by", "day,project", "today"], ["--by", "week"], ["feb"]])
      expect(run("report", ...args, ...UTC)).toMatchObject({ code: 0, stderr: "" });
    expect(run("report", "--by", "day", "project", "2026-03-02..2026-03-08", ...UTC)).toEqual({
      ...run("report", "--by", "day,project", "2026-W10", ...UTC),
      stderr: "tt: dimensions are written with commas: --by day,project\n",
    });
  });

  it("is told by week, month, weekday and hour, as they come", () => {
    const rows = (...args: readonly string[]) => {
      const told = JSON.parse(run("report", ...UTC, "--json", ...args).stdout) as {
        rows: readonly Readonly<Record<string, string>>[];
        total: object;
      };
      expect(told.total).toEqual((JSON.parse(run("report", ...UTC, ...WEEK, "--json").stdout) as typeof told).total);
      return told.rows;
    };
    expect(rows("--by", "week", "2026").map(({ week }) => week)).toEqual(["2026-W10"]);
    expect(rows("--by", "week", "--week-start", "sunday", "2026").map(({ week }) => week)).toEqual(["2026-03-01"]);
    expect(rows("--by", "month", "q1").map(({ month }) => month)).toEqual(["2026-03"]);
    expect(rows("--by", "weekday", "2026-03").map(({ weekday }) => weekday)).toEqual([
      "Monday",
      "Tuesday",
      "Wednesday",
      "Thursday",
      "Friday",
    ]);
    const hours = rows("--by", "hour", ...WEEK).map(({ hour }) => hour);
    expect(hours.join(" ")).toBe([...new Set(hours)].sort((a = "", b = "") => (a < b ? -1 : 1)).join(" "));
    expect(hours.length).toBeGreaterThan(3);
    expect(run("report", "--by", "hour", "--round", "15m", ...UTC).stderr).toContain("cannot be told by hour");
  });

  it("is of projects, clients and agents that are asked for, and the rest is counted nowhere", () => {
    const total = (...args: readonly string[]) =>
      (JSON.parse(run("report", ...UTC, ...WEEK, "--json", ...args).stdout) as { total: { human_s: number } }).total;
    const atlas = total("--project", "atlas");
    expect(total("--project", "/home/ana/atlas")).toEqual(atlas);
    expect(total("--project", "atlas,ledger").human_s).toBe(atlas.human_s + total("--project", "ledger").human_s);
    expect(total("--agent", "codex").human_s).toBe(0);
    expect(total("--agent", "claude-code")).toEqual(total());
    expect(total("--client", "(no client)")).toEqual(total());
    const intervals = run("intervals", "--human", "--project", "atlas", ...UTC, "-q")
      .stdout.trim()
      .split("\n");
    expect(new Set(intervals.map((line) => (JSON.parse(line) as { project: string }).project))).toEqual(
      new Set(["atlas"]),
    );
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
    [
      ["report", "--since", "2026-03-02", "--until", "2026-03-02"],
      "--since and --until are one moment",
      "the day after",
    ],
    [["intervals", "--since", "today", "--until", "today"], "--since and --until are one moment", "the day after"],
    [["report", "--attention", "5"], "--attention: not a duration: '5'", "such as 90s, 5m, 1h30m"],
    [["report", "--agent-gap", "900h"], "--agent-gap: more than a week: '900h'", ""],
    [["report", "--tz", "Mars/Olympus"], "--tz: no time zone is called 'Mars/Olympus'", "such as Europe/Berlin"],
    [["report", "--week-start", "x"], "--week-start: no day is called 'x'", "there are: monday"],
    [["report", "--round", "15m:down"], "--round: not a rounding: '15m:down'", "such as 15m, 15m:up"],
    [["report", "--round", "15m", "--by", "session"], "cannot be told by session", "leave it away"],
    [["report", "--json", "--csv"], "--json and --csv contradict each other", ""],
    [["report", "--project-map", "/nowhere.json"], "cannot read the project map: `/nowhere.json` (ENOENT)", ""],
    [["intervals", "--format", "toggl"], "the format 'toggl' needs --email", "an importer finds the person"],
    [["intervals", "--format", "excel"], "excel", "--help"],
    [["push"], "missing required argument 'TARGET'", "--help"],
    [["intervals", "today", "week"], "unexpected argument 'week'", "intervals are of one period"],
    [["push", "timewarrior", "today", "week"], "unexpected argument 'week'", "intervals are of one period"],
    // What may still change would stay in the tracker as it was.
    [["push", "timewarrior", "--open"], "unknown option '--open'", "--help"],
    [["push", "activitywatch", "--open"], "unknown option '--open'", "--help"],
    [["push", "timewarior"], "no target is called 'timewarior'", "did you mean 'timewarrior'?"],
    [["push", "timewarrior", "--url", "http://x"], "--url and --only are for 'tt push activitywatch'", ""],
  ])("refuses %j", (args, message, hint) => {
    const { code, stdout, stderr } = newcomer(...args);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(message);
    expect(stderr).toContain(hint);
  });

  it.each(
    some([
      ["/usr/share/zoneinfo/Europe/Berlin", "Europe/Berlin"],
      [":/usr/share/zoneinfo/Europe/Berlin", "Europe/Berlin"],
      ["posix/Europe/Berlin", "Europe/Berlin"],
      ["Asia/Kolkata", "Asia/Kolkata"],
      ["", "UTC"],
    ] as const),
  )("with TZ=%s has the days of %s", (TZ, zone) => {
    const { code, stdout } = tt(["report", ...WEEK], { home, env: { TZ } });
    expect([code, stdout.trim().split("\n").at(-1)]).toEqual([0, `days of ${zone}`]);
  });

  it.each(some(["Foo/Bar", "/usr/share/zoneinfo/Foo/Bar", "CET-1CEST", "/nowhere", "UTC0"], 3))(
    "refuses TZ=%s, which names no zone",
    (TZ) => {
      expect(tt(["report", ...WEEK], { home, env: { TZ } })).toEqual({
        code: 2,
        stdout: "",
        stderr:
          `tt: cannot tell the name of this machine's time zone (TZ is '${TZ}')\n\n` +
          "hint: name it with --tz, such as --tz Europe/Berlin\n",
      });
      expect(tt(["report", ...WEEK, ...UTC], { home, env: { TZ } }).code).toBe(0);
    },
  );

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

  it.each(some([["day"], ["statement", "Acme", "today"], ["explain"], ["projects"]]))(
    "%s refuses a wrong option though nothing is stored yet",
    (...command) => {
      const { code, stdout, stderr } = newcomer(...command, "--attention", "9x");
      expect([code, stdout]).toEqual([2, ""]);
      expect(stderr).toContain("--attention: not a duration: '9x'");
    },
  );

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
    const { stdout, stderr, code } = run("intervals", ...UTC, "--quiet");
    expect([code, stderr]).toEqual([0, ""]);
    expect(run("intervals", ...UTC).stdout).toBe(stdout);
    const lines = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines[0]).toMatchObject({
      kind: "agent",
      closed: true,
      project: "garden",
      evidence: "recorded",
      answer_s: 12,
    });
    expect(lines.reduce((sum, { seconds }) => sum + Number(seconds), 0)).toBe(3 * 3600 + 14 * 60 + 33);
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

  it.each(some(["timewarrior", "toggl", "kimai", "solidtime", "ical", "hledger", "activitywatch"], 3))(
    "in the format %s",
    (format) => {
      const args = ["intervals", "--format", format, "--email", "ana@example.com", ...UTC];
      const { code, stdout } = run(...args);
      expect(code).toBe(0);
      expect(stdout.length).toBeGreaterThan(1000);
      if (format === "ical") expect(run(...args).stdout).toBe(stdout);
    },
  );
});

it("the help names one period, and the interval of a timer", () => {
  expect(newcomer("intervals", "--help").stdout).toContain("[PERIOD]\n");
  expect(newcomer("push", "--help").stdout).toContain("[PERIOD]\n");
  expect(newcomer("intervals", "--help").stdout).not.toContain("[PERIOD...]");
  expect(newcomer("push", "--help").stdout).not.toContain("--open");
  expect(newcomer("schedule", "--help").stdout).toContain("--every <INTERVAL>");
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

  it.skipIf(process.platform === "win32")("timewarrior does not call a stretch whole when a part was refused", () => {
    const [path, log] = [join(home, "refusing"), join(home, "refusing.log")];
    const [first = ""] = run("intervals", "--human", ...UTC).stdout.split("\n");
    const { id, start } = JSON.parse(first) as { id: string; start: string };
    const basic = (seconds: number) =>
      new Date(Date.parse(start) + seconds * 1000).toISOString().replaceAll(/[-:]|\.000/g, "");
    const tea = JSON.stringify([{ start: basic(60), end: basic(120), tags: ["tea"] }]);
    mkdirSync(path, { recursive: true });
    writeFileSync(
      join(path, "timew"),
      `#!/bin/sh\ncase "$*" in export) echo '${tea}';; *tt:${id}.2*) echo no >&2; exit 1;; *) echo "$*" >> '${log}';; esac\n`,
      { mode: 0o755 },
    );
    const { code, stderr } = tt(["push", "timewarrior", ...UTC], { home, env: { PATH: path } });
    expect([code, stderr]).toEqual([74, expect.stringMatching(/did not track an entry: .*: no\n.*, 1 refused\n$/)]);
    const tracked = readFileSync(log, "utf8");
    expect(tracked).toContain(" tt:");
    expect(tracked).not.toContain(id);
  });

  it("activitywatch adds nothing the second time", async () => {
    const { url, buckets } = await activityWatch();
    const push = async (...args: readonly string[]) => {
      // Not `tt`, which waits for the program and would keep the stand-in from answering.
      const { code, stderr } = await ttAsync(["push", "activitywatch", "--url", url, ...UTC, ...args], { home });
      return [code, stderr];
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

it("report and export agree on a day whose midnight comes twice", () => {
  const other = tempDir();
  const zone = "America/Havana";
  const logs = join(other, ".claude/projects/garden");
  mkdirSync(logs, { recursive: true });
  const line = (time: string, nth: number) =>
    JSON.stringify({
      type: "user",
      uuid: `00000000-0000-4000-8000-00000000000${nth}`,
      sessionId: "00000000-0000-4000-8000-000000000009",
      timestamp: time,
      cwd: "/home/ana/garden",
      message: { role: "user", content: "hello" },
    });
  const lines = [line("2026-11-01T04:30:00.000Z", 1), line("2026-11-01T05:30:00.000Z", 2)];
  writeFileSync(join(logs, "00000000-0000-4000-8000-000000000009.jsonl"), `${lines.join("\n")}\n`);
  const window = ["--since", "2026-11-01", "--until", "2026-11-02"];
  const options = { home: other, env: { TZ: zone } };
  const prompts = tt(["export", ...window, "--types", "user_message"], options).stdout;
  expect(prompts.trim().split("\n")).toHaveLength(2);
  expect(tt(["import"], { home: other, input: prompts }).code).toBe(0);
  const { stdout } = tt(["report", ...window, "--tz", zone], options);
  expect(stdout.split("\n")[0]).toBe("Sun 1 Nov 2026");
  expect(stdout).toMatch(/^total {4}0:10:00 /m);
  // The day before ends where it begins.
  const before = tt(["report", "--since", "2026-10-31", "--until", "2026-11-01", "--tz", zone], options).stdout;
  expect(before).toBe(
    "no activity: Sat 31 Oct 2026 (America/Havana)\nthe newest is of Sun 1 Nov 2026: 'tt report 2026-11-01'\n",
  );
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
  const { stdout } = tt(["export", "--types", "evidence", "--claude-dir", demo, "--source", "claude-code"], {
    home: other,
  });
  const lines = stdout.trim().split("\n");
  for (const part of [lines.slice(100).toReversed(), lines.slice(0, 150), lines.toReversed()])
    expect(tt(["import"], { home: other, input: `${part.join("\n")}\n` }).code).toBe(0);
  const report = ["report", ...WEEK, ...UTC, "--by", "day", "project"];
  expect(tt(report, { home: other }).stdout).toBe(run(...report).stdout);
});
