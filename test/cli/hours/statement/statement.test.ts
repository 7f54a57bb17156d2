import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, it } from "vitest";
import { tempDir } from "../../../support/program/temp.ts";
import { billing, idIn, rewriteStatements, twoProjects, workIn } from "../../../support/store/billing.ts";
import { ndjson } from "../../../support/store/events.ts";
import { prompt } from "../../../support/store/week.ts";
import { tt } from "../../../support/warm/tt.ts";

it("prints what is billed and keeps it: the same again is the same, whatever comes late", () => {
  const { run, late } = billing();
  const first = run("statement", "Acme", "2026-03", "--round", "15m:up");
  expect(first).toMatchObject({ code: 0, stderr: "" });
  expect(first.stdout.split("\n").slice(0, 9)).toEqual([
    "Acme: Sun 1 Mar 2026 to Tue 31 Mar 2026 (UTC)",
    "",
    "day         project    human    agent    union         billed       rate      amount",
    "2026-03-03  atlas    1:15:00  0:45:00  0:36:54  human 1:15:00  90.00 EUR  112.50 EUR",
    "2026-03-05  atlas    0:30:00  0:15:00  0:13:10  human 0:30:00  90.00 EUR   45.00 EUR",
    "2026-03-06  atlas    0:45:00  0:30:00  0:19:59  human 0:45:00  90.00 EUR   67.50 EUR",
    "total                2:30:00  1:30:00  1:10:03  human 2:30:00  90.00 EUR  225.00 EUR",
    "",
    expect.stringMatching(/^kept as [0-9a-f]{8}$/) as string,
  ]);
  const billed = first.stdout.split("\n").slice(2, 7);
  // It is made again as it was made, without being told how.
  const again = run("statement", "Acme", "2026-03").stdout.split("\n");
  expect(again.slice(2, 7)).toEqual(billed);
  expect(again.slice(8, 10)).toEqual([
    expect.stringMatching(/^as it was kept on .* \([0-9a-f]{8}\)$/) as string,
    "nothing has changed since",
  ]);
  late("2026-03-10T09:00:00Z");
  const changed = run("statement", "Acme", "2026-03").stdout.split("\n");
  expect(changed.slice(2, 7)).toEqual(billed);
  expect(changed.slice(9, 11)).toEqual([
    expect.stringMatching(/^its events are others now: \d+ -> \d+$/) as string,
    "2026-03-10 atlas: nothing -> 0:15:00 0:00:00 0:00:00 22.50 EUR (human 0:15:00 at 90.00 EUR)",
  ]);
  run("projects", "set", "/home/ana/atlas", "--rate", "100");
  expect(run("statement", "Acme", "2026-03").stdout).toContain(
    "2026-03-05 atlas: 0:30:00 0:15:00 0:13:10 45.00 EUR (human 0:30:00 at 90.00 EUR) -> " +
      "0:30:00 0:15:00 0:13:10 50.00 EUR (human 0:30:00 at 100.00 EUR)\n",
  );
  expect(run("statement", "Acme", "2026-03", "--attention", "1m").stdout).toContain(
    "counted otherwise now: attention_s 300 -> 60\n",
  );
});

const total = (stdout: string) => /^total .* ([0-9.]+ EUR)$/m.exec(stdout)?.[1];

it("is of the projects that are named alone, each a statement of its own", () => {
  const { run } = twoProjects();
  const garden = run("statement", "Acme", "2026-03", "--project", "garden");
  expect(garden.stdout).toContain("Acme: Sun 1 Mar 2026 to Tue 31 Mar 2026 (UTC)\nonly projects 'garden'\n\n");
  expect(garden.stdout).not.toContain("Atlas");
  expect(total(garden.stdout)).toBe("200.97 EUR");
  const atlas = run("statement", "Acme", "2026-03", "--project", "Atlas");
  expect([atlas.stderr, total(atlas.stdout)]).toEqual(["", "58.37 EUR"]);
  expect(atlas.stdout).not.toContain("garden");
  expect(idIn(atlas)).not.toBe(idIn(garden));
  expect(run("statement", "Acme", "2026-03", "--project", "garden").stdout).toContain(
    `(${idIn(garden)})\nnothing has changed since`,
  );
  expect(run("statement", "--list").stdout).toContain("200.97 EUR  only projects 'garden'\n");
  const { parameters } = JSON.parse(run("statement", "Acme", "2026-03", "--project", "Atlas", "--json").stdout) as {
    parameters: object;
  };
  expect(parameters).toMatchObject({ only: { projects: ["Atlas"] } });
});

