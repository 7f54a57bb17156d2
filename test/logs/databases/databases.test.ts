import {
  chmodSync,
  copyFileSync,
  cpSync,
  lstatSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isExported } from "../../../src/events/observation.ts";
import { stamp } from "../../../src/events/stamp.ts";
import { DatabaseLogs, type DatabaseLogsOptions } from "../../../src/logs/databases/database-logs.ts";
import { isUnchangedDatabase } from "../../../src/logs/databases/state.ts";
import { openCodeDatabase } from "../../../src/agents/opencode/database.ts";
import type { Problem } from "../../../src/problem.ts";
import type { Cursor, Log } from "../../../src/logs/source.ts";
import { fileStat } from "../../../src/logs/files/walk.ts";
import { newDatabase, putSession } from "../../support/homes/opencode.ts";
import { referenceSessions, sessionsInDatabase, type Exported } from "../../agents/opencode/reference.ts";
import { tempDir } from "../../support/program/temp.ts";
import { itAlso, times } from "../../support/shares.ts";

/** Reads a database again and again, from the cursor of the time before. */
class Reader {
  readonly #path: string;
  readonly #logs: DatabaseLogs;
  cursor: Cursor | undefined;
  problems: Problem[] = [];
  lines = 0;

  constructor(path: string, options: DatabaseLogsOptions = {}) {
    this.#path = path;
    this.#logs = new DatabaseLogs(openCodeDatabase, options);
  }

  get #log(): Log {
    return { key: this.#path, path: this.#path, depth: 0, stat: fileStat(lstatSync(this.#path)) };
  }

