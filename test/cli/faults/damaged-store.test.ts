/** What a person meets at a store that is damaged, or whose connection ends. */
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { between } from "../../support/servers/cut-postgres.ts";
import { ndjson, prompt } from "../../support/store/events.ts";
import { hasPostgres, startPostgres, type Server } from "../../support/servers/postgres.ts";
import { tempDir } from "../../support/program/temp.ts";
import { ttAsync } from "../../support/program/together.ts";
import { tt } from "../../support/warm/tt.ts";
import { playsAll } from "../../support/shares.ts";

const WEEK = ["--since", "2026-03-02", "--until", "2026-03-09", "--tz", "UTC"];
const VERBS = [
  ["report", ...WEEK],
  ["intervals", "--tz", "UTC"],
  ["push", "activitywatch", "--dry-run", "--url", "http://127.0.0.1:9", "--tz", "UTC"],
];

/** A store of ten events, after a statement. */
function storeAfter(statement: string): string {
  const home = tempDir();
  const events = Array.from({ length: 10 }, (_, n) => prompt(n));
  expect(tt(["import"], { home, input: ndjson(...events) }).code).toBe(0);
  const database = new DatabaseSync(join(home, ".time-tracker/tracker.db"));
  database.exec(statement);
  database.close();
  return home;
}

describe("a damaged store", () => {
  it("is exit 74 with what is damaged and what to do", () => {
    const home = storeAfter("drop table event_rows");
    for (const verb of [...VERBS, ["import"]])
      expect([verb[0], tt(verb, { home, input: ndjson(prompt(99)) })]).toEqual([
        verb[0],
        {
          code: 74,
          stdout: "",
          stderr: expect.stringMatching(
            /^tt: the store `.*tracker\.db` is damaged \(no such table: .*\)\n\nhint: 'tt doctor' .* 'tt export --full -- tt import'\n$/,
          ) as string,
        },
      ]);
    expect(tt(["status"], { home })).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/is damaged \(no such table/) as string,
      stderr: "",
    });
    expect(tt(["status", "--strict"], { home }).code).toBe(3);
  });

  it("names one damaged event and leaves it out, and --strict decides", () => {
    const home = storeAfter("update event_rows set kind = 999 where key = 'u4'");
    const sound = storeAfter("delete from event_rows where key = 'u4'");
    const { code, stdout, stderr } = tt(["report", ...WEEK], { home });
    expect([code, stdout]).toEqual([0, tt(["report", ...WEEK], { home: sound }).stdout]);
    expect(stderr).toMatch(
      /^tt: warning: the stored event 2026-03-02T08:04:00\.000Z:u4 is damaged and left out \(.*\)\n\nhint: /,
    );
    expect(tt(["events"], { home }).stderr).toContain("08:04:00.000Z:u4 (number 5) is damaged and left out");
    for (const verb of VERBS.slice(0, 2)) expect(tt([...verb, "--strict"], { home }).code).toBe(3);
    for (const verb of VERBS.slice(0, 2)) expect(tt([...verb, "--strict"], { home: sound }).code).toBe(0);
  });
});

describe.skipIf(!hasPostgres)("a connection that ends (skipped where PostgreSQL is not installed)", () => {
  let server: Server;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.stop());

  it("is exit 74 with a sentence at any statement of every command", async () => {
    const home = tempDir();
    const db = server.database("garden");
    expect(tt(["import", "--db", db], { home, input: ndjson(prompt(0)) }).code).toBe(0);
    const step = playsAll ? 1 : 24;
    for (const [nth, verb] of [["import"], ["status", "--strict"], ...VERBS.slice(0, 2)].entries()) {
      const proxy = await between(db);
      for (let statement = 1 + (nth % step); ; statement += step) {
        proxy.cut({ statement, how: "answered" });
        const input = ndjson(...Array.from({ length: 20 }, (_, n) => prompt(n + statement)));
        const { code, stderr, stdout } = await ttAsync([...verb, "--db", proxy.url], { home, input });
        const said = [verb[0], statement, code, `${stderr}${verb[0] === "status" ? stdout : ""}`];
        if (!proxy.wasCut) break;
        // After its last question nothing is lost any more.
        if (code === 0) expect(stderr).toBe("");
        else
          expect(said).toEqual([
            verb[0],
            statement,
            verb[0] === "status" ? 3 : 74,
            expect.stringMatching(/the store `postgres:\S+` is out of reach: the connection ended \(/) as string,
          ]);
        expect(stderr).not.toMatch(/a bug|\n\s+at /);
      }
      await proxy.close();
    }
  });
});
