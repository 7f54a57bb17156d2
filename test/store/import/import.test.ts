/** The importer, on SQLite and on PostgreSQL alike. */
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EXIT } from "../../../src/failure.ts";
import { locationOf, type StoreOptions } from "../../../src/store/location.ts";
import { openStore, openStoreToWrite } from "../../../src/store/open.ts";
import { forgetOldImports, REMEMBERED } from "../../../src/store/registers/imports.ts";
import { overviewOf } from "../../../src/store/overview.ts";
import { ndjson, prompt, toolUse, type Fields } from "../../support/store/events.ts";
import { collect, importText, stored } from "../../support/store/import.ts";
import { hasPostgres, startPostgres, type Server } from "../../support/servers/postgres.ts";
import { tempDir } from "../../support/program/temp.ts";
import { playsAll } from "../../support/shares.ts";

const NONE = { read: 0, inserted: 0, duplicates: 0, conflicts: 0, malformed: 0, ignored: 0 };

describe("an import into SQLite", () => {
  behaviour(() => ({ db: undefined, dataDir: tempDir() }));
});

describe.skipIf(!hasPostgres)("an import into PostgreSQL (skipped where it is not installed)", () => {
  let server: Server;
  let databases = 0;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.stop());
  const empty = () => ({ db: server.database(`garden${databases++}`), dataDir: tempDir() });

  behaviour(empty);

  it("refuses a schema that has an events table of somebody else's", async () => {
    const options = empty();
    const other = await openStoreToWrite(options);
    await sql`drop table tt_migrations`.execute(await other.database());
    await other.close();
    await expect(openStoreToWrite(options)).rejects.toMatchObject({
      exitCode: EXIT.output,
      message: expect.stringContaining("of another program") as string,
    });
  });

  it("takes libpq's own form of a URL: a user, no host, a socket's folder", async () => {
    const { db } = empty();
    const [, name = "", folder = ""] = /^postgres:\/\/\/([^?]+)\?host=([^&]+)/.exec(db) ?? [];
    const options = { db: `postgres://tt@/${name}?host=${folder}`, dataDir: tempDir() };
    await importText(options, ndjson(prompt(1)));
    expect(await stored({ ...options, db })).toEqual([prompt(1)]);
    expect(locationOf(options).shown).toBe(`postgres://tt@localhost/${name}`);
  });

  it("says that the schema of the search path is missing, and takes it once it is there", async () => {
    const { db, dataDir } = empty();
    const options = { db: `${db}&options=-csearch_path%3Dtracker`, dataDir };
    const missing = {
      exitCode: EXIT.output,
      message: expect.stringContaining("there is no schema tracker, which the search path names") as string,
    };
    await expect(importText(options, ndjson(prompt(1)))).rejects.toMatchObject(missing);
    await expect(openStore(options)).rejects.toMatchObject(missing);
    const other = await openStoreToWrite({ db, dataDir });
    await sql`create schema tracker`.execute(await other.database());
    await other.close();
    await importText(options, ndjson(prompt(1)));
    expect(await stored(options)).toEqual([prompt(1)]);
    expect(await stored({ db, dataDir })).toEqual([]);
  });

  it("says why a server cannot be used, and never a password", async () => {
    const db = "postgres://ana:rosebud@localhost:1/garden?sslpassword=tulip";
    const failed = openStoreToWrite({ db, dataDir: tempDir() });
    await expect(failed).rejects.toMatchObject({
      exitCode: EXIT.output,
      message: expect.stringContaining("ECONNREFUSED") as string,
    });
    await expect(failed).rejects.toMatchObject({ message: expect.not.stringMatching(/rosebud|tulip/) as string });
  });
});

