/** The roles of a team on PostgreSQL: the SQL of docs/recipes.md as it stands there, and what each role can do then. */
import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Purpose } from "../../src/commands/options/store.ts";
import { activitiesIn } from "../../src/commands/stored/events.ts";
import { silentMachinesText } from "../../src/commands/stored/silent-machines.ts";
import { statusText } from "../../src/commands/status/text.ts";
import { gatherStatus } from "../../src/commands/status/run.ts";
import { EXIT } from "../../src/failure.ts";
import { storeFindings } from "../../src/doctor/store.ts";
import { NO_MAP } from "../../src/hours/projects/project-map.ts";
import { openStoreToWrite } from "../../src/store/open.ts";
import { openPushes } from "../../src/store/registers/pushes.ts";
import { writeHours } from "../../src/store/registers/hours-table.ts";
import { keepStatement } from "../../src/store/registers/statements.ts";
import { setPerson } from "../../src/store/registers/people.ts";
import { activityWatch } from "../support/servers/activitywatch.ts";
import { ndjson, prompt, toolUse, type Fields } from "../support/store/events.ts";
import { importText, stored } from "../support/store/import.ts";
import { hasPostgres, startPostgres, type Server } from "../support/servers/postgres.ts";
import { tempDir } from "../support/program/temp.ts";
import { ttAsync } from "../support/program/together.ts";
import { RULES } from "../support/store/week.ts";

const page = readFileSync(join(import.meta.dirname, "../../docs/recipes.md"), "utf8");
const MACHINES = ["ana-laptop", "ben-laptop"] as const;

function recipe(mark: string): string {
  const [, block] = new RegExp(`<!-- run: ${mark} -->\\n+\`\`\`sql\\n(.*?)\`\`\``, "s").exec(page) ?? [];
  if (block === undefined) throw new Error(`no recipe ${mark}`);
  return block;
}

let server: Server | undefined;
let owner = "";

beforeAll(async () => {
  if (!hasPostgres) return;
  server = await startPostgres();
  owner = server.database("team");
  await importText(as("tt"), "");
  for (const mark of ["team-groups", "team-rights", "team-rights", "team-roles"]) await run("tt", recipe(mark));
});
afterAll(() => server?.stop());

const urlOf = (role: string) => owner.replace("user=tt", `user=${role}`);
const as = (role: string) => ({ db: urlOf(role), dataDir: "/nonexistent" });

async function run(role: string, sql: string): Promise<readonly unknown[]> {
  const client = new pg.Client(urlOf(role));
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows ?? [];
  } finally {
    await client.end();
  }
}

const of = (machine: string, event: Fields): Fields => ({
  ...event,
  // Of one moment, and no copy of the other machine's.
  id: `${machine}:${String(event["id"])}${machine}`,
  machine_id: machine,
});
/** Both machines have sessions, places and moments in common. */
const eventsOf = (machine: string, count: number) =>
  Array.from({ length: count }, (_, n) =>
    of(machine, n % 3 === 0 ? prompt(n, { session_id: `s${n % 5}` }) : toolUse(n, { session_id: `s${n % 5}` })),
  );