it("is of whole days: what agents or sessions did of one would be billed like the day, more than once", () => {
  const { run } = twoProjects();
  for (const narrowing of [
    ["--agent", "codex"],
    ["--session", "deadbeef"],
  ])
    for (const command of [
      ["statement", "Acme", "2026-03"],
      ["report", "2026-03", "--amounts"],
      ["report", "2026-03", "--round", "15m:up"],
      ["report", "2026-03", "--worklog"],
    ])
      expect(run(...command, ...narrowing)).toMatchObject({
        code: 2,
        stdout: "",
        stderr: expect.stringContaining(`it cannot be told of a part of it (${narrowing[0]})`),
      });
});

it("is of whole days: a window that cuts one would bill it again in the next; one that ends now cuts none", () => {
  const { run } = twoProjects();
  for (const form of [["--amounts"], ["--round", "1h:up"], ["--worklog"]]) {
    const report = (...window: readonly string[]) => run("report", "--tz", "UTC", ...window, ...form);
    expect(report("--since", "2026-03-02", "--until", "2026-03-03").code).toBe(0);
    expect(report("--since", "2026-03-02").code).toBe(0);
    for (const [option, window] of [
      ["--since", ["--since", "2026-03-02T10:30", "--until", "2026-03-03"]],
      ["--until", ["--since", "2026-03-02", "--until", "2026-03-02T10:30"]],
    ] as const)
      expect(report(...window)).toMatchObject({
        code: 2,
        stdout: "",
        stderr: expect.stringContaining(`it cannot be told of a part of a day (${option})`),
      });
  }
});

const APPS = ["/home/u/a/app", "/home/u/c/app"] as const;

it("tells no change of a project that is only called otherwise, now that another is gone", () => {
  const { run, set } = workIn(...APPS);
  for (const directory of APPS) set(directory, "Acme");
  run("statement", "Acme", "2026-03");
  set(APPS[0], "Beta");
  const { changes } = JSON.parse(run("statement", "Acme", "2026-03", "--json").stdout) as {
    changes: readonly object[];
  };
  expect(changes).toEqual([{ day: "2026-03-10", project: "a/app", was: expect.anything() as object }]);
  // Another one that is called as the first was is not the first.
  set(APPS[1], "Beta");
  set(APPS[0], "Acme", "--name", "c/app");
  expect(run("statement", "Acme", "2026-03").stdout).toContain("2026-03-10 c/app: 0:05:00 0:00:00 0:00:00 8.33 EUR");
  expect(run("statement", "Acme", "2026-03").stdout).not.toContain("a/app: 0:05:00");
});

it("bills what was done below each home folder: that of an account before it was renamed, and of another machine", () => {
  const { home, run, set } = workIn("/home/ana/acme", "/home/anna/acme", { cwd: "/Users/anna/acme", machine: "mac" });
  set("~/acme", "Acme", "--name", "Shop");
  expect(readFileSync(join(home, ".time-tracker/projects.json"), "utf8")).toContain('"prefix": "~/acme"');
  const { stdout } = run("report", "2026-03", "--by", "project,client");
  expect(stdout).toMatch(/^Shop +Acme +0:15:00/m);
  expect(stdout).not.toContain("(no client)");
  // As a shell writes `~/acme` here, it is the directory of the entry, and so of all that the entry names.
  for (const directory of ["~/acme", join(home, "acme"), "/home/anna/acme"])
    expect(total(run("statement", "Acme", "2026-03", "--dry-run", "--project", directory).stdout)).toBe("25.00 EUR");
  expect(total(run("statement", "Acme", "2026-03").stdout)).toBe("25.00 EUR");
  expect(run("projects").stdout).toMatch(/ \/home\/ana\/acme +Shop for Acme by ~\/acme$/m);
  set("/home/ana/acme", "Beta");
  const changed = run("statement", "Acme", "2026-03").stdout;
  expect(changed).toMatch(/Shop: 0:15:00 .* -> 0:10:00 /);
  expect(total(run("statement", "Beta", "2026-03", "--dry-run").stdout)).toBe("8.33 EUR");
});

