/** Whole tasks of three people, each in one terminal session: what they ask, and what they read. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { linesOf } from "../../support/homes/garden.ts";
import { tt } from "../../support/warm/tt.ts";

const demo = join(import.meta.dirname, "../../../fixtures/demo/home");

/** Rows of CSV in which no value that matters has a comma, by the names of its head. */
function csvOf(text: string): readonly Readonly<Record<string, string>>[] {
  const [head = "", ...lines] = linesOf(text);
  const names = head.split(",");
  return lines.map((line) => Object.fromEntries(line.split(",").map((value, at) => [names[at] ?? "", value])));
}

/** A home of the demo's logs that lives as long as a describe, and the program in it. */
function session() {
  let home = "";
  beforeAll(() => {
    home = mkdtempSync(join(tmpdir(), "tt-test-"));
    cpSync(demo, home, { recursive: true });
  });
  afterAll(() => rmSync(home, { recursive: true, force: true }));
  const run = (...args: readonly string[]) => tt(args, { home, env: { TZ: "UTC" } });
  /** What it prints; it must go well. */
  const read = (...args: readonly string[]) => {
    const { code, stdout, stderr } = run(...args);
    expect([code, code === 0 ? "" : stderr], args.join(" ")).toEqual([0, ""]);
    return stdout;
  };
  return { run, read, home: () => home };
}

describe("a freelancer", () => {
  const { run, read } = session();

  it("begins, and sees where the work was", () => {
    expect(run().stdout).toContain("now: tt update");
    read("update");
    expect(run("report", "last-month").stdout).toMatch(
      /^no activity: .*\nthe newest is of Fri 6 Mar 2026: 'tt report 2026-03-06'/,
    );
    expect(linesOf(read("projects", "2026-03"))).toEqual([
      "  human    agent  directory         project map",
      "2:14:39  1:10:03  /home/ana/atlas   no entry",
      "2:11:32  0:56:52  /home/ana/ledger  no entry",
      "2:00:35  1:07:38  /home/ana/garden  no entry",
    ]);
  });

  it("names clients, mends a wrong name, and leaves the private project out", () => {
    const acme = ["--client", "Acme\\, Inc", "--currency", "EUR"];
    read("projects", "set", "/home/ana/atlas", "--name", "Atlass", ...acme, "--rate", "90", "--round", "15m:up");
    read("projects", "set", "/home/ana/ledger", ...acme, "--rate", "80");
    expect(read("projects", "set", "/home/ana/atlas", "--name", "Atlas")).toContain(
      "Atlass for Acme, Inc: human 2:14:39, agent 1:10:03 -> human 0:00:00, agent 0:00:00",
    );
    expect(read("projects", "set", "/home/ana/garden", "--ignore")).toContain("ignored events: 0 -> 330");
    expect(read("report", "2026-03")).not.toContain("garden");
    expect(run("report", "2026-03", "--project", "garden").stdout).toMatch(/^no activity of 'garden': /);
  });

  it("writes last month's invoice", () => {
    const [period, , head, client, total] = linesOf(read("report", "2026-03", "--by", "client", "--amounts"));
    expect([period, head, client, total]).toEqual([
      "Sun 1 Mar 2026 to Tue 31 Mar 2026",
      "client       human    agent    union      amount",
      "Acme, Inc  4:26:11  2:06:55  2:06:55  400.38 EUR",
      "total      4:26:11  2:06:55  2:06:55  400.38 EUR",
    ]);
    const statement = read("statement", "Acme, Inc", "2026-03");
    expect(statement).toContain("2026-03-03  Atlas    1:10:20  0:36:54  0:36:54  human 1:15:00  90.00 EUR  112.50 EUR");
    expect(statement).toContain("total                4:26:11  2:06:55  2:06:55  human 4:41:32             400.38 EUR");
    expect(statement).toMatch(/\nkept as [0-9a-f]{8}\n/);
    expect(read("statement", "Acme, Inc", "2026-03", "--round", "1h:up")).toContain("counted otherwise now");
    expect(read("statement", "--list")).toContain("400.38 EUR");
  });

  it("sends the worklog of a day, and knows what was done in it", () => {
    const [head, line] = linesOf(
      read("report", "2026-03-03", "--worklog", "--describe", "{project}: {branches}", "--amounts"),
    );
    expect([head, line]).toEqual([
      "day,start,end,hours,seconds,billed,project,client,tags,person,branches,agents,description,amount,currency",
      '2026-03-03,08:20:00,13:59:34,1.25,4500,human,Atlas,"Acme, Inc",,,tiles,claude-code,Atlas: tiles,112.50,EUR',
    ]);
    expect(linesOf(read("report", "--worklog", "2026-03")).length).toBe(1 + 6);
    expect(read("report", "2026-03", "--worklog", "harvest", "--user", "Ana Lima")).toContain(
      '2026-03-03,"Acme, Inc",Atlas,Development,tiles,1.25,Ana,Lima',
    );
    expect(read("day", "2026-03-03")).toMatch(
      /^Tue 3 Mar 2026 \(UTC\)\n\n.*08 {4}09.*\nyou +1:10:20 .*\nAtlas, claude-code +0:36:54 /,
    );
    expect(read("explain", "2026-03-03", "--client", "Acme\\, Inc")).toContain("1:10:20");
  });

  it.each([
    [["report", "--worklog", "harvst"], "did you mean 'harvest'?"],
    [["report", "--worklog", "clockify"], "the worklog 'clockify' needs --email"],
    [["report", "--worklog", "csv", "--by", "day"], "--worklog and --by contradict each other"],
    [["report", "--worklog", "csv", "--json"], "--worklog and --json contradict each other"],
    [["report", "--worklog", "csv", "--describe", "{projet}"], "{projet} stands for nothing"],
    [["report", "--worklog", "harvest", "--user", "Ana", "--amounts"], "no place for amounts"],
    [["report", "--describe", "{day}"], "--describe is for a worklog"],
    [["projects", "set", "/x", "--client", "A,B"], "a comma in its name is written with a backslash"],
  ])("is told what is wrong with %j", (args, message) => {
    expect(run(...args)).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining(message) });
  });
});

