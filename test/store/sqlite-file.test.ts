/** What a store is as a file. */
import { existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { EXIT } from "../../src/failure.ts";
import { locationOf } from "../../src/store/location.ts";
import { openStore, openStoreToWrite } from "../../src/store/open.ts";
import { removePerson } from "../../src/store/registers/people.ts";
import { dropStatement } from "../../src/store/registers/statements.ts";
import { forgetOldImports } from "../../src/store/registers/imports.ts";
import { ndjson, prompt } from "../support/store/events.ts";
import { importText, stored } from "../support/store/import.ts";
import { tempDir } from "../support/program/temp.ts";

/** Both ways to open it fail with the words, and its bytes stay. */
async function refused(db: string, words: RegExp): Promise<void> {
  const before = readFileSync(db);
  for (const open of [openStore, openStoreToWrite])
    await expect(open({ db, dataDir: tempDir(), patienceMs: 50 })).rejects.toMatchObject({
      exitCode: EXIT.output,
      message: expect.stringMatching(words) as string,
      hint: expect.stringMatching(/./) as string,
    });
  expect(readFileSync(db).equals(before)).toBe(true);
}

describe("a store in a file", () => {
  it("is for its owner alone, and so is what SQLite puts beside it", async () => {
    const dataDir = join(tempDir(), "a/b");
    const store = await openStoreToWrite({ db: undefined, dataDir });
    expect(statSync(dataDir).mode & 0o777).toBe(0o700);
    for (const name of ["tracker.db", "tracker.db-wal", "tracker.db-shm"])
      expect(statSync(join(dataDir, name)).mode & 0o777).toBe(0o600);
    await store.close();
    expect(existsSync(join(dataDir, "tracker.db-wal"))).toBe(false);
  });

  it("waits for others who write, whatever is written", async () => {
    const options = { db: undefined, dataDir: tempDir() };
    await importText(options, ndjson(prompt(1)));
    const store = await openStoreToWrite(options);
    const other = new DatabaseSync(join(options.dataDir, "tracker.db"));
    const writes: readonly (() => Promise<unknown>)[] = [
      async () => forgetOldImports(await store.database(), new Date()),
      () => removePerson(store, "ana", undefined),
      () => dropStatement(store, "a"),
    ];
    for (const write of writes) {
      other.exec("begin immediate");
      // Longer than one statement of SQLite's may block the process.
      setTimeout(() => other.exec("rollback"), 300);
      await expect(write()).resolves.not.toThrow();
    }
    other.close();
    await store.close();
  });

  it("is not made by who only asks", async () => {
    const dataDir = join(tempDir(), "a");
    expect(await openStore({ db: undefined, dataDir })).toBeUndefined();
    expect(existsSync(dataDir)).toBe(false);
  });

  it("may be an empty file, or a link to one", async () => {
    const folder = tempDir();
    writeFileSync(join(folder, "real.db"), "");
    symlinkSync(join(folder, "real.db"), join(folder, "link.db"));
    const options = { db: join(folder, "link.db"), dataDir: folder };
    expect(await openStore(options)).toBeUndefined();
    await importText(options, ndjson(prompt(1)));
    expect(await stored({ ...options, db: join(folder, "real.db") })).toEqual([prompt(1)]);
  });

  it("is refused when it is no database", async () => {
    const db = join(tempDir(), "notes.txt");
    writeFileSync(db, "water the beds\n".repeat(1000));
    await refused(db, /is not a database/);
  });

  it("is refused when it is another program's", async () => {
    const db = join(tempDir(), "bees.db");
    const other = new DatabaseSync(db);
    other.exec("create table hives (id integer primary key); insert into hives values (1)");
    other.close();
    await refused(db, /of another program \(it has a table 'hives'\)/);
  });

  it("is refused when it is damaged", async () => {
    const options = { db: join(tempDir(), "t.db"), dataDir: tempDir() };
    await importText(options, ndjson(...Array.from({ length: 500 }, (_, n) => prompt(n))));
    const bytes = readFileSync(options.db);
    writeFileSync(options.db, bytes.fill(0x55, 4096, bytes.length - 4096));
    await expect(stored(options)).rejects.toMatchObject({ exitCode: EXIT.output });
  });

  it("waits for who writes, no longer than it is told, and is whole afterwards", async () => {
    const options = { db: join(tempDir(), "t.db"), dataDir: tempDir() };
    await importText(options, ndjson(prompt(1)));
    const other = new DatabaseSync(options.db);
    other.exec("begin immediate");
    const store = await openStoreToWrite({ ...options, patienceMs: 100 });
    const db = await store.database();
    await expect(db.transaction().execute(() => Promise.resolve())).rejects.toThrow(/locked/);
    await store.close();
    expect(await stored(options)).toEqual([prompt(1)]);
    other.exec("rollback");
    other.close();
    expect((await importText(options, ndjson(prompt(2)))).tally.inserted).toBe(1);
  });

  it("is created once when many create it at the same time", async () => {
    const options = { db: join(tempDir(), "t.db"), dataDir: tempDir() };
    const all = await Promise.all([1, 2, 3, 4].map((n) => importText(options, ndjson(prompt(n)))));
    expect(all.map(({ tally }) => tally.inserted)).toEqual([1, 1, 1, 1]);
  });

  it("cannot be where there is no directory, or in the place of one", async () => {
    const dataDir = tempDir();
    mkdirSync(join(dataDir, "shed"));
    const words = { exitCode: EXIT.output };
    await expect(openStoreToWrite({ db: join(dataDir, "no/t.db"), dataDir })).rejects.toMatchObject(words);
    await expect(openStoreToWrite({ db: join(dataDir, "shed"), dataDir })).rejects.toMatchObject(words);
    await expect(openStore({ db: join(dataDir, "shed"), dataDir })).rejects.toMatchObject(words);
  });
});

describe("the place of a store", () => {
  const dataDir = "/home/ana/.time-tracker";

  it("is shown without passwords and parameters", () => {
    const db = "postgres://ana:rosebud@shed:5433/garden?sslpassword=tulip";
    expect(locationOf({ db, dataDir })).toMatchObject({
      engine: "postgres",
      url: db,
      shown: "postgres://ana@shed:5433/garden",
    });
  });

  it("is no URL that cannot be understood, which is not repeated", () => {
    for (const db of [
      "postgres://ana:rose#bud@shed/garden",
      "postgres:garden",
      "postgres://a:b/c@shed/x",
      "mysql://shed/garden",
      "",
    ])
      expect(() => locationOf({ db, dataDir })).toThrow(
        expect.objectContaining({ exitCode: EXIT.usage, message: expect.not.stringMatching(/rose|b\/c/) as string }),
      );
  });
});
