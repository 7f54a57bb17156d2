/** A connection to PostgreSQL that ends: at every statement of an import, in three ways. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EXIT } from "../../src/failure.ts";
import { openStore } from "../../src/store/open.ts";
import { overviewOf } from "../../src/store/overview.ts";
import { between, CUTS, type Between } from "../support/servers/cut-postgres.ts";
import { ndjson, prompt } from "../support/store/events.ts";
import { collect, importText, stored } from "../support/store/import.ts";
import { hasPostgres, startPostgres, type Server } from "../support/servers/postgres.ts";
import { tempDir } from "../support/program/temp.ts";
import { playsAll, some } from "../support/shares.ts";

const ENDED = {
  exitCode: EXIT.output,
  message: expect.stringMatching(/^the store `postgres:\S+` is out of reach: the connection ended \(.+\)$/) as string,
  hint: expect.stringContaining("can be repeated") as string,
};

describe.skipIf(!hasPostgres)("a connection that ends (skipped where PostgreSQL is not installed)", () => {
  let server: Server;
  let databases = 0;
  const events = Array.from({ length: 25 }, (_, n) => prompt(n));
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.stop());

  /** Tries something with the first statement cut, the second, and so on, until it ends before that. */
  async function atEvery(
    proxy: Between,
    how: (typeof CUTS)[number],
    run: () => Promise<unknown>,
    { first = 1, step = 1 } = {},
  ): Promise<number> {
    for (let statement = first; ; statement += step) {
      proxy.cut({ statement, how });
      const failure: unknown = await run().then(
        () => undefined,
        (error: unknown) => error,
      );
      if (failure !== undefined)
        expect([how, statement, failure]).toEqual([how, statement, expect.objectContaining(ENDED)]);
      if (!proxy.wasCut) return statement - 1;
    }
  }

  it.each(some(CUTS))("%s, at any statement of a first import, loses nothing", async (how) => {
    const dataDir = tempDir();
    const db = server.database(`first${databases++}`);
    const proxy = await between(db);
    let repeated = 0;
    // Of many statements each way gets some.
    const steps = playsAll ? {} : { first: [1, 3, 6][CUTS.indexOf(how)] ?? 1, step: 2 * CUTS.length };
    const work = async () => {
      await proxy.clear();
      try {
        await importText({ db: proxy.url, dataDir }, ndjson(...events), { batchSize: 10 });
      } finally {
        if (proxy.wasCut) {
          await importText({ db, dataDir }, ndjson(...events));
          expect(await stored({ db, dataDir })).toEqual(events);
          repeated++;
        }
      }
    };
    const count = await atEvery(proxy, how, work, steps);
    await proxy.close();
    expect(repeated).toBeGreaterThan(2);
    expect(count).toBeGreaterThan(15);
  });

  it.each(some([...CUTS].reverse(), 3))(
    "%s, at any statement of a later import or of a question, is said",
    async (how) => {
      const dataDir = tempDir();
      const db = server.database(`later${databases++}`);
      await importText({ db, dataDir }, ndjson(prompt(1000)));
      const proxy = await between(db);
      let n = 0;
      const statements = await atEvery(
        proxy,
        how,
        () => importText({ db: proxy.url, dataDir }, ndjson(...events.slice(0, ++n)), { batchSize: 10 }),
        playsAll ? {} : { step: 2 },
      );
      expect(statements).toBeGreaterThan(6);
      await importText({ db, dataDir }, ndjson(...events));
      expect(await stored({ db, dataDir })).toEqual([...events, prompt(1000)]);
      expect(
        await atEvery(proxy, how, async () => {
          const store = await openStore({ db: proxy.url, dataDir });
          if (store === undefined) throw new Error("no store");
          try {
            await overviewOf(store, new Date());
            await collect(store.events());
          } finally {
            await store.close();
          }
        }),
      ).toBeGreaterThan(2);
      await proxy.close();
    },
  );
});