/** Makes logs those of other sessions: what two machines both have would count once. */
function renameSessions(folder: string): void {
  const renamed = (text: string) => text.replaceAll(/[0-9a-f]{8,}/g, (digits) => digits.split("").reverse().join(""));
  for (const name of readdirSync(folder)) {
    const path = join(folder, renamed(name));
    renameSync(join(folder, name), path);
    if (statSync(path).isDirectory()) renameSessions(path);
    else writeFileSync(path, renamed(readFileSync(path, "utf8")));
  }
}

describe("a team's lead", () => {
  const { read, home } = session();

  it("has the hours by week and person in a spreadsheet", () => {
    read("update", "--machine-id", "laptop", "--data-dir", "~laptop", "--db", "team.db");
    renameSessions(join(home(), ".claude"));
    read("update", "--machine-id", "desktop", "--data-dir", "~desktop", "--db", "team.db");
    const team = ["--db", "team.db"];
    read("people", "set", "ana", "--machine", "laptop", ...team);
    read("people", "set", "ben", "--machine", "desktop", ...team);
    const rows = csvOf(read("report", "2026-03", "--by", "week,person", "--csv", ...team));
    expect(rows.map(({ week, person, human_s, agent_s }) => [week, person, human_s, agent_s])).toEqual([
      ["2026-W10", "ana", "23206", "11673"],
      ["2026-W10", "ben", "23206", "11673"],
    ]);
    const one = JSON.parse(read("report", "2026-03", "--by", "month", "--person", "ben", "--json", ...team)) as {
      rows: unknown;
      parameters: { only: unknown };
    };
    expect(one.rows).toMatchObject([{ month: "2026-03", human_s: 23_206 }]);
    expect(one.parameters.only).toEqual({ persons: ["ben"] });
    expect(read("report", "2026-03", "--person", "ben", "--agent", "claude-code", ...team)).toContain(
      "\nonly agents 'claude-code'; persons 'ben'\n",
    );
  });

  it("reads who worked when, on one project", () => {
    const out = read(
      "report",
      "2026-W10",
      "--by",
      "weekday",
      "--project",
      "garden",
      "--db",
      "team.db",
      "--person",
      "ana",
    );
    expect(
      linesOf(out)
        .slice(3, 6)
        .map((line) => line.split(" ")[0]),
    ).toEqual(["Monday", "Tuesday", "Thursday"]);
  });
});

describe("a data engineer", () => {
  const { run, read } = session();

  it("finds a session by its first digits, in every form", () => {
    read("update");
    const sessions = csvOf(read("report", "2026-03", "--by", "session", "--csv"));
    const [{ session: id = "", agent_s = "" } = {}] = sessions;
    const first = id.slice(0, 8);
    expect(
      new Set(
        linesOf(read("events", "--session", first)).map(
          (line) => (JSON.parse(line) as { session_id: string }).session_id,
        ),
      ),
    ).toEqual(new Set([id]));
    expect(csvOf(read("report", "2026-03", "--session", first, "--csv"))).toMatchObject([{ agent_s }]);
    const stretches = linesOf(read("intervals", "--session", first)).map(
      (line) => JSON.parse(line) as { session_id: string },
    );
    expect(new Set(stretches.map(({ session_id }) => session_id))).toEqual(new Set([id]));
    expect(run("report", "2026-03", "--session", first.slice(0, 7)).stdout).toMatch(/^no activity/);
  });

  it("asks for sources as others write lists", () => {
    expect(run("export", "--source", "codex", "claude-code", "--dry-run").stderr).toMatch(
      /^tt: sources are written with commas: --source codex,claude-code\n/,
    );
    expect(run("export", "--source", "codex,claude-code", "--dry-run", "--quiet")).toMatchObject({
      code: 0,
      stderr: "",
    });
    expect(run("export", "--source", "claude-code", "cat")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("unexpected argument 'cat'"),
    });
    expect(read("schedule", "--source", "claude-code", "codex", "cron")).toMatch(
      /--source claude-code .*--source codex/,
    );
  });

  it("keeps a private directory out of everything", () => {
    read("update", "--full", "--exclude", "/home/ana/garden", "--data-dir", "other");
    expect(read("events", "--data-dir", "other")).not.toContain("/home/ana/garden");
    expect(read("report", "2026-03", "--data-dir", "other")).not.toContain("garden");
  });
});