function behaviour(empty: () => StoreOptions): void {
  it("stores every event whole, and gives them back by time", async () => {
    const options = empty();
    const events = [prompt(3, { later_field: { deep: [1, null] } }), toolUse(1), prompt(2)];
    const { tally } = await importText(options, ndjson(...events));
    expect(tally).toEqual({ ...NONE, read: 3, inserted: 3 });
    expect(await stored(options)).toEqual([events[1], events[2], events[0]]);
  });

  it("skips what is stored already, within a batch and between imports; the first copy stays", async () => {
    const options = empty();
    const copy = prompt(1, {
      session_id: "s2",
      cwd: "/home/ana/shed",
      git_branch: "x",
      agent: "codex",
      automated: true,
    });
    const { git_branch: _, ...bare } = prompt(1);
    expect((await importText(options, ndjson(prompt(1), copy, prompt(2)))).tally).toEqual({
      ...NONE,
      read: 3,
      inserted: 2,
      duplicates: 1,
    });
    const again = await importText(options, ndjson(copy, prompt(2), bare));
    expect(again).toMatchObject({ tally: { ...NONE, read: 3, duplicates: 3 }, complaints: [] });
    expect(await stored(options)).toEqual([prompt(1), prompt(2)]);
  });

  it("tells of an event that differs from the stored one of its ID, and keeps that one", async () => {
    const options = empty();
    await importText(options, ndjson(prompt(1)));
    const { tally, complaints } = await importText(
      options,
      ndjson(prompt(2), prompt(1, { length: 15 }), prompt(2, { extra: 1 })),
    );
    expect(tally).toEqual({ ...NONE, read: 3, inserted: 1, conflicts: 2 });
    expect(complaints).toEqual([
      { kind: "conflict", place: "line 2", detail: prompt(1)["id"] },
      { kind: "conflict", place: "line 3", detail: prompt(2)["id"] },
    ]);
    expect(await stored(options)).toEqual([prompt(1), prompt(2)]);
  });

  it("keeps an ID once, whichever time came with it first: its own or another", async () => {
    const own: readonly Fields[] = [prompt(1), prompt(2, { session_id: "s\ud800" })];
    const moved = own.map((event, n): Fields => ({ ...event, timestamp: prompt(60 + n)["timestamp"] }));
    for (const [first, second] of [
      [own, moved],
      [moved, own],
    ] as const) {
      const options = empty();
      await importText(options, ndjson(...first, prompt(0), prompt(70)));
      const { tally, complaints } = await importText(options, ndjson(...second, prompt(3), prompt(4)));
      expect(tally).toEqual({ ...NONE, read: 4, inserted: 2, conflicts: 2 });
      expect(complaints.map(({ detail }) => detail)).toEqual(own.map((event) => event["id"]));
      const all = [...first, prompt(0), prompt(70), prompt(3), prompt(4)];
      const times = (event: object) => String((event as Fields)["timestamp"]);
      expect(await stored(options)).toEqual(all.toSorted((a, b) => (times(a) < times(b) ? -1 : 1)));
    }
  });

  it("counts malformed lines by their numbers, and imports the rest", async () => {
    const options = empty();
    const lines = [`nonsense\n\n \t\r\n`, ndjson(prompt(1)), `{"id":"x"}\n[]\n`, ndjson(prompt(2)).slice(0, -20)];
    const { tally, complaints } = await importText(options, lines.join(""));
    expect(tally).toEqual({ ...NONE, read: 5, inserted: 1, malformed: 4 });
    expect(complaints.map(({ place }) => place)).toEqual(["line 1", "line 5", "line 6", "line 7"]);
    expect(complaints.at(-1)?.detail).toMatch(/^cut off/);
  });

  it("takes a last line that is whole but for its newline", async () => {
    const options = empty();
    expect((await importText(options, ndjson(prompt(1)).trimEnd())).tally).toMatchObject({ inserted: 1, malformed: 0 });
  });

  it("takes text that a database finds hard: NUL, unpaired surrogates, paths of any length", async () => {
    const options = empty();
    const cwd = Array.from({ length: 2048 }, (_, at) => String.fromCodePoint(0x4e00 + ((at * 7919) % 20_000))).join("");
    const hard = [prompt(1, { cwd, git_branch: "a\0b" }), prompt(2, { session_id: "s\ud800", cwd: "/ü/\u2028" })];
    expect((await importText(options, ndjson(...hard))).tally).toEqual({ ...NONE, read: 2, inserted: 2 });
    expect(await stored(options)).toEqual(hard);
  });

  it("takes events of agents that are called as what every object has", async () => {
    const options = empty();
    const agents = ["constructor", "__proto__", "hasOwnProperty"];
    const from = (nth: number) => [...agents.map((agent, at) => prompt(nth + at, { agent })), prompt(nth + 9)];
    const all = { tally: { ...NONE, read: 4, inserted: 4 }, complaints: [] };
    expect(await importText(options, ndjson(...from(0)))).toMatchObject(all);
    const delivery = { name: "d1", after: [], rules: { "claude-code": 1 } };
    expect(await importText(options, ndjson(...from(20)), { delivery })).toMatchObject(all);
    expect(await stored(options)).toEqual([...from(0), ...from(20)]);
  });

  it("answers for a window and for types, in pages, by bytes and no locale", async () => {
    const options = empty();
    const at = String(prompt(5)["timestamp"]);
    // Several pages of a store.
    const same = Array.from({ length: playsAll ? 12_000 : 2_500 }, (_, n) =>
      prompt(5, { id: `${n % 2 === 0 ? "a" : "B"}:${n}`, timestamp: at }),
    );
    await importText(options, ndjson(...same, prompt(1), prompt(9), toolUse(9)));
    const store = await openStore(options);
    if (store === undefined) throw new Error("no store");
    const window = { since: at, until: String(prompt(9)["timestamp"]) };
    const ids = (await collect(store.events(window))).map(({ id }) => id);
    expect(ids).toEqual(same.map(({ id }) => String(id)).sort());
    expect(await collect(store.events({ types: ["agent_tool_use"] }))).toEqual([toolUse(9)]);
    expect(await collect(store.events({ types: [] }))).toEqual([]);
    await store.close();
  });

  it("keeps two new events of one millisecond whose IDs have the same mark", async () => {
    const options = empty();
    const timestamp = "2026-03-02T10:00:00.000Z";
    // Found by trying many: their FNV-1a is the same.
    const keys = ["01a27f06-c404-e868-4d4f-8ce2cf894c5d", "2802d24d-dd95-7a55-4ab4-b884e33e3e35"];
    const alike = keys.map((key) => prompt(1, { id: `remote.agent:user_message:${timestamp}:${key}`, timestamp }));
    expect((await importText(options, ndjson(...alike))).tally).toEqual({ ...NONE, read: 2, inserted: 2 });
    expect((await importText(options, ndjson(...alike))).tally).toEqual({ ...NONE, read: 2, duplicates: 2 });
    // Told of another time they are found in either place.
    const moved = alike.map((event) => ({ ...event, timestamp: prompt(60)["timestamp"] }));
    expect((await importText(options, ndjson(...moved))).tally).toEqual({ ...NONE, read: 2, conflicts: 2 });
    expect(await stored(options)).toHaveLength(2);
  });

  it("is undone by the batch, and says nothing of what it did not commit", async () => {
    const options = empty();
    const store = await openStoreToWrite(options);
    await sql`alter table imports rename to elsewhere`.execute(await store.database());
    await store.close();
    await expect(importText(options, ndjson(prompt(1)))).rejects.toThrow();
    const broken = await openStoreToWrite(options);
    await sql`alter table elsewhere rename to imports`.execute(await broken.database());
    await broken.close();
    expect(await stored(options)).toEqual([]);
  });

  it("takes two at once, each other's lines in the other order, and both count what they stored", async () => {
    const options = empty();
    const events = Array.from({ length: 400 }, (_, n) => prompt(n));
    const [one, two] = await Promise.all([
      importText(options, ndjson(...events), { batchSize: 50 }),
      importText(options, ndjson(...events.toReversed()), { batchSize: 50 }),
    ]);
    expect(one.tally.inserted + two.tally.inserted).toBe(400);
    expect(one.tally.duplicates + two.tally.duplicates).toBe(400);
    expect(await stored(options)).toEqual(events);
  });

  it("tells what a store holds, and of the last import", async () => {
    const options = empty();
    expect(await openStore(options)).toBeUndefined();
    await importText(options, ndjson(prompt(1), toolUse(2), toolUse(3)));
    const store = await openStore(options);
    if (store === undefined) throw new Error("no store");
    expect(await overviewOf(store, new Date())).toMatchObject({
      events: 3,
      first: prompt(1)["timestamp"],
      last: toolUse(3)["timestamp"],
      agents: { "claude-code": { types: { agent_tool_use: 2, user_message: 1 } } },
      lastImport: { origin: "test", read: 3, inserted: 3 },
    });
    await store.close();
  });

  it("takes the import that a right clock began last for the last, whatever a clock that was ahead left", async () => {
    const options = empty();
    const at = (day: string) => ({ now: () => new Date(`${day}T10:00:00.000Z`) });
    await importText(options, ndjson(prompt(1)), at("2026-03-03"));
    await importText(options, ndjson(prompt(2)), at("2027-04-07"));
    await importText(options, ndjson(prompt(3)), at("2026-03-04"));
    const store = await openStoreToWrite(options);
    const last = async (now: string) => (await overviewOf(store, new Date(now))).lastImport?.started;
    expect(await last("2026-03-05")).toBe("2026-03-04T10:00:00.000Z");
    expect(await last("2027-04-08")).toBe("2027-04-07T10:00:00.000Z");
    expect(await last("2026-03-01")).toBe("2027-04-07T10:00:00.000Z");
    // Nor is it forgotten where those of the future are as many as are remembered.
    const db = await store.database();
    const [row] = await db.selectFrom("imports").selectAll().execute();
    if (row === undefined) throw new Error("no import");
    for (let number = 0; number < REMEMBERED; number++)
      await db
        .insertInto("imports")
        .values({ ...row, id: `ahead-${number}`, started: "2027-05-01T00:00:00.000Z" })
        .execute();
    await forgetOldImports(db, new Date("2026-03-05"));
    expect(await last("2026-03-05")).toBe("2026-03-04T10:00:00.000Z");
    await store.close();
  });

  it("refuses a store of a newer version, and changes nothing in it", async () => {
    const options = empty();
    await importText(options, ndjson(prompt(1)));
    const store = await openStoreToWrite(options);
    await sql`insert into tt_migrations values ('9999-later', '2030-01-01T00:00:00.000Z')`.execute(
      await store.database(),
    );
    await store.close();
    const newer = { exitCode: EXIT.output, message: expect.stringContaining("newer version") as string };
    await expect(importText(options, ndjson(prompt(2)))).rejects.toMatchObject(newer);
    await expect(openStore(options)).rejects.toMatchObject(newer);
  });
}
