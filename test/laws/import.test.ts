/** Law: for any split, order, repetition and kill of imports of a set of lines, the store is the same. */
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ndjson, prompt, toolUse, type Fields } from "../support/store/events.ts";
import { importText, stored } from "../support/store/import.ts";
import { tempDir } from "../support/program/temp.ts";
import { startTt, tt } from "../support/program/tt.ts";
import { some, times } from "../support/shares.ts";

const EVENTS: readonly Fields[] = Array.from({ length: 40 }, (_, n) => (n % 3 === 0 ? prompt(n) : toolUse(n)));
const NOISE = ["", "nonsense\n", '{"type":"session_metadata"}\n', "\n", '{"id":'];

/** One import of a history: some of the lines, in some order, ended early or not. */
interface Import {
  readonly lines: readonly number[];
  readonly noise: string;
  readonly batchSize: number;
  readonly chunk: number;
  /** After how many steps it is killed. */
  readonly killedAfter: number | undefined;
}

const anImport: fc.Arbitrary<Import> = fc.record({
  lines: fc.array(fc.nat(EVENTS.length - 1), { maxLength: 60 }),
  noise: fc.constantFrom(...NOISE),
  batchSize: fc.integer({ min: 1, max: 20 }),
  chunk: fc.integer({ min: 50, max: 5000 }),
  killedAfter: fc.option(fc.nat(12), { nil: undefined }),
});

describe("the store", () => {
  it("is the same for any split, order, repetition and end of imports", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anImport, { maxLength: 5 }), fc.boolean(), async (imports, backwards) => {
        const options = { db: undefined, dataDir: tempDir() };
        for (const { lines, noise, killedAfter, ...how } of imports) {
          const text = ndjson(...lines.map((at) => EVENTS[at] ?? {})) + noise;
          let steps = 0;
          const interruptible = <Result>(work: Promise<Result>) =>
            steps++ === killedAfter ? work.then(() => Promise.reject(new Error("killed"))) : work;
          await importText(options, text, { ...how, interruptible }).catch((error: Error) => {
            if (error.message !== "killed") throw error;
          });
        }
        await importText(options, ndjson(...(backwards ? EVENTS.toReversed() : EVENTS)));
        expect(await stored(options)).toEqual(EVENTS);
      }),
      { numRuns: times(16) },
    );
  });

  it("is consistent after kill -9 at any moment, and whole after the same import repeated", async () => {
    const home = tempDir();
    const events = Array.from({ length: 15_000 }, (_, n) => prompt(n));
    const file = join(home, "events.ndjson");
    const db = join(home, "t.db");
    writeFileSync(file, ndjson(...events));
    for (const [at, wait] of some([90, 160, 230, 300, 370]).entries()) {
      const running = startTt(["import", "--db", db, file], { home });
      const ended = once(running, "exit");
      await new Promise((resolve) => setTimeout(resolve, wait));
      running.kill("SIGKILL");
      await ended;
      if (at > 0) expectConsistent(db);
    }
    expect(tt(["import", "--db", db, file], { home })).toEqual({ code: 0, stdout: "", stderr: "" });
    expectConsistent(db);
    expect(await stored({ db, dataDir: home })).toEqual(events);
  });
});

/** What the imports say they stored is what is there. */
function expectConsistent(path: string): void {
  const database = new DatabaseSync(path);
  const isCreated = database.prepare("select count(*) as n from sqlite_schema").get()?.["n"] !== 0;
  const check = database.prepare("pragma integrity_check").all();
  expect(check.map((row) => ({ ...row }))).toEqual([{ integrity_check: "ok" }]);
  if (isCreated) {
    const said = database.prepare("select coalesce(sum(inserted), 0) as n from imports").get()?.["n"];
    expect(database.prepare("select count(*) as n from events").get()?.["n"]).toBe(said);
  }
  database.close();
}
