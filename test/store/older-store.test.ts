/** A store of the first form: read by nobody, brought up to date by the next import, whatever happens meanwhile. */
import { once } from "node:events";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EXIT } from "../../src/failure.ts";
import type { StoreOptions } from "../../src/store/location.ts";
import { openStore, openStoreToWrite } from "../../src/store/open.ts";
import { missingIn } from "../../src/store/schema/shape.ts";
import { between } from "../support/servers/cut-postgres.ts";
import { ndjson, prompt, toolUse, type Fields } from "../support/store/events.ts";
import { importText, stored } from "../support/store/import.ts";
import { oldStore } from "../support/store/old-store.ts";
import { hasPostgres, startPostgres, type Server } from "../support/servers/postgres.ts";
import { seededRandom } from "../support/random/random.ts";
import { tempDir } from "../support/program/temp.ts";
import { pause, ttAsync } from "../support/program/together.ts";
import { startTt } from "../support/program/tt.ts";
import { some, times } from "../support/shares.ts";

const events = (count: number): readonly Fields[] =>
  Array.from({ length: count }, (_, n) =>
    n % 3 === 0 ? prompt(n, { session_id: `s${n % 11}`, later: "x" }) : toolUse(n, { session_id: `s${n % 11}` }),
  );

function oldFile(count: number): { readonly options: StoreOptions & { readonly db: string }; readonly home: string } {
  const home = tempDir();
  const db = join(home, "old.db");
  const database = new DatabaseSync(db);
  database.exec("pragma journal_mode = wal");
  database.exec(oldStore("sqlite", events(count)));
  database.close();
  return { options: { db, dataDir: home }, home };
}

const old = { exitCode: EXIT.output, message: expect.stringContaining("is of an older version") as string };

/** Takes a store back to where it has gone through what came after the fourth migration, and not through that one. */
const WITHOUT_THE_FOURTH = `
  delete from tt_migrations where name = '0004-deliveries';
  drop table event_deliveries;
  drop table event_corrections;
  alter table event_sessions drop column rules;
  alter table imports drop column removed;
`;

/** Whether such a store is left alone by who asks, and becomes what a new one is. */
async function expectMended(options: StoreOptions): Promise<void> {
  await expect(openStore(options)).rejects.toMatchObject(old);
  expect((await importText(options, ndjson(prompt(9999)))).tally).toMatchObject({ inserted: 1, duplicates: 0 });
  expect(await stored(options)).toEqual([...events(20), prompt(9999)]);
  const store = await openStore(options);
  if (store === undefined) throw new Error("the store is gone");
  expect(await missingIn(await store.database(), store.connection.engine)).toEqual([]);
  await store.close();
}

