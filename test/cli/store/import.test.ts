/** What a person meets at `tt import`, and what `tt export -- tt import` promises. */
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ndjson, prompt } from "../../support/store/events.ts";
import { stored } from "../../support/store/import.ts";
import { expectInTime } from "../../support/program/in-time.ts";
import { permissionsCount, unprivileged } from "../../support/program/machine.ts";
import { hasPostgres, startPostgres, type Server } from "../../support/servers/postgres.ts";
import { tempDir } from "../../support/program/temp.ts";
import { cleanEnv, startTt, ttCommand, type Ended, type TtOptions } from "../../support/program/tt.ts";
import { tt } from "../../support/warm/tt.ts";
import { itAlso, some } from "../../support/shares.ts";

const demo = join(import.meta.dirname, "../../../fixtures/demo/home");

/** A home of its own and the program run in it. */
function garden(more: Partial<TtOptions> = {}) {
  const home = tempDir();
  const run = (args: readonly string[], options: Partial<TtOptions> = {}): Ended =>
    tt(args, { home, ...more, ...options });
  const store = { db: undefined, dataDir: join(home, ".time-tracker") };
  return { home, run, store };
}

/** What the program loads while it is run with an environment, and the code of it. */
function loadedBy(home: string, runs: (env: Readonly<Record<string, string>>) => void) {
  const trace = join(home, "loaded.txt");
  const hook = join(home, "hook.mjs");
  writeFileSync(
    hook,
    `import { registerHooks } from "node:module"; import { appendFileSync } from "node:fs";
     registerHooks({ load(url, context, next) { appendFileSync(${JSON.stringify(trace)}, url + "\\n"); return next(url, context); } });`,
  );
  runs({ NODE_OPTIONS: `--import=${hook}` });
  const loaded = [...new Set(readFileSync(trace, "utf8").trim().split("\n"))];
  const code = loaded.map((url) => (url.startsWith("file:") ? readFileSync(new URL(url), "utf8") : url)).join("\n");
  return { loaded, code };
}

