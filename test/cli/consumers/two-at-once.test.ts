/** Two of our own at the same time: in both orders, with delays by chance. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { StoreOptions } from "../../../src/store/location.ts";
import { inTurn } from "../../../src/store/turn.ts";
import { activityWatch } from "../../support/servers/activitywatch.ts";
import { ndjson, prompt } from "../../support/store/events.ts";
import { importText, stored } from "../../support/store/import.ts";
import { hasPostgres, startPostgres, type Server } from "../../support/servers/postgres.ts";
import { itWith, timewDatabase } from "../../support/program/programs.ts";
import { seededRandom } from "../../support/random/random.ts";
import { tempDir } from "../../support/program/temp.ts";
import { pause, ttAsync } from "../../support/program/together.ts";
import { tt } from "../../support/warm/tt.ts";
import { times } from "../../support/shares.ts";

/** Both orders. */
const SEEDS = Array.from({ length: times(1) }, (_, at) => at + 1);
const demo = join(import.meta.dirname, "../../../fixtures/demo/home");
const UTC = ["--tz", "UTC"];

/** Starts both, the second a little later; which is the first is up to the seed. */
async function both<Result>(seed: number, one: () => Promise<Result>, two: () => Promise<Result>): Promise<Result[]> {
  const { below } = seededRandom(seed);
  const [first, second] = seed % 2 === 0 ? [one, two] : [two, one];
  const delay = below(60);
  return Promise.all([first(), pause(delay).then(second)]);
}

/** A home whose store holds some days of work. */
function worker(): { readonly home: string; readonly store: StoreOptions } {
  const home = tempDir();
  const store = { db: undefined, dataDir: join(home, ".time-tracker") };
  const events = Array.from({ length: 60 }, (_, n) => prompt(n * 7, { session_id: `s${n % 4}` }));
  expect(tt(["import"], { home, input: ndjson(...events) }).code).toBe(0);
  return { home, store };
}

describe("two pushes to one tracker", () => {
  it.each(SEEDS)("ActivityWatch has each entry once (seed %i)", async (seed) => {
    const random = seededRandom(seed);
    const standIn = await activityWatch();
    standIn.delay = () => random.below(20);
    const { home } = worker();
    // The same store, or another that holds the same.
    const homes = seed % 2 === 0 ? [home, home] : [home, worker().home];
    const push = (at: number) => () =>
      ttAsync(["push", "activitywatch", "--url", standIn.url, ...UTC], { home: homes[at] ?? home });
    const ended = await both(seed, push(0), push(1));
    expect(ended.map(({ code, stderr }) => [code, stderr.includes("a bug")])).toEqual([
      [0, false],
      [0, false],
    ]);
    for (const { events } of standIn.buckets.values()) {
      const names = events.map(({ data }) => data["tt_id"]);
      expect(names.length).toBeGreaterThan(5);
      expect(new Set(names).size).toBe(names.length);
    }
  });

  itWith("timew")("Timewarrior has each entry once", async () => {
    const homes = [worker().home, worker().home];
    for (const seed of SEEDS.slice(0, 2)) {
      const { env, timew } = timewDatabase();
      const push = (at: number) => () =>
        ttAsync(["push", "timewarrior", ...UTC], { home: homes[seed % 2 === 0 ? 0 : at] ?? "", env });
      const ended = await both(seed, push(0), push(1));
      const names = (JSON.parse(timew("export")) as { tags: string[] }[]).flatMap(({ tags }) =>
        tags.filter((tag) => tag.startsWith("tt:")),
      );
      expect([seed, ended.map(({ code }) => code), ended.map(({ stderr }) => /refused/.test(stderr))]).toEqual([
        seed,
        [0, 0],
        [false, false],
      ]);
      expect(names.length).toBeGreaterThan(5);
      expect(new Set(names).size).toBe(names.length);
    }
  });

  it("the second says so when the first goes on for too long, and the lock goes with its process", async () => {
    const { home, store } = worker();
    const path = join(store.dataDir, "tracker.db-push-activitywatch");
    const script = `const db = new (require("node:sqlite").DatabaseSync)(${JSON.stringify(path)});
      db.exec("begin exclusive"); console.log("held"); setInterval(() => db.isOpen, 1000);`;
    const held = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "ignore"] });
    await once(held.stdout, "data");
    await expect(inTurn({ ...store, patienceMs: 50 }, "push activitywatch", () => pause(0))).rejects.toMatchObject({
      exitCode: 74,
      message: "another 'tt push activitywatch' is under way from this store",
    });
    held.kill("SIGKILL");
    await once(held, "close");
    const { url } = await activityWatch();
    const { code } = await ttAsync(["push", "activitywatch", "--url", url, ...UTC], { home });
    expect(code).toBe(0);
  });
});

