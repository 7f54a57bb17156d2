import { cpSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, it } from "vitest";
import { ndjson } from "../support/events.ts";
import { tempDir } from "../support/temp.ts";
import type { Ended } from "../support/tt.ts";
import { prompt } from "../support/week.ts";
import { tt } from "../support/warm/tt.ts";

function billing() {
  const home = tempDir();
  const run = (...args: readonly string[]): Ended => tt(args, { home, env: { TZ: "UTC" } });
  cpSync(join(import.meta.dirname, "../../fixtures/demo/home"), home, { recursive: true });
  expect(run("export", "--claude-dir", join(home, ".claude"), "--", "tt", "import").code).toBe(0);
  expect(run("projects", "set", "/home/ana/atlas", "--client", "Acme", "--rate", "90", "--currency", "EUR").code).toBe(
    0,
  );
  const late = (time: string) => {
    const event = { ...prompt(time, { cwd: "/home/ana/atlas", session: "late" }), length: 7, has_image: false };
    expect(tt(["import"], { home, input: ndjson(event) }).code).toBe(0);
  };
  return { home, run, late };
}

it("prints what is billed and keeps it: the same again is the same, whatever comes late", () => {
  const { run, late } = billing();
  const first = run("statement", "Acme", "2026-03", "--round", "15m:up");
  expect(first).toMatchObject({ code: 0, stderr: "" });
  expect(first.stdout.split("\n").slice(0, 9)).toEqual([
    "Acme: Sun 1 Mar 2026 to Tue 31 Mar 2026 (UTC)",
    "",
    "day         project    human    agent    union      amount",
    "2026-03-03  atlas    1:15:00  0:45:00  0:36:54  112.50 EUR",
    "2026-03-05  atlas    0:30:00  0:15:00  0:13:10   45.00 EUR",
    "2026-03-06  atlas    0:45:00  0:30:00  0:19:59   67.50 EUR",
    "total                2:30:00  1:30:00  1:10:03  225.00 EUR",
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
    "2026-03-10 atlas: nothing -> 0:15:00 0:00:00 0:00:00 22.50 EUR",
  ]);
  run("projects", "set", "/home/ana/atlas", "--rate", "100");
  expect(run("statement", "Acme", "2026-03").stdout).toContain(
    "2026-03-05 atlas: 0:30:00 0:15:00 0:13:10 45.00 EUR -> 0:30:00 0:15:00 0:13:10 50.00 EUR\n",
  );
  expect(run("statement", "Acme", "2026-03", "--attention", "1m").stdout).toContain(
    "counted otherwise now: attention_s 300 -> 60\n",
  );
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
    "day,project,human_s,agent_s,union_s,amount_EUR",
    "2026-03-03,atlas,4220,2214,2214,105.50",
  ]);
});

it("tells what cannot be, and what is damaged", () => {
  const { home, run } = billing();
  expect(run("statement")).toMatchObject({ code: 2 });
  expect(run("statement", "Acme").stderr).toContain("such as 'tt statement Acme last-month'");
  expect(run("statement", "Acme", "2026-03", "now").stderr).toContain("unexpected argument 'now'");
  expect(run("statement", "Nobody", "2026-03").stdout).toBe(
    "nothing to bill to 'Nobody': Sun 1 Mar 2026 to Tue 31 Mar 2026 (UTC)\n",
  );
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
