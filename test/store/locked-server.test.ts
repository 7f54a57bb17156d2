/** A PostgreSQL store that others lock: who waits for a lock waits no longer than was promised, and work is not cut. */
import { Socket } from "node:net";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { storeFindings } from "../../src/doctor/store.ts";
import { EXIT } from "../../src/failure.ts";
import { openStore, type Patience, type Store } from "../../src/store/open.ts";
import { overviewOf } from "../../src/store/overview.ts";
import { ndjson, prompt, whole } from "../support/store/events.ts";
import { collect, importText, stored } from "../support/store/import.ts";
import { hasPostgres, startPostgres, type Server } from "../support/servers/postgres.ts";
import { itAlso } from "../support/shares.ts";
import { tempDir } from "../support/program/temp.ts";
import { ttAsync } from "../support/program/together.ts";

const WRITERS = "select pg_advisory_lock(7474001)";
const TABLE = "begin; lock table event_rows in access exclusive mode";

const LOCKED = {
  exitCode: EXIT.output,
  message: expect.stringMatching(
    /^the store `postgres:\S+` is locked by another program \(.*lock timeout\)$/,
  ) as string,
  hint: "try again when that one is done",
};

describe.skipIf(!hasPostgres)("a server's store that is locked (skipped where PostgreSQL is not installed)", () => {
  let server: Server;
  let db = "";
  const dataDir = "/nonexistent";
  beforeAll(async () => {
    server = await startPostgres();
    db = server.database("locked");
    await importText({ db, dataDir }, ndjson(prompt(1)));
  });
  afterAll(() => server.stop());

  /** What a URL, a role or a server says counts before what `tt` would say. */
  const hurried = () => ({ db: `${db}&options=-c%20lock_timeout%3D200ms`, dataDir });

  async function held<Result>(lock: string, work: (release: () => Promise<void>) => Promise<Result>): Promise<Result> {
    const client = new pg.Client({ connectionString: db });
    await client.connect();
    let isOver = false;
    const release = async () => {
      if (!isOver) await client.end();
      isOver = true;
    };
    try {
      await client.query(lock);
      return await work(release);
    } finally {
      await release();
    }
  }

  async function asked<Result>(patience: Patience, ask: (store: Store) => Promise<Result>): Promise<Result> {
    const store = await openStore({ db, dataDir, ...patience });
    if (store === undefined) throw new Error("no store");
    try {
      return await ask(store);
    } finally {
      await store.close();
    }
  }

  it("by somebody who writes: an import and a correction say so, and change nothing", async () => {
    await held(WRITERS, async () => {
      await expect(importText(hurried(), ndjson(prompt(2)))).rejects.toMatchObject(LOCKED);
      const correction = whole({ "claude-code": 2 }, prompt(2));
      await expect(importText(hurried(), correction, { replace: true })).rejects.toMatchObject(LOCKED);
    });
    expect(await stored({ db, dataDir })).toEqual([prompt(1)]);
  });

  it("in its tables: a question says so, and to the doctor that is no damage", async () => {
    await held(TABLE, async () => {
      await expect(asked({ patienceMs: 200 }, (store) => overviewOf(store, new Date()))).rejects.toMatchObject(LOCKED);
      await expect(asked({ patienceMs: 200 }, (store) => collect(store.events()))).rejects.toMatchObject(LOCKED);
      const { findings } = await storeFindings(hurried(), new Date());
      expect(findings).toMatchObject([{ kind: "store-unusable", message: LOCKED.message, hint: LOCKED.hint }]);
    });
  });

  it("for a moment: who waits goes on then", async () => {
    await held(WRITERS, async (release) => {
      const imported = importText({ db, dataDir }, ndjson(prompt(3)));
      await new Promise((resolve) => setTimeout(resolve, 300));
      await release();
      expect((await imported).tally).toMatchObject({ inserted: 1 });
    });
  });

  it("not: work that takes longer than a wait may is not cut, and a connection is asked whether it is there", async () => {
    const keepAlive = vi.spyOn(Socket.prototype, "setKeepAlive");
    try {
      await asked({ patienceMs: 200 }, ({ connection }) => connection.rows("select pg_sleep(0.4)"));
      expect(keepAlive).toHaveBeenCalledWith(true, expect.any(Number));
    } finally {
      keepAlive.mockRestore();
    }
    const timeouts = "select current_setting('lock_timeout') as waits, current_setting('statement_timeout') as works";
    expect(await asked({}, ({ connection }) => connection.rows(timeouts))).toEqual([["10s", "0"]]);
  });

  itAlso("for ten seconds: every command ends, with exit code 74", async () => {
    const home = tempDir();
    await held(`${WRITERS}; ${TABLE}`, async () => {
      const [imported, status] = await Promise.all([
        ttAsync(["import", "--db", db], { home, input: ndjson(prompt(4)) }),
        ttAsync(["status", "--strict", "--db", db], { home }),
      ]);
      expect([imported.code, imported.stderr]).toEqual([74, expect.stringContaining("is locked by another program")]);
      expect([status.code, status.stdout]).toEqual([3, expect.stringContaining("is locked by another program")]);
    });
  });
});