it("ends where one of its ID is kept that cannot be seen, in place of asking for ever", () => {
  const { home, run } = billing();
  const database = new DatabaseSync(join(home, ".time-tracker/tracker.db"));
  // As a role of PostgreSQL finds it to which row-level security does not show the other's.
  database.exec("create trigger unseen before insert on event_statements begin select raise(ignore); end");
  database.close();
  const ended = run("statement", "Acme", "2026-03");
  expect(ended).toMatchObject({ code: 74, stdout: "" });
  expect(ended.stderr).toMatch(
    /^tt: a statement of the ID '[0-9a-f]{8}' is kept in the store, but cannot be seen there\n\nhint: the role /,
  );
});

it("is of the person that is named: each bills their own", () => {
  const { run, home } = twoProjects();
  run("people", "set", "ana", "--machine", "(no machine)");
  run("people", "set", "bob", "--machine", "desk");
  const event = { ...prompt("2026-03-10T09:00:00Z", { cwd: "/home/ana/garden", session: "bobs" }), length: 7 };
  const bobs = { ...event, id: `desk:${event.id}`, machine_id: "desk", has_image: false };
  expect(tt(["import"], { home, input: ndjson(bobs) }).code).toBe(0);
  const bob = run("statement", "Acme", "2026-03", "--person", "bob");
  expect(bob.stdout).toContain("\nonly persons 'bob'\n");
  expect(total(bob.stdout)).toBe("8.33 EUR");
  const ana = run("statement", "Acme", "2026-03", "--person", "ana");
  expect([ana.stderr, total(ana.stdout)]).toEqual(["", "259.34 EUR"]);
  expect(ana.stdout).toContain("\nkept as ");
  const both = run("statement", "Acme", "2026-03", "--dry-run");
  expect(total(both.stdout)).toBe("267.67 EUR");
  expect(both.stderr.match(/is of some of the same time/g)).toHaveLength(2);
});

it("has the billed time and the rate of every amount, and how it was rounded", () => {
  const { run } = billing();
  run("projects", "set", "/home/ana/atlas", "--round", "15m:up");
  const { stdout } = run("statement", "Acme", "2026-03");
  expect(stdout).toContain("2026-03-05  atlas    0:25:24  0:13:10  0:13:10  human 0:30:00  90.00 EUR   45.00 EUR\n");
  const rounding = "\nbilled: each day's time of a project, rounded up to 15m\n";
  expect(stdout).toContain(rounding);
  expect(run("statement", "Acme", "2026-03").stdout).toContain(rounding);
  const { lines } = JSON.parse(run("statement", "Acme", "2026-03", "--json").stdout) as { lines: readonly object[] };
  const terms = { rate: 9000, currency: "EUR", round_s: 900, round_direction: "up" };
  expect(lines[1]).toMatchObject({ amounts: { EUR: 4500 }, billed: [{ time: "human", seconds: 1800, ...terms }] });
  run("projects", "set", "/home/ana/atlas", "--round", "1s");
  expect(run("statement", "Acme", "2026-03").stdout).toContain(
    "45.00 EUR (human 0:30:00 at 90.00 EUR) -> 0:25:24 0:13:10 0:13:10 38.10 EUR (human 0:25:24 at 90.00 EUR)\n",
  );
});

it("has several rates of one day of a project in their order", () => {
  const { run, home } = billing();
  const event = { ...prompt("2026-03-03T20:00:00Z", { cwd: "/home/ana/api", session: "api" }), length: 7 };
  expect(tt(["import"], { home, input: ndjson({ ...event, has_image: false }) }).code).toBe(0);
  run("projects", "set", "/home/ana/atlas", "--name", "atlas");
  run("projects", "set", "/home/ana/api", "--name", "atlas", "--client", "Acme", "--rate", "12", "--currency", "EUR");
  const { stdout } = run("statement", "Acme", "2026-03-03", "--dry-run");
  expect(stdout).toContain("human 0:05:00, human 1:10:20  12.00 EUR, 90.00 EUR  106.50 EUR\n");
  expect(run("statement", "Acme", "2026-03-03", "--csv", "--dry-run").stdout).toContain(
    ",106.50,human + human,300 + 4220,12.00 + 90.00,EUR + EUR\n",
  );
});