describe("an older store in a file", () => {
  it("is left alone by who asks, and brought up to date by an import, with all events in their order", async () => {
    const { options } = oldFile(700);
    await expect(openStore(options)).rejects.toMatchObject(old);
    const steps: (readonly [number, number])[] = [];
    const store = await openStoreToWrite({ ...options, watch: (done, total) => steps.push([done, total]) });
    await store.close();
    expect(steps.at(-1)).toEqual([700, 700]);
    expect(await stored(options)).toEqual(events(700));
    expect((await importText(options, ndjson(...events(700), prompt(9999)))).tally).toMatchObject({
      inserted: 1,
      duplicates: 700,
    });
    const database = new DatabaseSync(options.db);
    const names = database.prepare("select name from sqlite_schema where name like 'events%'").all();
    // Numbers follow the order of the imports before.
    const [first] = database.prepare("select seq from events where id = ?").all(String(prompt(0)["id"]));
    database.close();
    expect([names, first]).toEqual([[{ name: "events" }], { seq: 1 }]);
  });

  it("that lacks a migration before its last one gets it", async () => {
    const home = tempDir();
    const options = { db: join(home, "gap.db"), dataDir: home };
    await importText(options, ndjson(...events(20)));
    const database = new DatabaseSync(options.db);
    database.exec(WITHOUT_THE_FOURTH);
    database.close();
    await expectMended(options);
  });

  it("keeps an event that is damaged there, and tells of it", async () => {
    const { options } = oldFile(30);
    const database = new DatabaseSync(options.db);
    database.exec("update events set data = '{' where id like '%:u3'");
    database.close();
    await importText(options, "");
    const store = await openStore(options);
    const damaged: string[] = [];
    const found: string[] = [];
    for await (const { id } of store?.events({}, ({ id: name }) => damaged.push(name)) ?? []) found.push(id);
    await store?.close();
    expect(damaged).toEqual([prompt(3)["id"]]);
    expect(found).toHaveLength(29);
  });

  it("loses nothing when who brings it up to date is killed, at any moment", async () => {
    const { options, home } = oldFile(30_000);
    const { below } = seededRandom(12);
    for (let kill = 0; kill < times(1); kill++) {
      const running = startTt(["import", "--db", options.db], { home });
      running.stdin.end(ndjson(prompt(100_000)));
      const exited = once(running, "exit");
      await Promise.race([exited, pause(150 + below(700))]);
      running.kill("SIGKILL");
      await exited;
    }
    expect((await importText(options, ndjson(prompt(100_000)))).tally.read).toBe(1);
    expect(await stored(options)).toEqual([...events(30_000), prompt(100_000)]);
  });

  it("takes two imports at once: each event once", async () => {
    for (const seed of some([1, 2])) {
      const { options, home } = oldFile(3000);
      const more = Array.from({ length: 1500 }, (_, n) => prompt(50_000 + n));
      const run = (lines: readonly Fields[]) =>
        ttAsync(["import", "--db", options.db], { home, input: ndjson(...lines) });
      const ended = await Promise.all([
        run(more),
        pause(seededRandom(seed).below(80)).then(() => run(more.toReversed())),
      ]);
      expect(ended).toEqual([
        { code: 0, stdout: "", stderr: "" },
        { code: 0, stdout: "", stderr: "" },
      ]);
      expect(await stored(options)).toEqual([...events(3000), ...more]);
    }
  });
});

describe.skipIf(!hasPostgres)("an older store on a server (skipped where PostgreSQL is not installed)", () => {
  let server: Server;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.stop());

  async function oldDatabase(name: string, count: number): Promise<StoreOptions & { readonly db: string }> {
    const options = { db: server.database(name), dataDir: tempDir() };
    const client = new pg.Client({ connectionString: options.db });
    await client.connect();
    await client.query(oldStore("postgres", events(count)));
    await client.end();
    return options;
  }

  it("is brought up to date by an import, also by two at once", async () => {
    const options = await oldDatabase("old", 700);
    await expect(openStore(options)).rejects.toMatchObject(old);
    await Promise.all([importText(options, ndjson(prompt(9998))), importText(options, ndjson(prompt(9999)))]);
    expect(await stored(options)).toEqual([...events(700), prompt(9998), prompt(9999)]);
  });

  it("that lacks a migration before its last one gets it", async () => {
    const options = { db: server.database("gap"), dataDir: tempDir() };
    await importText(options, ndjson(...events(20)));
    const client = new pg.Client({ connectionString: options.db });
    await client.connect();
    await client.query(WITHOUT_THE_FOURTH);
    await client.end();
    await expectMended(options);
  });

  it("stays what it was when the connection ends meanwhile", async () => {
    const options = await oldDatabase("cut", 50);
    const proxy = await between(options.db);
    let cuts = 0;
    // From the beginning of the transaction on: before it, another connection does the rest.
    for (let statement = 6; ; statement += 9) {
      proxy.cut({ statement, how: "answered" });
      const failed = await openStoreToWrite({ ...options, db: proxy.url }).then(
        (store) => store.close(),
        () => undefined,
      );
      expect(failed).toBeUndefined();
      if (!proxy.wasCut) break;
      cuts++;
      const after: unknown = await openStore(options).then(
        (store) => store?.close(),
        (error: unknown) => error,
      );
      // The commit was done, and its answer cut: all of it is there.
      if (after === undefined) break;
      expect(after).toMatchObject(old);
    }
    await proxy.close();
    expect(cuts).toBeGreaterThan(2);
    expect(await stored(options)).toEqual(events(50));
  });
});
