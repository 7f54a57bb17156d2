/** The two ends agree: what the manifests pass over is in the store, whichever of them is lost, moved or restored. */
import { copyFileSync, cpSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { garden, prompt, stateOf, type Garden } from "../../support/homes/garden.ts";
import { stored } from "../../support/store/import.ts";
import { hasPostgres, startPostgres, type Server } from "../../support/servers/postgres.ts";
import { itAlso, some } from "../../support/shares.ts";

const AGAIN =
  /^tt: the store `[^`]*` lacks events that were exported before \(it is new, another one, or an older copy\): everything of claude-code is exported again; what the logs no longer hold does not come back\n$/;
const QUIET = { code: 0, stdout: "", stderr: "" };
const HEALED = { code: 0, stdout: "", stderr: expect.stringMatching(AGAIN) as string };
const BEHIND =
  /^tt: warning: the store `[^`]*` lacks events that were exported before [^\n]*'tt export --full'[^\n]*\n$/;

const storeOf = ({ dataDir }: Garden) => join(dataDir, "tracker.db");

/** The IDs of what a store holds, in order. */
async function held(world: Garden, db?: string): Promise<readonly string[]> {
  return (await stored({ db, dataDir: world.dataDir })).map(({ id }) => id).sort();
}

function expected(world: Garden): readonly string[] {
  return world
    .full()
    .map((line) => (JSON.parse(line) as { readonly id: string }).id)
    .sort();
}

function removeStore(world: Garden): void {
  for (const end of ["", "-wal", "-shm"]) rmSync(storeOf(world) + end, { force: true });
}

function restore(world: Garden, copy: string): void {
  removeStore(world);
  copyFileSync(copy, storeOf(world));
}

describe("tt export -- tt import, when", () => {
  it("all is as it was, starts nothing, says nothing and writes nothing", async () => {
    const world = garden();
    expect(world.sh("tt export -- tt import")).toEqual(QUIET);
    const before = stateOf(world.manifest);
    const store = readFileSync(storeOf(world));
    expect(world.sh("tt export -- tt import")).toEqual(QUIET);
    expect(stateOf(world.manifest)).toEqual(before);
    expect(readFileSync(storeOf(world)).equals(store)).toBe(true);
    expect(await held(world)).toEqual(expected(world));
  });

  itAlso("something was exported to a file before, as docs/recipes.md has it, brings everything", async () => {
    const world = garden();
    world.sh("tt export >> events.ndjson");
    expect(world.sh("tt export -- tt import")).toEqual(HEALED);
    expect(await held(world)).toEqual(expected(world));
    expect(world.sh("tt export -- tt import")).toEqual(QUIET);
  });

  it("the store is lost, brings everything again; with -q it says nothing", async () => {
    const world = garden();
    world.sh("tt export -- tt import");
    removeStore(world);
    expect(world.sh("tt export -- tt import")).toEqual(HEALED);
    expect(await held(world)).toEqual(expected(world));
    removeStore(world);
    expect(world.sh("tt export -q -- tt import")).toEqual(QUIET);
    expect(await held(world)).toEqual(expected(world));
  });

  itAlso("the store is moved, follows it: nothing is lost or repeated", async () => {
    const world = garden();
    world.sh("tt export -- tt import");
    renameSync(storeOf(world), join(world.home, "moved.db"));
    expect(world.sh("tt export -- tt import --db moved.db")).toEqual(QUIET);
    expect(await held(world, join(world.home, "moved.db"))).toEqual(expected(world));
    expect(existsSync(storeOf(world))).toBe(false);
  });

  it("an older copy of the store is restored, brings what it lacks", async () => {
    const world = garden();
    world.sh("tt export -- tt import");
    copyFileSync(storeOf(world), join(world.home, "older.db"));
    world.grow(prompt("u9"));
    world.sh("tt export -- tt import");
    restore(world, join(world.home, "older.db"));
    expect(world.sh("tt export -- tt import")).toEqual(HEALED);
    expect(await held(world)).toEqual(expected(world));
  });

  itAlso("a copy that was made in the midst of an import is restored, brings what it lacks", async () => {
    const world = garden({ events: 3000 });
    world.sh("tt export -- tt import");
    // The first batches of the delivery, and not the last, with which its name is committed.
    const database = new DatabaseSync(storeOf(world));
    database.exec("delete from event_deliveries; delete from event_rows where seq > 2000");
    database.close();
    expect(world.sh("tt export -- tt import")).toEqual(HEALED);
    expect(await held(world)).toEqual(expected(world));
  });

  itAlso("older manifests are restored, repeats and loses nothing", async () => {
    const world = garden();
    world.sh("tt export -- tt import");
    copyFileSync(world.manifest, join(world.home, "older.json"));
    world.grow(prompt("u9"));
    world.sh("tt export -- tt import");
    copyFileSync(join(world.home, "older.json"), world.manifest);
    expect(world.sh("tt export -- tt import")).toEqual(QUIET);
    expect(await held(world)).toEqual(expected(world));
  });

  it("what was new went elsewhere meanwhile, brings it here too", async () => {
    for (const elsewhere of some(
      ["-- tt import --db other.db", "> other.ndjson", "-- sh -c 'cat > other.ndjson'"],
      3,
    )) {
      const world = garden();
      world.sh("tt export -- tt import");
      world.grow(prompt("u9"));
      expect(world.sh(`tt export --types evidence ${elsewhere}`).code).toBe(0);
      expect(world.sh("tt export -- tt import")).toEqual(HEALED);
      expect(await held(world)).toEqual(expected(world));
    }
  });

  itAlso("nothing new went elsewhere meanwhile, repeats nothing", () => {
    const world = garden();
    world.sh("tt export -- tt import");
    expect(world.sh("tt export --types evidence > other.ndjson")).toEqual({
      ...QUIET,
      stderr: expect.stringContaining("went to 'tt import' until now"),
    });
    expect(world.sh("tt export -- tt import")).toEqual(QUIET);
  });

  itAlso("there are logs that never gave an event, reads them once", () => {
    const world = garden();
    writeFileSync(world.log, '{"type":"summary","summary":"beds"}\n');
    for (let times = 0; times < 2; times++) expect(world.sh("tt export -- tt import")).toEqual(QUIET);
    expect(existsSync(storeOf(world))).toBe(false);
  });

  itAlso("all logs are gone and the store is lost, has nothing to bring, and says nothing", () => {
    const world = garden();
    world.sh("tt export -- tt import");
    rmSync(world.log);
    world.sh("tt export -- tt import");
    removeStore(world);
    expect(world.sh("tt export -- tt import")).toEqual(QUIET);
  });

  it("it is killed between the commit and the manifest, repeats: the store knows of a delivery that no manifest has", async () => {
    const world = garden();
    world.sh("tt export -- tt import");
    const before = readFileSync(world.manifest);
    world.grow(prompt("u9"));
    world.sh("tt export -- tt import");
    writeFileSync(world.manifest, before);
    world.grow(prompt("u10"));
    expect(world.sh("tt export -- tt import")).toEqual(QUIET);
    expect(await held(world)).toEqual(expected(world));
  });

  it("the consumer fails after its commit, repeats and stays in step", async () => {
    const world = garden();
    expect(world.sh("tt export -- sh -c '$TT import; exit 3'").code).toBe(74);
    expect(world.sh("tt export -- tt import")).toEqual(QUIET);
    expect(await held(world)).toEqual(expected(world));
    expect(world.sh("tt export -- tt import")).toEqual(QUIET);
  });

  it("the store cannot be asked, is as with any other consumer", () => {
    const world = garden();
    world.sh("tt export -- tt import");
    const before = stateOf(world.manifest);
    removeStore(world);
    writeFileSync(storeOf(world), "no database, but long enough to be looked at\n".repeat(100));
    expect(world.sh("tt export -- tt import")).toEqual(QUIET);
    world.grow(prompt("u9"));
    expect(world.sh("tt export -- tt import").code).toBe(74);
    expect(stateOf(world.manifest)).toEqual(before);
  });

  itAlso("it is a dry run, tells what would be exported again, and changes nothing", () => {
    const world = garden();
    world.sh("tt export -- tt import");
    const before = stateOf(world.manifest);
    removeStore(world);
    const { stderr } = world.sh("tt export --dry-run --summary text -- tt import");
    expect(stderr).toMatch(/is exported again; /);
    expect(stderr).toMatch(/4 events|user_message 3/);
    expect([stateOf(world.manifest), existsSync(storeOf(world))]).toEqual([before, false]);
  });

  it("the manifests are of an older tt, which knew no deliveries, brings everything once", async () => {
    const world = garden();
    world.sh("tt export -- tt import");
    writeFileSync(world.manifest, readFileSync(world.manifest, "utf8").replace(/"delivery": "[^"]*", /, ""));
    expect(world.sh("tt export -- tt import")).toEqual(HEALED);
    expect(world.sh("tt export -- tt import")).toEqual(QUIET);
    expect(await held(world)).toEqual(expected(world));
  });

  itAlso("tt is named by its path, knows itself", async () => {
    const world = garden();
    world.sh("tt export --types evidence -- $BIN import --db $HOME/a.db");
    for (const end of ["", "-wal", "-shm"]) rmSync(join(world.home, `a.db${end}`), { force: true });
    expect(world.sh("tt export --types evidence -- $BIN import --db=$HOME/a.db")).toEqual(HEALED);
    expect(await held(world, join(world.home, "a.db"))).toEqual(expected(world));
  });

  it("several data directories feed a store, keeps each in step", async () => {
    const world = garden();
    const other = garden();
    const db = join(world.home, "both.db");
    other.grow(prompt("v1", { sessionId: "s2", timestamp: "2026-03-03T09:00:00.000Z" }));
    for (const { sh } of [world, other]) expect(sh(`tt export -- tt import --db ${db}`)).toEqual(QUIET);
    cpSync(db, join(world.home, "older.db"));
    world.grow(prompt("u9"));
    world.sh(`tt export -- tt import --db ${db}`);
    cpSync(join(world.home, "older.db"), db);
    // Only what came after the copy was made is brought again, and only by whom it came from.
    expect(other.sh(`tt export -- tt import --db ${db}`)).toEqual(QUIET);
    expect(world.sh(`tt export -- tt import --db ${db}`)).toEqual(HEALED);
    expect(await held(world, db)).toEqual([...new Set([...expected(world), ...expected(other)])].sort());
  });
});

describe("tt import behind a shell", () => {
  const behind = `-- sh -c 'tee copy.ndjson | $TT import'`;

  it("hears which delivery it gets, so that a plain one goes on from there", async () => {
    const world = garden();
    expect(world.sh(`tt export --types evidence ${behind}`)).toEqual(QUIET);
    expect(world.sh("tt export -- tt import")).toEqual(QUIET);
    expect(await held(world)).toEqual(expected(world));
  });

  it("says that its store lacks what was exported before, and keeps no delivery by which it would seem whole", async () => {
    const world = garden();
    world.sh(`tt export --types evidence ${behind}`);
    removeStore(world);
    world.grow(prompt("u9"));
    const { code, stderr } = world.sh(`tt export --types evidence ${behind}`);
    expect([code, stderr]).toEqual([0, expect.stringMatching(BEHIND)]);
    expect(await held(world)).toHaveLength(1);
    world.grow(prompt("u10"));
    const told = world.sh("tt export --types evidence -- sh -c 'cat | $TT import --summary json'").stderr;
    expect(JSON.parse(told)).toMatchObject({ inserted: 1, lacks_events: true, warnings: [] });
    expect(world.sh("tt export -- tt import")).toEqual(HEALED);
    expect(await held(world)).toEqual(expected(world));
  });

  it("takes no file for the delivery, and no other's words for an exporter's", async () => {
    const world = garden();
    const said = (text: string) => `TT_DELIVERY='${text}' tt import --db $HOME/x.db`;
    world.sh("tt export --types evidence > events.ndjson");
    const count = () => {
      const database = new DatabaseSync(join(world.home, "x.db"));
      const row = database.prepare("select count(*) as n from event_deliveries").get();
      database.close();
      return row?.["n"];
    };
    const right = '{"name":"a","after":[],"rules":{"codex":1}}';
    expect(world.sh(`${said(right)} < events.ndjson`)).toEqual(QUIET);
    expect(world.sh(`${said(right)} events.ndjson`)).toEqual(QUIET);
    for (const text of some(
      ["x", "[]", '{"name":"a"}', right.replace('"a"', '"a b"'), right.replace("[]", "[1]"), right.replace("1", "-1")],
      3,
    ))
      expect(world.sh(`cat events.ndjson | ${said(text)}`)).toEqual(QUIET);
    expect(count()).toBe(0);
    expect(world.sh(`cat events.ndjson | ${said(right)}`)).toEqual(QUIET);
    expect(count()).toBe(1);
  });
});

describe("tt status", () => {
  const lacks = ({ sh }: Garden) =>
    (JSON.parse(sh("tt status --json").stdout) as { store: { lacks: string[] } }).store.lacks;

  it("says whether the store has what was exported, and what it cannot know of others", () => {
    const world = garden();
    expect(lacks(world)).toEqual([]);
    world.sh("tt export > events.ndjson");
    expect(lacks(world)).toEqual(["claude-code"]);
    expect(world.sh("tt status").stdout).toMatch(
      /not known to have everything that was exported of claude-code: [^\n]*\n +whether another destination has everything cannot be known here/,
    );
    world.sh("tt export -- tt import");
    expect(lacks(world)).toEqual([]);
    expect(world.sh("tt status").stdout).not.toContain("not known to have");
    removeStore(world);
    expect(lacks(world)).toEqual(["claude-code"]);
  });
});

describe.skipIf(!hasPostgres)("a store on a server (skipped where PostgreSQL is not installed)", () => {
  let server: Server;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.stop());

  itAlso("that is another one gets everything, once there is something new; a quiet run asks nobody", async () => {
    const world = garden();
    const [one, two] = [server.database("one"), server.database("two")];
    expect(world.sh(`tt export -- tt import --db '${one}'`)).toEqual(QUIET);
    expect(world.sh(`tt export -- tt import --db '${two}'`)).toEqual(QUIET);
    world.grow(prompt("u9"));
    expect(world.sh(`tt export -- tt import --db '${two}'`)).toEqual(HEALED);
    expect(await held(world, two)).toEqual(expected(world));
    world.grow(prompt("u10"));
    expect(world.sh(`tt export -- tt import --db '${two}'`)).toEqual(QUIET);
    expect(await held(world, two)).toEqual(expected(world));
  });

  it("that does not answer is as any other consumer", () => {
    const world = garden();
    const away = "postgres://ana@127.0.0.1:1/garden";
    world.sh("tt export -- tt import");
    expect(world.sh(`tt export -- tt import --db ${away}`)).toEqual(QUIET);
    world.grow(prompt("u9"));
    const before = stateOf(world.manifest);
    expect(world.sh(`tt export -- tt import --db ${away}`).code).toBe(74);
    expect(stateOf(world.manifest)).toEqual(before);
  });
});