it("shows and compares what was kept before billed time was told", () => {
  const { home, run } = billing();
  run("statement", "Acme", "2026-03");
  rewriteStatements(home, (body) => body.replaceAll(/,"billed":\[[^\]]*\]/g, ""));
  const before = run("statement", "Acme", "2026-03").stdout;
  expect(before).toContain("union      amount\n2026-03-03  atlas    1:10:20  0:36:54  0:36:54  105.50 EUR\n");
  expect(before).toContain("nothing has changed since\n");
  run("projects", "set", "/home/ana/atlas", "--rate", "100");
  expect(run("statement", "Acme", "2026-03").stdout).toContain(
    "2026-03-03 atlas: 1:10:20 0:36:54 0:36:54 105.50 EUR -> " +
      "1:10:20 0:36:54 0:36:54 117.22 EUR (human 1:10:20 at 100.00 EUR)\n",
  );
});

it("keeps the ID that statements had before they could be narrowed", () => {
  const { run } = billing();
  const start = Date.parse("2026-03-01") / 1000;
  const text = JSON.stringify(["Acme", start, start + 31 * 86_400, "UTC"]);
  const id = createHash("sha256").update(text).digest("hex").slice(0, 8);
  expect(run("statement", "Acme", "2026-03").stdout).toContain(`\nkept as ${id}\n`);
});

it("is the same by whichever name of the zone, as long as its days are the same", () => {
  const { run, set } = workIn("/home/ana/atlas");
  set("/home/ana/atlas", "Acme");
  const id = idIn(run("statement", "Acme", "2026-03", "--tz", "Etc/UTC"));
  for (const zone of ["UTC", "utc", "Atlantic/Reykjavik"]) {
    const { stdout, stderr } = run("statement", "Acme", "2026-03", "--tz", zone);
    expect([stdout, stderr]).toEqual([expect.stringContaining(`(${id})\nnothing has changed since\n`), ""]);
  }
  expect(JSON.parse(run("statement", "Acme", "2026-03", "--tz", "utc", "--json").stdout)).toMatchObject({
    id,
    parameters: { time_zone: "Etc/UTC" },
    changes: [],
  });
  for (const others of [
    ["Acme", "2026-03", "--tz", "Europe/Berlin"],
    ["Acme", "2026-03", "--project", "atlas"],
    ["Acme", "2026-03-10"],
  ])
    expect(run("statement", ...others, "--dry-run").stdout).toContain("\nnot kept\n");
});

it("is shown as it was kept though its person has another name by now", () => {
  const { run, set } = workIn({ cwd: "/home/ana/atlas", machine: "la" });
  set("/home/ana/atlas", "Acme");
  run("people", "set", "ana", "--machine", "la");
  const id = idIn(run("statement", "Acme", "2026-03", "--person", "ana"));
  run("people", "set", "Anna", "--machine", "la");
  const again = run("statement", "Acme", "2026-03", "--person", "ana");
  expect(again).toMatchObject({ code: 0, stderr: "" });
  expect(again.stdout).toMatch(new RegExp(`^2026-03-10  atlas .*8.33 EUR\n[^]*${id}`, "m"));
  expect(again.stdout).toContain("8.33 EUR (human 0:05:00 at 100.00 EUR) -> nothing\n");
  const never = run("statement", "Acme", "2026-02", "--person", "ana");
  expect(never).toMatchObject({ code: 2, stderr: expect.stringContaining("the store knows nobody called 'ana'") });
});

it("refuses a client that the project map does not name, unless something was billed to it", () => {
  const { run } = billing();
  expect(run("statement", "TYPO", "2026-03")).toEqual({
    code: 2,
    stdout: "",
    stderr:
      "tt: the project map names no client 'TYPO'\n\n" +
      "hint: there are: 'Acme', '(no client)'; 'tt projects set DIR --client NAME' names one\n",
  });
  expect(run("statement", "acme", "2026-03").stderr).toContain("did you mean 'Acme'?");
  expect(run("statement", "(no client)", "2026-03").code).toBe(0);
  run("statement", "Acme", "2026-03");
  expect(run("statement", "TYPO", "2026-03").stderr.match(/'Acme'/g)).toHaveLength(1);
  run("projects", "set", "/home/ana/atlas", "--client", "Acme Ltd");
  expect(run("statement", "Acme", "2026-03")).toMatchObject({ code: 0 });
});