  get isUnchanged(): boolean {
    return isUnchangedDatabase(this.#log, this.cursor, 1);
  }

  /** The events of one run, as lines. */
  async run(): Promise<readonly string[]> {
    this.problems = [];
    this.lines = 0;
    if (this.isUnchanged) return [];
    const found: string[] = [];
    for await (const batch of this.#logs.read(this.#log, this.cursor)) {
      found.push(
        ...batch.observations
          .filter(isExported)
          .map((seen) => JSON.stringify(stamp({ agent: "opencode", tools: {} }, seen))),
      );
      this.problems.push(...batch.problems);
      this.lines += batch.counts.lines;
      // As the manifest keeps it.
      if (batch.cursor !== undefined) this.cursor = JSON.parse(JSON.stringify(batch.cursor)) as Cursor;
    }
    return found;
  }
}

const RUNS = times(25);
const START = 1767600000000;

function session(id: string, messages: Exported["messages"], more: object = {}): Exported {
  return { info: { id, directory: "/home/ana/garden", time: { created: START }, ...more }, messages };
}

function prompt(id: string, at: number): Exported["messages"][number] {
  return {
    info: { id, role: "user", time: { created: at } },
    parts: [{ id: `${id}p`, type: "text", text: "dig" }],
  };
}

const reference = (path: string) => referenceSessions(sessionsInDatabase(path)).map((event) => JSON.stringify(event));

describe("databases", () => {
  it("gives, for any history of a database, the events of every version that is seen, none twice", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.constantFrom(...STEPS), fc.nat(), fc.nat()), { maxLength: 40 }),
        fc.constantFrom("wal" as const, "delete" as const),
        fc.constantFrom(1, 3, 512),
        async (steps, journal, pageRows) => {
          const history = new History(journal);
          const reader = new Reader(history.path, { pageRows });
          const seen = new Set<string>();
          const delivered: string[] = [];
          for (const [step, a, b] of [...steps, ["run", 0, 0] as const]) {
            if (step !== "run") history.take(step, a, b);
            else {
              for (const line of reference(history.path)) seen.add(line);
              delivered.push(...(await reader.run()));
              expect(reader.problems).toEqual([]);
            }
          }
          const unseen = delivered.filter((line) => !seen.has(line));
          expect(unseen).toEqual([]);
          expect(new Set(delivered)).toEqual(seen);
          if (!steps.some(([step]) => REPEATING.has(step))) expect(new Set(delivered).size).toBe(delivered.length);
          const { cursor } = reader;
          expect(await reader.run()).toEqual([]);
          expect(reader.cursor).toEqual(cursor);
          history.close();
        },
      ),
      { numRuns: RUNS },
    );
  }, 120_000);

  it("reads only what is new, whatever its times say", async () => {
    const path = join(tempDir(), "opencode.db");
    const database = newDatabase(path);
    const reader = new Reader(path);
    putSession(
      database,
      session(
        "s1",
        Array.from({ length: 2000 }, (_, at) => prompt(`m${at}`, START + at)),
      ),
    );
    expect(await reader.run()).toHaveLength(2001);
    // Imported, or written while the clock was wrong: older than all that was read.
    putSession(database, session("s2", [prompt("old", START - 86_400_000)], { time: { created: START - 86_400_000 } }));
    expect(await reader.run()).toHaveLength(2);
    expect(reader.lines).toBeLessThan(5);
    database.close();
  });

  it("sees what stands in the log of changes alone, while the writer lives, and leaves nothing", async () => {
    const directory = tempDir();
    const database = newDatabase(join(directory, "opencode.db"));
    const reader = new Reader(join(directory, "opencode.db"));
    putSession(database, session("s1", [prompt("m1", START + 1)]));
    const before = readdirSync(directory);
    expect(before).toContain("opencode.db-shm");
    expect(await reader.run()).toHaveLength(2);
    putSession(database, session("s2", [prompt("m2", START + 2)]));
    expect(reader.isUnchanged).toBe(false);
    expect(await reader.run()).toHaveLength(2);
    expect(readdirSync(directory)).toEqual(before);
    database.close();
  });

  it.each(["with a log of changes", "without"])("reads a directory that is read-only, %s", async (how) => {
    const [directory, copy] = [tempDir(), tempDir()];
    const database = newDatabase(join(directory, "opencode.db"));
    putSession(database, session("s1", [prompt("m1", START + 1)]));
    if (how === "without") database.close();
    for (const name of readdirSync(directory))
      if (!name.endsWith("-shm")) copyFileSync(join(directory, name), join(copy, name));
    if (how !== "without") database.close();
    const names = readdirSync(copy);
    expect(names).toEqual(how === "without" ? ["opencode.db"] : ["opencode.db", "opencode.db-wal"]);
    for (const name of names) chmodSync(join(copy, name), 0o400);
    chmodSync(copy, 0o500);
    const reader = new Reader(join(copy, "opencode.db"));
    expect(await reader.run()).toHaveLength(2);
    expect(reader.problems).toEqual([]);
    expect(readdirSync(copy)).toEqual(names);
    chmodSync(copy, 0o700);
  });

  it("waits for a call to end, and gives it once", async () => {
    const path = join(tempDir(), "opencode.db");
    const database = newDatabase(path);
    const reader = new Reader(path);
    const call = (state: object): Exported["messages"][number]["parts"][number] => ({
      id: "p1",
      type: "tool",
      tool: "bash",
      state: state as never,
    });
    const answer = { id: "m1", role: "assistant", time: { created: START + 1 } };
    putSession(database, session("s1", [{ info: answer, parts: [call({ status: "pending" })] }]));
    const set = (state: object) =>
      database
        .prepare("UPDATE part SET data = ? WHERE id = 'p1'")
        .run(JSON.stringify({ ...call(state), id: undefined }));
    expect(await reader.run()).toHaveLength(1);
    set({ status: "running", time: { start: START + 2 } });
    expect(await reader.run()).toEqual([]);
    set({ status: "error", time: { start: START + 3, end: START + 3 } });
    expect(await reader.run()).toHaveLength(1);
    set({ status: "error", time: { start: START + 3, end: START + 3, compacted: START + 9 } });
    expect(await reader.run()).toEqual([]);
    database.close();
  });

  it("gives a call that ended after its row was gone for a while", async () => {
    const path = join(tempDir(), "opencode.db");
    const database = newDatabase(path);
    const reader = new Reader(path);
    const call = { id: "p1", type: "tool", tool: "bash", state: { status: "running" } as never };
    const answer = { id: "m1", role: "assistant", time: { created: START + 1, completed: START + 9 } };
    putSession(database, session("s1", [{ info: answer, parts: [call] }, prompt("m2", START + 9)]));
    await reader.run();
    const [row = {}] = database.prepare("SELECT rowid, * FROM part WHERE id = 'p1'").all();
    database.exec("DELETE FROM part WHERE id = 'p1'");
    expect(await reader.run()).toEqual([]);
    const ended = { type: "tool", tool: "bash", state: { status: "completed", time: { start: START + 2 } } };
    database
      .prepare(`INSERT INTO part (rowid, ${Object.keys(row).slice(1).join(", ")}) VALUES (?, ?, ?, ?, ?, ?, ?)`)
      .run(...Object.values({ ...row, data: JSON.stringify(ended) }));
    expect(await reader.run()).toHaveLength(1);
    database.close();
  });

  it("gives rows that it never saw, when a backup with them takes the place of the database", async () => {
    const path = join(tempDir(), "opencode.db");
    const backup = join(tempDir(), "backup.db");
    const database = newDatabase(path, "delete");
    putSession(database, session("s1", [prompt("m1", START + 1), prompt("m2", START + 2)]));
    copyFileSync(path, backup);
    database.exec("DELETE FROM message WHERE id = 'm1'; DELETE FROM part WHERE message_id = 'm1'");
    database.close();
    const reader = new Reader(path);
    expect((await reader.run()).join("\n")).not.toContain("m1");
    renameSync(backup, path);
    expect((await reader.run()).join("\n")).toContain(":m1");
    expect(await reader.run()).toEqual([]);
  });

  it("keeps its place when the database cannot be read, and says so", async () => {
    const path = join(tempDir(), "opencode.db");
    const database = newDatabase(path, "delete");
    const reader = new Reader(path);
    putSession(
      database,
      session(
        "s1",
        Array.from({ length: 500 }, (_, at) => prompt(`m${at}`, START + at)),
      ),
    );
    expect(await reader.run()).toHaveLength(501);
    putSession(database, session("s2", [prompt("new", START + 2)]));
    database.close();
    const { cursor } = reader;
    const whole = readFileSync(path);
    for (const damaged of [whole.subarray(0, 100), Buffer.alloc(0), Buffer.from("no database at all".repeat(99))]) {
      writeFileSync(path, damaged);
      expect(await reader.run()).toEqual([]);
      expect(reader.problems.map(({ kind }) => kind)).toEqual(["unreadable"]);
      expect(reader.cursor).toEqual(cursor);
    }
    writeFileSync(path, whole);
    expect(await reader.run()).toHaveLength(2);
    // What can be read of a torn one is read; the rest comes when it is whole again.
    writeFileSync(path, whole);
    truncateSync(path, whole.length >> 1);
    const another = new Reader(path, { pageRows: 16 });
    const first = await another.run();
    expect(another.problems.map(({ kind }) => kind)).toEqual(["unreadable"]);
    writeFileSync(path, whole);
    expect(new Set([...first, ...(await another.run())])).toEqual(new Set(reference(path)));
  });

  it("reads a row that was no record when it is repaired, and until then repeats nothing", async () => {
    const path = join(tempDir(), "opencode.db");
    const database = newDatabase(path);
    const reader = new Reader(path);
    putSession(
      database,
      session(
        "s1",
        Array.from({ length: 60 }, (_, at) => prompt(`m${at}`, START + at)),
      ),
    );
    const whole = reference(path);
    const set = (id: string, data: string) => database.prepare("UPDATE part SET data = ? WHERE id = ?").run(data, id);
    const sound = String(database.prepare("SELECT data FROM part WHERE id = 'm7p'").get()?.["data"]);
    for (const id of ["m7p", "m9p", "m59p"]) set(id, "{no record");
    const got = new Set(await reader.run());
    expect(reader.problems.map(({ kind }) => kind)).toEqual(["malformed", "malformed", "malformed"]);
    expect(got.size).toBeLessThan(whole.length);
    set("m3p", `${sound} `);
    expect(await reader.run()).toEqual([]);
    // Told once, not with every run.
    expect(reader.problems).toEqual([]);
    database.exec("VACUUM");
    for (const id of ["m7p", "m9p", "m59p"]) set(id, sound);
    for (const line of await reader.run()) got.add(line);
    expect([...got].sort()).toEqual([...whole].sort());
    expect(await reader.run()).toEqual([]);
    expect(reader.cursor).not.toHaveProperty("unread");
    database.close();
  });

  itAlso("reads once more what it read of a damaged database, when SQLite finds it sound again", async () => {
    const path = join(tempDir(), "opencode.db");
    const database = newDatabase(path, "delete");
    putSession(
      database,
      session(
        "s1",
        Array.from({ length: 300 }, (_, at) => prompt(`m${at}`, START + at)),
      ),
    );
    database.close();
    const whole = readFileSync(path);
    const pages = whole.length / 512;
    for (let page = 8; page < pages; page += 5) {
      const reader = new Reader(path, { pageRows: 4 });
      writeFileSync(path, Buffer.from(whole).fill(0x0d, page * 512, (page + 1) * 512));
      const got = new Set([...(await reader.run()), ...(await reader.run())]);
      writeFileSync(path, whole);
      for (const line of await reader.run()) got.add(line);
      expect(reference(path).filter((line) => !got.has(line))).toEqual([]);
      expect(await reader.run()).toEqual([]);
    }
  });

  it("says that a database is locked", async () => {
    const path = join(tempDir(), "opencode.db");
    const database = newDatabase(path, "delete");
    putSession(database, session("s1", [prompt("m1", START + 1)]));
    database.exec("PRAGMA cache_size = 1; BEGIN EXCLUSIVE");
    putSession(database, session("s2", [prompt("m2", START + 1)]));
    const reader = new Reader(path, { patienceMs: 50 });
    // A journal beside it tells that somebody writes.
    writeFileSync(`${path}-journal`, "x");
    expect(await reader.run()).toEqual([]);
    expect(reader.problems).toMatchObject([{ kind: "unreadable", cause: "database is locked" }]);
    database.exec("ROLLBACK");
    database.close();
  });

  it("starts over with a cursor that is none, or of a newer reader", async () => {
    const path = join(tempDir(), "opencode.db");
    const database = newDatabase(path);
    putSession(database, session("s1", [prompt("m1", START + 1)]));
    for (const cursor of [
      {},
      { reader: String(openCodeDatabase.revision) },
      { reader: openCodeDatabase.revision, marks: 5, open: [[]], started: 7, recent: "=" },
      { reader: 9 },
    ]) {
      const reader = new Reader(path);
      reader.cursor = cursor;
      expect(await reader.run()).toHaveLength(2);
    }
    const reader = new Reader(path);
    reader.cursor = {
      reader: openCodeDatabase.revision,
      marks: { message: [[1, "__proto__"], [7], "x"], __proto__: [] },
      open: { part: [1] },
    };
    expect(await reader.run()).toHaveLength(2);
    database.close();
  });
});

