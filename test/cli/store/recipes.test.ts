/** The recipes of docs/recipes.md are run as they stand there, each twice, where their tool is on the machine. */
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openPushes, type Pushed } from "../../../src/store/registers/pushes.ts";
import { stored } from "../../support/store/import.ts";
import { demo, DONE, EVENTS, has, kitchen, WITH_EVIDENCE } from "../../support/homes/kitchen.ts";
import { recipe } from "../../support/homes/recipe.ts";
import { hasPostgres, startPostgres, type Server } from "../../support/servers/postgres.ts";

const text = readFileSync(join(import.meta.dirname, "../../../docs/recipes.md"), "utf8");

const TRACKER = { tracker: "activitywatch", place: "d1" };
const BEGIN = Date.UTC(2026, 2, 2, 9) / 1000;
const PUSHED: Pushed = {
  bucket: "tt-human",
  name: "one",
  interval: "one",
  start: BEGIN,
  end: BEGIN + 300,
  project: "garden",
  content: "",
  basis: "",
  ownId: 1,
  isThere: true,
};

describe("the recipe for", () => {
  it.skipIf(!has("sqlite3"))("SQLite gives the same twice (skipped without sqlite3)", () => {
    const { run } = kitchen();
    for (let times = 0; times < 2; times++) expect(run(recipe("run: sqlite"))).toEqual(DONE);
    const count = "select count(*), count(distinct id), min(length(data)) > 100, count(cwd) from events";
    expect(run(`sqlite3 events.db '${count}'`).stdout).toBe(`${EVENTS}|${EVENTS}|1|${EVENTS}\n`);
  });

  it.skipIf(!has("sqlite3"))("a consumer loses nothing (skipped without sqlite3)", () => {
    const { home, run } = kitchen();
    writeFileSync(join(home, "load.sh"), "exit 1\n");
    expect(run(recipe("run: consumer")).code).toBe(74);
    writeFileSync(join(home, "load.sh"), recipe("run: sqlite"));
    expect(run(recipe("run: consumer"))).toEqual(DONE);
    expect(run("sqlite3 events.db 'select count(*) from events'").stdout).toBe(`${EVENTS}\n`);
  });

  it.skipIf(!has("sqlite3"))("asking the store counts prompts (skipped without sqlite3)", async () => {
    const { home, run } = kitchen();
    expect(run("tt export -- tt import")).toEqual(DONE);
    const days = run(recipe("run: ask")).stdout.trim().split("\n");
    expect(days.reduce((sum, day) => sum + Number(day.split("|")[2]), 0)).toBe(105);
    const pushes = await openPushes({ db: undefined, dataDir: join(home, ".time-tracker") }, TRACKER, () => undefined);
    await pushes?.remember([PUSHED, { ...PUSHED, name: "other", isThere: false }]);
    await pushes?.close();
    expect(run(recipe("run: pushes")).stdout).toBe("activitywatch|tt-human|1|300|2026-03-02 09:05:00\n");
  });

  it("a machine without tt brings its sessions, and none of this machine's other agents, also to a fresh home", async () => {
    const { home, bin, run } = kitchen();
    // Makes no directory but the last, as rsync does.
    writeFileSync(
      join(bin, "rsync"),
      '#!/bin/sh\n[ -d "$3" ] || mkdir "${3%/}"; exec cp -R "$HOME/far/${2#*:}." "$3"\n',
      {
        mode: 0o755,
      },
    );
    cpSync(demo, join(home, "far"), { recursive: true });
    cpSync(join(import.meta.dirname, "../../../fixtures/codex/actions/home/.codex"), join(home, ".codex"), {
      recursive: true,
    });
    const pull = recipe("run: copies").replaceAll("HOST", "shed");
    for (let times = 0; times < 2; times++) expect(run(pull)).toEqual(DONE);
    const events = await stored({ db: undefined, dataDir: join(home, ".time-tracker") });
    expect(events.map(({ machine_id, agent }) => `${machine_id} ${agent}`)).toEqual(
      Array.from({ length: WITH_EVIDENCE }, () => "shed claude-code"),
    );
  });

  it("other machines brings each event once, however often it is repeated", async () => {
    const { home, bin, run } = kitchen();
    // Stands in for ssh: another machine is another home.
    writeFileSync(join(bin, "ssh"), '#!/bin/sh\nhost=$1\nshift\nHOME="$HOME/far/$host" exec sh -c "$*"\n', {
      mode: 0o755,
    });
    const [line = ""] = /^ssh HOST .*$/m.exec(text) ?? [];
    for (const host of ["shed", "attic"]) {
      cpSync(demo, join(home, "far", host), { recursive: true });
      const pull = line.replaceAll("HOST", host).replace("7d", "1000-01-01");
      for (let times = 0; times < 2; times++) expect(run(pull)).toEqual(DONE);
      expect(run(`ls -A ${join(home, "far", host)}`).stdout).not.toContain(".time-tracker");
    }
    const events = await stored({ db: undefined, dataDir: join(home, ".time-tracker") });
    const machines = events.map(({ machine_id }) => machine_id);
    expect([machines.filter((id) => id === "shed").length, machines.filter((id) => id === "attic").length]).toEqual([
      WITH_EVIDENCE,
      WITH_EVIDENCE,
    ]);
  });
});

describe.skipIf(!(hasPostgres && has("psql")))("the recipe for PostgreSQL (skipped where it is not installed)", () => {
  let server: Server;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.stop());

  it("gives the same twice", () => {
    const url = new URL(server.database("kitchen"));
    const env = { PGHOST: url.searchParams.get("host") ?? "", PGUSER: "tt", PGDATABASE: url.pathname.slice(1) };
    const { run } = kitchen(env);
    for (let times = 0; times < 2; times++) expect(run(recipe("run: postgres")).code).toBe(0);
    expect(run(`psql -Atc 'select count(*), count(distinct data) from events'`).stdout).toBe(`${EVENTS}|${EVENTS}\n`);
  });

  it("a team keeps the tables in a schema of their own", () => {
    const db = server.database("team");
    const url = new URL(db);
    const { run } = kitchen({
      PGHOST: url.searchParams.get("host") ?? "",
      PGUSER: "tt",
      PGDATABASE: url.pathname.slice(1),
    });
    expect(run("psql -qc 'create table events (theirs int)' -c 'create schema tracker'").code).toBe(0);
    expect(run(`tt export --machine-id shed -- tt import --db '${db}'`)).toMatchObject({ code: 74 });
    const [, option = ""] = /add `\?(options=\S+)`/.exec(text) ?? [];
    expect(run(`tt export --machine-id shed -- tt import --db '${db}&${option}'`)).toEqual(DONE);
    expect(run(`psql -Atc "select count(*) from tracker.events where machine_id = 'shed'"`).stdout).toBe(
      `${WITH_EVIDENCE}\n`,
    );
  });
});