it("lists what was billed, says what overlaps, and forgets what is dropped", () => {
  const { run } = billing();
  expect(run("statement", "--list").stdout).toBe("no statement is kept: 'tt statement CLIENT PERIOD' makes one\n");
  run("statement", "Acme", "2026-03");
  const { stdout } = run("statement", "--list");
  const id = stdout.slice(0, 8);
  expect(stdout).toBe(`${id}  Acme  2026-03-01T00:00:00Z  2026-04-01T00:00:00Z  2:14:39  201.98 EUR\n`);
  const week = run("statement", "Acme", "2026-W10", "--dry-run");
  expect(week.stderr).toContain(`the statement ${id} is of some of the same time`);
  expect(week.stdout).toContain("\nnot kept\n");
  expect(run("statement", "--list").stdout).toBe(stdout);
  expect(JSON.parse(run("statement", "--list", "--json").stdout)).toMatchObject({
    statements: [{ id, client: "Acme" }],
  });
  expect(run("statement", "--drop", id)).toEqual({ code: 0, stdout: "", stderr: "" });
  expect(run("statement", "--drop", id)).toMatchObject({ code: 2 });
  expect(run("statement", "--list").stdout).toContain("no statement is kept");
});

it("refuses what has no meaning beside --list and --drop: nothing is forgotten then", () => {
  const { run, set } = workIn("/home/ana/atlas");
  set("/home/ana/atlas", "Acme");
  const id = idIn(run("statement", "Acme", "2026-03"));
  for (const beside of [["--dry-run"], ["--list"], ["--json"], ["--fresh"], ["--project", "atlas"]])
    expect(run("statement", "--drop", id, ...beside)).toEqual({
      code: 2,
      stdout: "",
      stderr: `tt: --drop forgets one statement by its ID: ${beside[0]} has no meaning with it\n`,
    });
  for (const beside of [["--csv"], ["--dry-run"], ["--round", "15m"], ["--project", "atlas"], ["--tz", "UTC"]])
    expect(run("statement", "--list", ...beside)).toMatchObject({
      code: 2,
      stdout: "",
      stderr: `tt: --list lists all statements: ${beside[0]} has no meaning with it\n`,
    });
  expect(run("statement", "--list", "Acme").stderr).toContain("'Acme' has no meaning with it");
  expect(run("statement", "--list").stdout).toContain(id);
});

it("is for programs and spreadsheets, too", () => {
  const { run } = billing();
  const { lines, total, events, changes } = JSON.parse(run("statement", "Acme", "2026-03", "--json").stdout) as {
    lines: readonly { amounts: Readonly<Record<string, number>> }[];
    total: { amounts: Readonly<Record<string, number>> };
    events: number;
    changes: readonly unknown[];
  };
  expect(lines.reduce((sum, { amounts }) => sum + (amounts["EUR"] ?? 0), 0)).toBe(total.amounts["EUR"]);
  expect(events).toBeGreaterThan(50);
  expect(changes).toEqual([]);
  expect(run("statement", "Acme", "2026-03", "--csv").stdout.split("\n").slice(0, 2)).toEqual([
    "day,project,human_s,agent_s,union_s,amount_EUR,billed,billed_s,rate,currency",
    "2026-03-03,atlas,4220,2214,2214,105.50,human,4220,90.00,EUR",
  ]);
});

it("tells what cannot be, and what is damaged", () => {
  const { home, run } = billing();
  expect(run("statement")).toMatchObject({ code: 2 });
  expect(run("statement", "Acme").stderr).toContain("such as 'tt statement Acme last-month'");
  expect(run("statement", "Acme", "2026-03", "now").stderr).toContain("unexpected argument 'now'");
  expect(run("statement", "Acme", "2026-02")).toEqual({
    code: 0,
    stdout: "nothing to bill to 'Acme': Sun 1 Feb 2026 to Sat 28 Feb 2026 (UTC)\n",
    stderr: "",
  });
  run("statement", "Acme", "2026-03");
  const database = new DatabaseSync(join(home, ".time-tracker/tracker.db"));
  database.exec("update event_statements set body = '{}'");
  database.close();
  const damaged = run("statement", "Acme", "2026-03");
  expect(damaged).toMatchObject({ code: 74, stdout: "" });
  expect(damaged.stderr).toMatch(
    /^tt: the statement '[0-9a-f]{8}' in the store is damaged\n\nhint: 'tt statement --drop/,
  );
  expect(tt(["statement", "Acme", "2026-03"], { home: tempDir() }).stdout).toContain("nothing is stored yet");
});