describe.skipIf(!hasPostgres)("with the roles of the recipe", () => {
  it("machines that import at once lose nothing, and import again without a change", async () => {
    const texts = MACHINES.map((machine) => [machine, ndjson(...eventsOf(machine, 300))] as const);
    const twice = [...texts, ...texts];
    const imports = await Promise.all(
      twice.map(([machine, text]) =>
        importText(as(machine), text, {
          batchSize: 50,
          delivery: { rules: { "claude-code": 1 }, name: machine, after: [] },
        }),
      ),
    );
    expect(imports.reduce((sum, { tally }) => sum + tally.inserted, 0)).toBe(600);
    expect(imports.flatMap(({ complaints }) => complaints)).toEqual([]);
    expect((await stored(as("tt"))).length).toBe(600);
  });

  it("a machine adds its own events alone, and can change and remove none", async () => {
    const refused = { message: expect.stringContaining("row-level security") as string };
    await expect(importText(as("ana-laptop"), ndjson(of("ben-laptop", prompt(5000))))).rejects.toMatchObject(refused);
    await expect(importText(as("ana-laptop"), ndjson(prompt(5000)))).rejects.toMatchObject(refused);
    for (const sql of [
      "delete from event_rows",
      "update event_rows set at = 0",
      "update event_sessions set machine_id = 'x'",
      "delete from event_sessions",
      "delete from event_batches",
      "update event_paths set path = ''",
      "insert into event_people values ('ben-laptop', 'ana')",
      "create table public.mine (a integer)",
    ])
      await expect(run("ana-laptop", sql)).rejects.toThrow(/permission denied/);
    expect(await run("ana-laptop", "select distinct machine_id from events")).toEqual([{ machine_id: "ana-laptop" }]);
    expect((await stored(as("tt"))).length).toBe(600);
  });

  it("a person sees what their machines gave, the lead everything, and reports agree", async () => {
    const store = await openStoreToWrite(as("tt"));
    await setPerson(store, "ana", ["ana-laptop"]);
    await setPerson(store, "ben", ["ben-laptop"]);
    await store.close();
    const count = "select count(*)::int as n, count(distinct machine_id)::int as machines from events";
    expect(await run("ana", count)).toEqual([{ n: 300, machines: 1 }]);
    expect(await run("lead", count)).toEqual([{ n: 600, machines: 2 }]);
    await expect(run("lead", "delete from event_rows")).rejects.toThrow(/permission denied/);
    const window = { start: -Infinity, end: Infinity };
    const activities = async (role: string) => {
      const read = { store: { ...as(role), isNamed: true }, persons: undefined, strict: false };
      return [...((await activitiesIn(read, window, RULES))?.all() ?? [])].length;
    };
    expect([await activities("ana"), await activities("lead"), await activities("tt")]).toEqual([300, 600, 600]);
  });

  it("a role that may not read or write a table is told which one, and who grants it", async () => {
    await run("tt", `create role guest login; grant select on tt_migrations, event_rows, event_kinds to guest`);
    const refused = (what: string) => ({
      exitCode: EXIT.output,
      message: expect.stringMatching(
        new RegExp(`^the store \`\\S+\` does not let this role do that \\(permission denied for ${what}\\)$`),
      ) as string,
      hint: expect.stringContaining("the owner of its tables grants what is lacking ('Roles of a team'") as string,
    });
    const read = { store: { ...as("guest"), isNamed: true }, persons: undefined, strict: false };
    const ever = { start: -Infinity, end: Infinity };
    await expect(activitiesIn(read, ever, RULES)).rejects.toMatchObject(refused("table event_people"));
    await run("tt", "grant select on event_people to guest");
    await expect(activitiesIn(read, ever, RULES)).rejects.toMatchObject(refused("table event_sessions"));
    await expect(importText(as("lead"), ndjson(prompt(5000)))).rejects.toMatchObject(refused("table event_\\w+"));
  });

  it("each role is told what it does not see, and what it sees is whole", async () => {
    const told = async (role: string) => {
      const { findings } = await storeFindings(as(role), new Date());
      const { store, warnings } = await gatherStatus({ sources: [], store: as(role), now: new Date() });
      if (store.state !== "read") throw new Error(`${role}: ${JSON.stringify(store)}`);
      const { overview } = store;
      return {
        doctor: findings.map(({ kind, state }) => `${state}: ${kind}`),
        events: overview.events,
        unseen: overview.unseen,
        hasImports: overview.lastImport !== undefined,
        knowsRules: store.correctable !== undefined,
        warned: warnings.filter(({ kind }) => kind.startsWith("store")),
      };
    };
    const all = {
      doctor: ["ok: store"],
      events: 600,
      unseen: undefined,
      hasImports: true,
      knowsRules: true,
      warned: [],
    };
    expect(await told("tt")).toEqual(all);
    expect(await told("lead")).toEqual(all);
    const some = { ...all, doctor: ["ok: store", "note: store-partly-seen"], events: 300 };
    expect(await told("ana-laptop")).toEqual({
      ...some,
      unseen: { role: "ana-laptop", tables: [], rows_of: ["event_rows"] },
    });
    const closed = ["event_corrections", "event_deliveries", "imports"];
    expect(await told("ana")).toEqual({
      ...some,
      hasImports: false,
      knowsRules: false,
      unseen: { role: "ana", tables: closed, rows_of: ["event_rows", "event_sessions"] },
    });
  });

  it("a role that may not correct sessions of older rules is told who may", async () => {
    await run("tt", "update event_sessions set rules = null");
    const told = async (role: string) => {
      const status = await gatherStatus({ sources: [], store: as(role), now: new Date() });
      const text = statusText(status, new Date());
      return ["'tt export --full -- tt import --replace' corrects those", "this role may not"].map((words) =>
        text.includes(words),
      );
    };
    expect([await told("tt"), await told("lead"), await told("ana-laptop")]).toEqual([
      [true, false],
      [true, true],
      [true, true],
    ]);
  });

  it("what is missing is found by who sees everything, and by nobody else", async () => {
    const kinds = async (role: string) => (await storeFindings(as(role), new Date())).findings.map(({ kind }) => kind);
    await run("tt", "create table kept as select * from event_rows; delete from event_rows where at % 7 = 0");
    try {
      expect(await kinds("lead")).toContain("store-events-missing");
      expect(await kinds("ana")).toEqual(["store", "store-partly-seen"]);
    } finally {
      await run("tt", "insert into event_rows select * from kept on conflict do nothing; drop table kept");
    }
  });

  it("machines that have fallen silent are named, those of the persons asked for alone", async () => {
    const silent = (persons?: readonly string[]) =>
      silentMachinesText({ store: { ...as("lead"), isNamed: true }, persons, strict: false }, LATER);
    const lines = await silent();
    expect(lines).toEqual([
      expect.stringMatching(/^not heard of since: ana-laptop 2026-\S+Z, ben-laptop 2026-\S+Z$/) as string,
    ]);
    expect(await silent(["ben"])).toEqual([expect.stringMatching(/since: ben-laptop \S+$/) as string]);
    const soon = Date.parse(/\S+Z/.exec(lines[0] ?? "")?.[0] ?? "") / 1000 + 3600;
    expect(
      await silentMachinesText({ store: { ...as("lead"), isNamed: true }, persons: undefined, strict: false }, soon),
    ).toEqual([]);
  });

  it("hours and statements are kept by who sees all of the work, and by nobody else", async () => {
    const made = { state: "", parameters: "{}", now: new Date(0) };
    const row = { client: "Acme", since: "2026-03-01", until: "2026-04-01", made: "2026-04-02", body: "{}" };
    const keep = async (role: string) => {
      const store = await openStoreToWrite(as(role));
      const failure = (error: unknown) => error;
      try {
        const hours = await writeHours(store, [], made).catch(failure);
        return [hours, await keepStatement(store, { ...row, id: role }).catch(failure)];
      } finally {
        await store.close();
      }
    };
    expect(await keep("tt")).toEqual([[], true]);
    await run(
      "tt",
      `create role clerk login in role tt_member; create role keeper login in role tt_reader;
       grant select, insert, delete on hours, hours_made, event_statements to clerk, keeper`,
    );
    expect(await keep("keeper")).toEqual([[], true]);
    const refused = (what: string) =>
      expect.objectContaining({
        exitCode: EXIT.output,
        message: expect.stringMatching(
          new RegExp(
            `^the ${what} not kept in the store \`\\S+\`: the role 'clerk' does not see everything: .*rows of event_rows, event_sessions may be hidden from it$`,
          ),
        ) as string,
        hint: expect.stringContaining("'Roles of a team' in docs/recipes.md") as string,
      });
    expect(await keep("clerk")).toEqual([refused("hours are"), refused("statement is")]);
  });

  it("a push by who may only read is not remembered, which is said once", async () => {
    for (const role of ["lead", "ana", "ana-laptop"]) {
      const warnings: string[] = [];
      const tracker = { tracker: "activitywatch", place: "d1" };
      const pushes = await openPushes(as(role), tracker, (text) => warnings.push(text));
      try {
        expect(await pushes?.entries({ start: -Infinity, end: Infinity })).toEqual([]);
        await pushes?.forget([{ bucket: "tt-human", name: "id1" }]);
      } finally {
        await pushes?.close();
      }
      expect(warnings).toEqual([expect.stringMatching(/^the store `\S+` .*: it is not remembered what was pushed$/)]);
    }
  });

  it("a person's timer stores as the machine, and what they ask and push as themselves fails nowhere", async () => {
    const home = tempDir();
    cpSync(join(import.meta.dirname, "../../fixtures/demo/home"), home, { recursive: true });
    const tt = (role: string, ...args: readonly string[]) => ttAsync(args, { home, env: { TT_DB: urlOf(role) } });
    expect(await tt("ana-laptop", "export", "--machine-id", "ana-laptop", "--", "tt", "import")).toMatchObject({
      code: 0,
    });
    const { url, buckets } = await activityWatch();
    const push = ["push", "activitywatch", "--url", url];
    const [status, doctor, planned] = await Promise.all([
      tt("ana", "status"),
      tt("ana", "doctor"),
      tt("ana", ...push, "--dry-run"),
    ]);
    expect(status.stdout).toContain("the role 'ana' does not see everything: it may not read event_corrections,");
    expect(status.stdout).not.toMatch(/not known to have|cannot be read|warning: the store/);
    expect([doctor.code, doctor.stdout]).toEqual([
      0,
      expect.stringMatching(/what is seen of the store `\S+` is whole/),
    ]);
    const warned = expect.stringContaining("it is not remembered what was pushed") as string;
    expect(planned).toEqual({ code: 0, stdout: expect.stringContaining("tt_id") as string, stderr: warned });
    const pushed = () => [...buckets.values()].map(({ events }) => events.length);
    expect(await tt("ana", ...push)).toMatchObject({ code: 0, stderr: warned });
    const once = pushed();
    expect(Math.max(...once)).toBeGreaterThan(0);
    expect(await tt("ana", ...push)).toMatchObject({ code: 0 });
    expect(pushed()).toEqual(once);
  });

  it("hours of whom a role does not see every machine are warned of, and no part of them is pushed", async () => {
    await run("tt", 'create role "ana-desk" login in role tt_writer; create role ben login in role tt_member');
    await importText(as("ana-desk"), ndjson(...eventsOf("ana-desk", 9)));
    const people = async (person: string, ...machines: readonly string[]) => {
      const store = await openStoreToWrite(as("tt"));
      await setPerson(store, person, machines);
      await store.close();
    };
    const ever = { start: -Infinity, end: Infinity };
    const ask = async (role: string, purpose: Purpose, ...persons: readonly string[]) => {
      const inquiry = { asked: {}, map: NO_MAP, purpose };
      const named = persons.length === 0 ? undefined : persons;
      await activitiesIn(
        { store: { ...as(role), isNamed: true }, persons: named, strict: false, inquiry },
        ever,
        RULES,
      );
    };
    const warned = async (...asked: readonly [role: string, ...persons: string[]]) => {
      const [role, ...persons] = asked;
      const write = vi.spyOn(process.stderr, "write").mockReturnValue(true);
      try {
        await ask(role, "tell", ...persons);
        return write.mock.calls.map(([text]) => String(text));
      } finally {
        write.mockRestore();
      }
    };
    const inPart = (role: string, person: string) => `the role '${role}' does not see all machines of '${person}'`;
    const warning = (role: string, person: string) => [`tt: warning: ${inPart(role, person)}: hours may be too low\n`];

    // Nobody's machines are together one person's.
    expect(await warned("ana-desk")).toEqual([]);
    await people("ana", "ana-laptop", "ana-desk");
    for (const role of ["tt", "lead", "ana", "ben", "ben-laptop"])
      expect([role, await warned(role)]).toEqual([role, []]);
    expect(await warned("ana", "ana")).toEqual([]);
    expect(await warned("ana-laptop")).toEqual(warning("ana-laptop", "ana"));
    expect(await warned("ana-laptop", "ben")).toEqual(warning("ana-laptop", "ben"));
    expect(await warned("ana", "ben")).toEqual(warning("ana", "ben"));
    expect(await warned("clerk")).toEqual([
      expect.stringMatching(/^tt: warning: the role 'clerk' does not see everything: .*: hours may be too low\n$/),
    ]);

    for (const role of ["tt", "lead", "ana", "ben-laptop"]) await ask(role, "push");
    await expect(ask("ana-laptop", "push")).rejects.toMatchObject({
      exitCode: EXIT.output,
      message: `nothing is pushed: ${inPart("ana-laptop", "ana")}`,
      hint: expect.stringContaining("the role of the person") as string,
    });

    // What is to come is nothing that is hidden.
    await people("ana", "ana-phone");
    await people("ben", "ben-phone");
    expect([await warned("ana"), await warned("ben-laptop")]).toEqual([[], []]);
    // A machine may be called as its person.
    await people("ana-laptop", "ana-laptop", "ana-desk");
    expect(await warned("ana-laptop")).toEqual(warning("ana-laptop", "ana-laptop"));
  });
});

const LATER = Date.UTC(2030, 0, 1) / 1000;