const STEPS = [
  "run",
  "run",
  "session",
  "prompt",
  "late prompt",
  "text",
  "answer",
  "call",
  "next state",
  "next state",
  "abort",
  "delete",
  "delete last",
  "checkpoint",
  "vacuum",
  "replace",
  "backup",
  "restore",
] as const;
/** After these, rows may come once more. */
const REPEATING: ReadonlySet<string> = new Set(["vacuum", "replace", "restore"]);

/** A database with a life of its own. */
class History {
  readonly path = join(tempDir(), "opencode.db");
  readonly #journal: "wal" | "delete";
  #database: DatabaseSync;
  #minted = 0;
  #now = START;
  #backup: string | undefined;

  constructor(journal: "wal" | "delete") {
    this.#journal = journal;
    this.#database = newDatabase(this.path, journal);
  }

  close(): void {
    this.#database.close();
  }

  take(step: (typeof STEPS)[number], a: number, b: number): void {
    this.#now += (b % 90_000) - 10_000;
    const id = `${step === "session" ? "ses" : "x"}_${this.#minted++}`;
    const put = (table: string, row: Record<string, string | number | null>) =>
      this.#database
        .prepare(
          `INSERT INTO ${table} (${Object.keys(row).join(", ")}) VALUES (${Object.keys(row)
            .map(() => "?")
            .join(", ")})`,
        )
        .run(...Object.values(row));
    const times = { time_created: this.#now, time_updated: this.#now };
    const message = (data: object, session = this.#any("session", a)) =>
      session &&
      put("message", {
        id,
        session_id: session,
        ...times,
        data: JSON.stringify({ time: { created: this.#now }, ...data }),
      });
    const part = (message: string | undefined, data: object) =>
      message &&
      put("part", { id: `${id}p`, message_id: message, session_id: "", ...times, data: JSON.stringify(data) });
    switch (step) {
      case "session": {
        const parent = a % 3 === 0 ? this.#any("session", b) : undefined;
        put("session", {
          id,
          project_id: "p",
          parent_id: parent ?? null,
          directory: "/home/ana/garden",
          title: "",
          version: "",
          ...times,
          time_created: START - 99_000_000,
        });
        return;
      }
      case "prompt":
        if (message({ role: "user" }) !== undefined) part(id, { type: "text", text: "dig" });
        return;
      case "late prompt":
        message({ role: "user" });
        return;
      case "text":
        part(this.#newest(a), { type: "text", text: "dig".repeat(1 + (b % 300)), synthetic: b % 2 === 0 });
        return;
      case "answer":
        message({ role: "assistant" });
        return;
      case "call":
        part(this.#any("message", a), { type: "tool", tool: "bash", state: { status: "pending", input: {} } });
        return;
      case "next state":
        this.#nextState(a);
        return;
      case "abort":
        this.#abort(a);
        return;
      case "delete": {
        const table = (["part", "message", "session"] as const)[b % 3] ?? "part";
        const gone = this.#any(table, a);
        if (gone !== undefined) this.#database.prepare(`DELETE FROM ${table} WHERE id = ?`).run(gone);
        return;
      }
      case "delete last":
        this.#database.exec(`DELETE FROM part WHERE rowid > (SELECT max(rowid) FROM part) - ${1 + (a % 3)}`);
        if (b % 2 === 0) this.#database.exec("DELETE FROM message WHERE rowid = (SELECT max(rowid) FROM message)");
        return;
      case "checkpoint":
        if (this.#journal === "wal") this.#database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
        return;
      case "vacuum":
        this.#database.exec("VACUUM");
        return;
      case "replace": {
        const copy = join(tempDir(), "copy.db");
        this.#copyTo(copy);
        this.#putBack(copy);
        return;
      }
      case "backup":
        this.#backup ??= join(tempDir(), "backup.db");
        this.#copyTo(this.#backup);
        return;
      case "restore":
        if (this.#backup !== undefined) this.#putBack(this.#backup);
        return;
      case "run":
        return;
    }
  }

  /** The database as one file, its log of changes in it. */
  #copyTo(copy: string): void {
    this.#database.close();
    cpSync(this.path, copy);
    this.#database = new DatabaseSync(this.path);
  }

  /** A copy in the place of the database: another inode. */
  #putBack(copy: string): void {
    this.#database.close();
    rmSync(this.path);
    cpSync(copy, `${this.path}.new`);
    renameSync(`${this.path}.new`, this.path);
    this.#database = new DatabaseSync(this.path);
  }

  /** One row's id, chosen by a number. */
  #any(table: "session" | "message" | "part", choice: number): string | undefined {
    const rows = this.#database.prepare(`SELECT id FROM ${table} ORDER BY rowid`).all();
    return rows.length === 0 ? undefined : String(rows[choice % rows.length]?.["id"]);
  }

  /** The newest message of a session: only while the session has not gone on, parts of a prompt are still written. */
  #newest(choice: number): string | undefined {
    const newest = this.#database
      .prepare("SELECT id FROM message WHERE session_id = ? ORDER BY time_created DESC, rowid DESC LIMIT 1")
      .get(this.#any("session", choice) ?? "");
    return newest === undefined ? undefined : String(newest["id"]);
  }

  #change(table: "message" | "part", id: string | undefined, change: (data: Data) => Data): void {
    if (id === undefined) return;
    const data = this.#database.prepare(`SELECT data FROM ${table} WHERE id = ?`).get(id)?.["data"];
    this.#database
      .prepare(`UPDATE ${table} SET data = ?, time_updated = ? WHERE id = ?`)
      .run(JSON.stringify(change(JSON.parse(String(data)) as Data)), this.#now, id);
  }

  /** pending -> running -> completed; what has ended only gets a mark. */
  #nextState(choice: number): void {
    this.#change("part", this.#any("part", choice), (data) => {
      if (data.type !== "tool" || data.state === undefined) return data;
      const { status, time } = data.state;
      if (status === "pending") return { ...data, state: { status: "running", time: { start: this.#now } } };
      if (status === "running") return { ...data, state: { status: "completed", time: { ...time, end: this.#now } } };
      return { ...data, state: { status, time: { ...time, compacted: this.#now } } };
    });
  }

  /** An answer ends, by itself or because a person stopped it; both are written at once. */
  #abort(choice: number): void {
    this.#change("message", this.#any("message", choice), (data) => {
      if (data.role !== "assistant" || data.time?.completed !== undefined) return data;
      const error = choice % 2 === 0 ? { error: { name: "MessageAbortedError" } } : {};
      return { ...data, ...error, time: { ...data.time, completed: this.#now } };
    });
  }
}

interface Data {
  readonly type?: string;
  readonly role?: string;
  readonly time?: { readonly created?: number; readonly completed?: number };
  readonly state?: { readonly status: string; readonly time?: object };
}