describe("two imports into one store", () => {
  it.each(SEEDS)("both count what they stored, and it is each event once (seed %i)", async (seed) => {
    const home = tempDir();
    await imports(seed, { db: undefined, dataDir: join(home, ".time-tracker") }, home);
  });
});

async function imports(seed: number, store: StoreOptions, home: string): Promise<void> {
  const events = Array.from({ length: 2500 }, (_, n) => prompt(n, { session_id: `s${n % 7}`, cwd: `/w/${n % 5}` }));
  const args = ["import", "--summary", "json", ...(store.db === undefined ? [] : ["--db", store.db])];
  const run = (lines: readonly ReturnType<typeof prompt>[]) => () => ttAsync(args, { home, input: ndjson(...lines) });
  const ended = await both(seed, run(events), run(events.toReversed()));
  expect(ended.map(({ code }) => code)).toEqual([0, 0]);
  const tallies = ended.map(({ stderr }) => JSON.parse(stderr) as { inserted: number; duplicates: number });
  expect(tallies.reduce((sum, { inserted }) => sum + inserted, 0)).toBe(2500);
  expect(tallies.reduce((sum, { duplicates }) => sum + duplicates, 0)).toBe(2500);
  expect(await stored(store)).toEqual(events);
}

describe("a scheduled run beside a run by hand", () => {
  it.each(SEEDS.slice(0, 2))("stores each event once (seed %i)", async (seed) => {
    const home = tempDir();
    cpSync(demo, home, { recursive: true });
    const args = ["export", "--claude-dir", join(home, ".claude"), "--", "tt", "import"];
    const { stdout: line } = tt(["schedule", "cron", "--claude-dir", join(home, ".claude")], { home });
    const [, command = ""] = /^(?:\S+ ){5}(.*)$/.exec(line.trimEnd()) ?? [];
    expect(command).toContain("import");
    mkdirSync(join(home, ".time-tracker"), { mode: 0o700 });
    const byTimer = () =>
      new Promise<{ code: number | null }>((resolve) => {
        const child = spawn("/bin/sh", ["-c", command.replaceAll("\\%", "%")], { env: {}, cwd: "/", stdio: "ignore" });
        child.on("close", (code) => resolve({ code }));
      });
    const ended = await both<{ code: number | null }>(seed, byTimer, () => ttAsync(args, { home }));
    expect(ended.map(({ code }) => code)).toEqual([0, 0]);
    const other = tempDir();
    mkdirSync(join(other, "d"));
    const { stdout } = tt(
      ["export", "--types", "evidence", "--claude-dir", join(home, ".claude"), "--data-dir", join(other, "d")],
      { home },
    );
    await importText({ db: undefined, dataDir: other }, stdout);
    const all = await stored({ db: undefined, dataDir: other });
    expect(all.length).toBeGreaterThan(100);
    expect(await stored({ db: undefined, dataDir: join(home, ".time-tracker") })).toEqual(all);
    expect(existsSync(join(home, ".time-tracker/claude-manifest.json"))).toBe(true);
  });
});

describe.skipIf(!hasPostgres)("two at once on PostgreSQL (skipped where it is not installed)", () => {
  let server: Server;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.stop());

  it("two first imports: each event once", async () => {
    const home = tempDir();
    for (const seed of SEEDS.slice(0, 2))
      await imports(seed, { db: server.database(`garden${seed}`), dataDir: home }, home);
  });

  it("two pushes: one waits for the other", async () => {
    const db = server.database("pushes");
    const options = { db, dataDir: tempDir() };
    const order: string[] = [];
    const work = (name: string) =>
      inTurn(options, "push timewarrior", async () => {
        order.push(`${name} begins`);
        await pause(100);
        order.push(`${name} ends`);
      });
    await Promise.all([work("a"), work("b")]);
    expect(order.filter((_, at) => at % 2 === 0).map((text) => text.replace("begins", "ends"))).toEqual(
      order.filter((_, at) => at % 2 === 1),
    );
    // For as long as the other one waits, which has to connect in that time too.
    const [begun, rejected] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
    const held = inTurn(options, "push timewarrior", async () => {
      begun.resolve(undefined);
      await rejected.promise;
    });
    await begun.promise;
    await expect(inTurn({ ...options, patienceMs: 500 }, "push timewarrior", () => pause(0))).rejects.toMatchObject({
      message: "another 'tt push timewarrior' is under way from this store",
    });
    rejected.resolve(undefined);
    await held;
  });
});