describe("tt import", () => {
  it("reads standard input, and says nothing when all is well", async () => {
    const { run, store } = garden();
    expect(run(["import"], { input: ndjson(prompt(1), prompt(2)) })).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(await stored(store)).toEqual([prompt(1), prompt(2)]);
  });

  it("reads files, `-` among them, and names their lines", () => {
    const { run, home } = garden();
    writeFileSync(join(home, "a.ndjson"), ndjson(prompt(1)));
    writeFileSync(join(home, "-b"), `${ndjson(prompt(2))}nonsense\n`);
    const { code, stderr } = run(["import", "--summary", "text", "a.ndjson", "-", "--", "-b"], {
      input: ndjson(prompt(1)),
    });
    expect(code).toBe(0);
    expect(stderr.replaceAll(home, "~")).toBe(
      "tt: warning: -b:2 is no event (no JSON object)\n" +
        "~/.time-tracker/tracker.db: 4 lines read, 2 inserted, 1 duplicate, 1 malformed\n",
    );
  });

  it("tells its summary as one JSON object", () => {
    const { run } = garden();
    const { stderr } = run(["import", "--summary", "json"], {
      input: `x\n${ndjson(prompt(1), prompt(1, { length: 1 }))}`,
    });
    expect(JSON.parse(stderr)).toEqual({
      read: 3,
      inserted: 1,
      duplicates: 0,
      conflicts: 1,
      malformed: 1,
      ignored: 0,
      warnings: [
        { kind: "malformed", place: "line 1", detail: "no JSON object" },
        { kind: "conflict", place: "line 3", detail: prompt(1)["id"] },
      ],
    });
  });

  it("exits 3 with --strict when something was wrong, tells twenty of a kind and counts the others", () => {
    const { run } = garden();
    const input = `${"x\n".repeat(25)}${ndjson(prompt(1))}`;
    const { code, stderr } = run(["import", "--strict"], { input });
    expect(code).toBe(3);
    expect(stderr.split("\n")).toHaveLength(20 + 1 + 1);
    expect(stderr).toContain("tt: warning: 5 more lines are no events\n");
    expect(run(["import", "--strict", "-q"], { input })).toEqual({ code: 3, stdout: "", stderr: "" });
    expect(run(["import", "--strict"], { input: ndjson(prompt(1)) }).code).toBe(0);
  });

  itAlso("skips a line of 300 MB in bounded memory", () => {
    const { home } = garden();
    const script = `(head -c 300M /dev/zero | tr '\\0' x; echo; cat) | "$@"`;
    const limited = spawnSync(
      "sh",
      ["-c", script, "sh", ttCommand[0], "--max-old-space-size=64", ttCommand[1], "import", "--summary", "json"],
      {
        env: cleanEnv({ home }),
        input: ndjson(prompt(1)),
        encoding: "utf8",
      },
    );
    expect(JSON.parse(limited.stderr)).toMatchObject({ read: 2, inserted: 1, malformed: 1 });
  });

  it("says what it cannot read before it imports anything", () => {
    const { run, home } = garden();
    writeFileSync(join(home, "a.ndjson"), ndjson(prompt(1)));
    const { code, stderr } = run(["import", "a.ndjson", "b.ndjson"]);
    expect([code, stderr.replace(home, "~")]).toEqual([
      2,
      "tt: cannot read `~/b.ndjson` (ENOENT)\n\nhint: nothing was imported\n",
    ]);
    expect(run(["import", "."]).stderr).toContain("it is a directory");
    expect(run(["import", ""]).code).toBe(2);
    expect(run(["import", "--db", ""]).code).toBe(2);
    expect(run(["import", "--db", "mysql://shed/garden"]).code).toBe(2);
    expect(run(["import", "--dbb"]).code).toBe(2);
    expect(existsSync(join(home, ".time-tracker"))).toBe(false);
  });

  it("takes the store from TT_DB, and --db before it", async () => {
    const { run, home, store } = garden({ env: { TT_DB: "elsewhere.db" } });
    run(["import"], { input: ndjson(prompt(1)) });
    run(["import", "--db", "here.db"], { input: ndjson(prompt(2)) });
    expect(await stored({ ...store, db: join(home, "elsewhere.db") })).toEqual([prompt(1)]);
    expect(await stored({ ...store, db: join(home, "here.db") })).toEqual([prompt(2)]);
    expect(existsSync(store.dataDir)).toBe(false);
  });

  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("ends by %s with %i; what was committed stays", async (signal, code) => {
    const { home, store } = garden();
    const running = startTt(["import"], { home });
    const exited = once(running, "exit");
    running.stdin.write(ndjson(...Array.from({ length: 1500 }, (_, n) => prompt(n))));
    await eventually(async () => (await stored(store)).length === 1000);
    running.kill(signal);
    expect(codeOf(await exited)).toBe(code);
    expect(await stored(store)).toHaveLength(1000);
  });

  it.each(["has no writer yet", "has a writer that is silent"])("ends by a signal while a FIFO %s", async (state) => {
    const { home, store } = garden();
    spawnSync("sh", ["-c", "mkfifo f"], { cwd: home });
    const running = startTt(["import", "f"], { home });
    const exited = once(running, "exit");
    // Opened to be read too, a FIFO never waits for the other side.
    const writer = state.startsWith("has no") ? undefined : openSync(join(home, "f"), "r+");
    try {
      await eventually(() => Promise.resolve(existsSync(join(store.dataDir, "tracker.db"))));
      await new Promise((resolve) => setTimeout(resolve, 300));
      const sent = Date.now();
      running.kill("SIGTERM");
      expect(codeOf(await exited)).toBe(143);
      expectInTime(Date.now() - sent, 2000);
    } finally {
      running.kill("SIGKILL");
      if (writer !== undefined) closeSync(writer);
    }
  });

  it("reads a FIFO to the end of its writer, however late that one comes", async () => {
    const { home, store } = garden();
    spawnSync("sh", ["-c", "mkfifo f"], { cwd: home });
    const running = startTt(["import", "f"], { home });
    const exited = once(running, "exit");
    await new Promise((resolve) => setTimeout(resolve, 300));
    spawnSync("sh", ["-c", "cat > f"], { cwd: home, input: ndjson(prompt(1), prompt(2)) });
    expect(codeOf(await exited)).toBe(0);
    expect(await stored(store)).toEqual([prompt(1), prompt(2)]);
  });

  it("exits 74 when the disk is full, and the same import repeated completes it", async () => {
    const { home, run, store } = garden();
    const events = Array.from({ length: 20_000 }, (_, n) => prompt(n));
    const { status, stderr } = spawnSync("sh", ["-c", 'ulimit -f 2000; exec "$@"', "sh", ...ttCommand, "import"], {
      env: cleanEnv({ home }),
      input: ndjson(...events),
      encoding: "utf8",
    });
    expect([status, stderr]).toEqual([
      74,
      expect.stringMatching(/^tt: the store `.*` could not be .*\n\nhint: what was committed stays/),
    ]);
    expect(run(["import"], { input: ndjson(...events) })).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(await stored(store)).toEqual(events);
  });

  it("exits 74 when the store cannot be written or is another's", () => {
    const { home, run } = garden();
    const other = new DatabaseSync(join(home, "bees.db"));
    other.exec("create table hives (id integer)");
    other.close();
    for (const db of some(["bees.db", "no/such.db", "/dev/full", "."])) {
      const { code, stderr } = run(["import", "--db", db], { input: ndjson(prompt(1)) });
      expect([db, code, stderr]).toEqual([
        db,
        74,
        expect.stringMatching(/^tt: (?:the store )?`[^`]+` .*\n\nhint: .+\n$/),
      ]);
    }
  });
});

describe.skipIf(!permissionsCount)("permissions (skipped where nobody lacks any)", () => {
  it("a store that cannot be written is told apart from one that cannot be read", () => {
    const home = tempDir();
    chmodSync(home, 0o777);
    const run = (...args: readonly string[]) => {
      const { status, stdout, stderr } = spawnSync(ttCommand[0], [ttCommand[1], ...args], {
        env: cleanEnv({ home }),
        input: ndjson(prompt(1)),
        encoding: "utf8",
        ...unprivileged,
      });
      return { code: status, stdout, stderr };
    };
    const dataDir = join(home, ".time-tracker");
    const db = join(dataDir, "tracker.db");
    expect(run("import").code).toBe(0);
    chmodSync(dataDir, 0o500);
    expect(run("import")).toMatchObject({ code: 74, stderr: expect.stringContaining("cannot be written") as string });
    expect(run("status").stdout).toContain("1 event, ");
    chmodSync(dataDir, 0o000);
    expect(run("import")).toMatchObject({ code: 74, stderr: expect.stringContaining("EACCES") as string });
    expect(run("status")).toMatchObject({ code: 0, stdout: expect.stringContaining("EACCES") as string });
    chmodSync(dataDir, 0o700);
    chmodSync(db, 0o400);
    expect(run("import")).toMatchObject({ code: 74, stderr: expect.stringContaining("cannot be written") as string });
    expect(run("status").stdout).toContain("1 event, ");
    chmodSync(db, 0o000);
    expect(run("import")).toMatchObject({ code: 74, stderr: expect.stringContaining("cannot be opened") as string });
  });
});

describe("tt export -- tt import", () => {
  const args = (home: string) => ["export", "--claude-dir", join(home, ".claude"), "--", "tt", "import"];

  it("is a pipeline that needs nothing set up", async () => {
    const { home, run, store } = garden();
    cpSync(demo, home, { recursive: true });
    expect(run(args(home))).toEqual({ code: 0, stdout: "", stderr: "" });
    const { stdout } = run([
      "export",
      "--since",
      "1000-01-01",
      "--types",
      "evidence",
      "--claude-dir",
      join(home, ".claude"),
    ]);
    const exported = stdout
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as { id: string });
    const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
    expect([...(await stored(store))].sort(byId)).toEqual(exported.sort(byId));
    expect(run(args(home))).toEqual({ code: 0, stdout: "", stderr: "" });
  });

  it("stores no position when the import fails, and loses nothing", async () => {
    const { home, run, store } = garden();
    cpSync(demo, home, { recursive: true });
    mkdirSync(store.dataDir);
    writeFileSync(join(store.dataDir, "tracker.db"), "no database, but long enough to be looked at as one".repeat(100));
    const { code, stderr } = run(args(home));
    expect([code, stderr]).toEqual([74, expect.stringContaining("is not a database")]);
    expect(readdirSync(store.dataDir).filter((name) => name.endsWith("manifest.json"))).toEqual([]);
    writeFileSync(join(store.dataDir, "tracker.db"), "");
    expect(run(args(home)).code).toBe(0);
    expect((await stored(store)).length).toBeGreaterThan(500);
  });

  it("loads no database code in the export itself", () => {
    const { home, run } = garden();
    cpSync(demo, home, { recursive: true });
    const { loaded, code } = loadedBy(home, (env) => {
      for (const words of [["--version"], ["export", "--dry-run", "--claude-dir", join(home, ".claude")]])
        expect(run(words, { env }).code).toBe(0);
    });
    expect(loaded.length).toBeGreaterThan(2);
    expect(loaded).not.toContain("node:sqlite");
    expect(code).not.toMatch(/kysely|pg-protocol/i);
  });

  it("loads SQLite alone to ask its own store whether the two ends agree", () => {
    const { home, run } = garden();
    cpSync(demo, home, { recursive: true });
    const args = ["export", "--claude-dir", join(home, ".claude"), "--", "tt", "import"];
    expect(run(args).code).toBe(0);
    const { loaded, code } = loadedBy(home, (env) => expect(run(args, { env }).code).toBe(0));
    expect(loaded).toContain("node:sqlite");
    expect(code).not.toMatch(/kysely|pg-protocol/i);
  });
});

describe.skipIf(!hasPostgres)("tt import into PostgreSQL (skipped where it is not installed)", () => {
  let server: Server;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.stop());

  it("works from the bundle, and rolls back what a signal interrupts", async () => {
    const { home, run, store } = garden();
    const db = server.database("garden");
    expect(run(["import", "--db", db, "--summary", "text"], { input: ndjson(prompt(1)) })).toEqual({
      code: 0,
      stdout: "",
      stderr: `postgres:///${new URL(db).pathname.slice(1)}: 1 line read, 1 inserted\n`,
    });
    expect(run(["status", "--db", db]).stdout).toContain("claude-code: user_message 1");
    const running = startTt(["import"], { home, env: { TT_DB: db } });
    const exited = once(running, "exit");
    running.stdin.write(ndjson(...Array.from({ length: 1500 }, (_, n) => prompt(n))));
    await eventually(async () => (await stored({ ...store, db })).length === 1000);
    running.kill("SIGINT");
    expect(codeOf(await exited)).toBe(130);
    expect(await stored({ ...store, db })).toHaveLength(1000);
  });

  it("says what the server says", () => {
    const { run } = garden();
    const { code, stderr } = run(["import", "--db", server.database("shed").replace(/shed\w*/, "nowhere")]);
    expect([code, stderr]).toEqual([74, expect.stringContaining('database "nowhere" does not exist')]);
  });
});

/** The exit code as a shell tells it. */
function codeOf([code, signal]: readonly unknown[]): unknown {
  return code ?? 128 + constants.signals[signal as NodeJS.Signals];
}

async function eventually(isSo: () => Promise<boolean>): Promise<void> {
  for (const until = Date.now() + 10_000; Date.now() < until;) {
    if (await isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error("it never came true");
}
