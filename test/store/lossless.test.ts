/** What was imported is there, byte for byte: to us, and by the view `events` to everybody's SQL. */
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { StoreOptions } from "../../src/store/location.ts";
import { openStore } from "../../src/store/open.ts";
import { eventOf, rowJson } from "../../src/store/rows/stored-row.ts";
import { taken } from "../../src/store/rows/template.ts";
import { anyEvent } from "../support/random/any-event.ts";
import { ndjson, prompt, toolUse, type Fields } from "../support/store/events.ts";
import { importText } from "../support/store/import.ts";
import { hasPostgres, startPostgres, type Server } from "../support/servers/postgres.ts";
import { itWith, run } from "../support/program/programs.ts";
import { tempDir } from "../support/program/temp.ts";
import { times } from "../support/shares.ts";

/** Of any, as the store takes them: each ID once, in the order of time and ID. */
function distinct(events: readonly Fields[]): readonly Fields[] {
  const byId = new Map(events.toReversed().map((event) => [String(event["id"]), event]));
  const order = (event: Fields) => [String(event["timestamp"]), String(event["id"])] as const;
  return [...byId.values()].sort((a, b) => {
    const [[timeA, idA], [timeB, idB]] = [order(a), order(b)];
    return timeA < timeB ? -1 : timeA > timeB ? 1 : idA < idB ? -1 : 1;
  });
}

async function printed(options: StoreOptions): Promise<readonly string[]> {
  const store = await openStore(options);
  if (store === undefined) return [];
  const lines: string[] = [];
  for await (const rows of store.rows()) lines.push(...rows.map((row) => rowJson(row) ?? ""));
  await store.close();
  return lines;
}

it("an event that is taken apart is the same when it is put together", () => {
  fc.assert(
    fc.property(anyEvent, (event) => {
      expect(JSON.stringify(eventOf(taken(JSON.parse(JSON.stringify(event)) as Fields)))).toBe(JSON.stringify(event));
    }),
    { numRuns: times(140) },
  );
});

/** What the view says of an event, as text. */
interface Viewed {
  readonly id: string;
  readonly timestamp: string;
  readonly type: string;
  readonly session_id: string | null;
  readonly data: string;
  readonly seq: number;
}

async function holdsAll(options: StoreOptions, view: (sql: string) => Promise<readonly Viewed[]>): Promise<void> {
  const sample = distinct(fc.sample(anyEvent, { numRuns: times(100), seed: 15 }));
  const lines = sample.map((event) => JSON.stringify(event));
  const { tally } = await importText(options, `${lines.toReversed().join("\n")}\n`);
  expect(tally).toMatchObject({ inserted: sample.length, malformed: 0 });
  expect(await printed(options)).toEqual(lines);
  const again = await importText(options, `${lines.join("\n")}\n`);
  expect(again).toMatchObject({ tally: { inserted: 0, duplicates: sample.length, conflicts: 0 }, complaints: [] });
  const rows = await view("select * from events order by timestamp, id");
  expect(rows.map(({ data }) => JSON.stringify(JSON.parse(data)))).toEqual(lines);
  expect(rows.map(({ id }) => id)).toEqual(sample.map(({ id }) => id));
  expect(rows.map(({ type }) => type)).toEqual(sample.map(({ type }) => type));
  expect(rows.map(({ timestamp }) => new Date(timestamp).toISOString())).toEqual(
    sample.map(({ timestamp }) => timestamp),
  );
  expect(rows.map(({ seq }) => seq).toSorted((a, b) => a - b)).toEqual(sample.map((_, at) => at + 1));
}

describe("a store in a file", () => {
  it("gives everything back, and so does its view", async () => {
    const options = { db: join(tempDir(), "t.db"), dataDir: tempDir() };
    await holdsAll(options, (sql) => {
      const database = new DatabaseSync(options.db, { readOnly: true });
      const rows = database.prepare(sql).all() as unknown as Viewed[];
      database.close();
      return Promise.resolve(rows);
    });
  });

  itWith("sqlite3")("is understood by the sqlite3 shell", async () => {
    const options = { db: join(tempDir(), "t.db"), dataDir: tempDir() };
    await importText(options, ndjson(prompt(1), toolUse(2, { file: "/a b/c" })));
    const { stdout } = run("sqlite3", ["-readonly", options.db, "select timestamp, seq, data from events"]);
    expect(stdout).toBe(
      `2026-03-02T08:01:00.000Z|1|${JSON.stringify(prompt(1))}\n` +
        `2026-03-02T08:02:00.000Z|2|${JSON.stringify(toolUse(2, { file: "/a b/c" }))}\n`,
    );
  });

  it("reads a window by its order, without sorting", async () => {
    const options = { db: join(tempDir(), "t.db"), dataDir: tempDir() };
    await importText(options, ndjson(prompt(1)));
    const database = new DatabaseSync(options.db, { readOnly: true });
    const plan = database
      .prepare(
        "explain query plan select at from event_rows where (at, mark) > (0, 0) and at < 9 order by at, mark limit 5000",
      )
      .all()
      .map((row) => String(row["detail"]));
    database.close();
    expect(plan).toEqual([expect.stringContaining("USING PRIMARY KEY")]);
  });

  it("counts on: an event that comes late has an old time and a new number", async () => {
    const options = { db: join(tempDir(), "t.db"), dataDir: tempDir() };
    await importText(options, ndjson(prompt(5), prompt(6)));
    await importText(options, ndjson(prompt(5), prompt(1)));
    const database = new DatabaseSync(options.db, { readOnly: true });
    expect(database.prepare("select seq, imported_at from events order by timestamp").all()).toEqual(
      [3, 1, 2].map((seq) => ({ seq, imported_at: "2026-03-03T00:00:00.000Z" })),
    );
    database.close();
  });

  it("takes less than 200 bytes for an event", async () => {
    const options = { db: join(tempDir(), "t.db"), dataDir: tempDir() };
    const events = Array.from({ length: 20_000 }, (_, n) => {
      const key = `toolu_01${n.toString(36).padStart(22, "x")}`;
      const event = toolUse(n, { session_id: `session-${n % 150}`, file: `/home/ana/garden/src/${n % 500}.ts` });
      return { ...event, id: String(event["id"]).replace(/toolu_\d+$/, key) };
    });
    await importText(options, ndjson(...events));
    const database = new DatabaseSync(options.db);
    const pages = database
      .prepare("select page_count * page_size as bytes from pragma_page_count, pragma_page_size")
      .get();
    database.close();
    expect(Number(pages?.["bytes"]) / events.length).toBeLessThan(200);
  });
});

describe.skipIf(!hasPostgres)("a store on a server (skipped where PostgreSQL is not installed)", () => {
  let server: Server;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.stop());

  it("gives everything back, and so does its view", async () => {
    const options = { db: server.database("garden"), dataDir: tempDir() };
    await holdsAll(options, async (sql) => {
      const client = new pg.Client({ connectionString: options.db });
      await client.connect();
      const { rows } = await client.query<Omit<Viewed, "seq"> & { readonly seq: string }>(sql);
      await client.end();
      return rows.map((row) => ({ ...row, seq: Number(row.seq) }));
    });
  });
});
