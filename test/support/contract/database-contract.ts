/** What holds for every agent whose logs are databases: what its fixtures expect, and that it may be read while it grows. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TrackedEvent } from "../../../src/events/event.ts";
import type { TypeGroup } from "../../../src/events/event-type.ts";
import type { Source } from "../../../src/logs/source.ts";
import { copyHome, databaseOf, inFixture, scriptsIn } from "./prepared.ts";
import { fixturesOf } from "../homes/fixtures.ts";
import { inProcess } from "../program/in-process.ts";
import { asSet, isUsage } from "../reference/wire.ts";
import { tempDir } from "../program/temp.ts";
import { times } from "../shares.ts";

export interface DatabaseContract {
  /** The source, as one that trusts a file's clock at once. */
  readonly source: Source;
  /** Its directory in the home of a fixture. */
  readonly directory: string;
  /** What a decoder that shares no code with the source gives for such a directory, evidence and all, in any order. */
  readonly reference: (directory: string) => readonly object[];
  /** The same of usage, limits and errors. */
  readonly usage?: (directory: string) => readonly object[];
}

/** What a column should not hold. */
const HOSTILE = ["", "x", -1, 2 ** 53, 1.5e300, "[[]]", '{"a":null}', "\u0000", Buffer.from([0xff, 0xfe]), "null", 0];

type Column = readonly [table: string, column: string];

const RUNS = times(3);

/** Also of a database in the midst of its growth: `DELETE` and `UPDATE` stand in fixtures as the agent does them. */
export function databaseContract({ source, directory, reference, usage = () => [] }: DatabaseContract): void {
  const fixtures = fixturesOf(source.agent);
  const fixture = it.each(fixtures);
  const decoded = (home: string) =>
    asSet(
      [...reference(join(home, directory)), ...usage(join(home, directory))].map((event) =>
        inFixture(JSON.stringify(event), home),
      ),
    );

  describe(`the source ${source.agent}`, () => {
    fixture("gives of the fixture $name its golden bytes", async ({ home, ...golden }) => {
      const copy = copyOf(home, "delete");
      copy.takeAll();
      copy.close();
      const printed = async (types: TypeGroup, isWanted: (line: string) => boolean = () => true) => {
        const lines = await inProcess(source, [join(copy.home, directory)], types).run();
        return lines
          .filter(isWanted)
          .map((line) => `${inFixture(line, copy.home)}\n`)
          .join("");
      };
      expect(golden.expected).not.toBe("");
      expect(await printed("core")).toBe(golden.expected);
      if (golden.expectedEvidence !== undefined) expect(await printed("evidence")).toBe(golden.expectedEvidence);
      expect(await printed("all", isUsage)).toBe(golden.expectedUsage ?? "");
    });

    fixture("gives of the fixture $name what the reference decoder gives, and leaves it as it is", async ({ home }) => {
      const copy = copyOf(home, "wal");
      copy.takeAll();
      copy.close();
      const files = readdirSync(copy.home, { recursive: true });
      const lines = await inProcess(source, [join(copy.home, directory)], "all").run();
      for (const line of lines) expect(() => TrackedEvent.parse(JSON.parse(line))).not.toThrow();
      expect(new Set(lines.map(idOf)).size).toBe(lines.length);
      expect(readdirSync(copy.home, { recursive: true })).toEqual(files);
      expect(asSet(lines.map((line) => inFixture(line, copy.home)))).toEqual(decoded(copy.home));
      const started = new Set(lines.filter((line) => line.includes(":agent_session:")).map(sessionOf));
      // A sub-agent whose caller is in another database stands for itself, and has no start.
      for (const line of lines.filter((each) => !each.includes(`"agent_id":"${sessionOf(each)}"`)))
        expect(started).toContain(sessionOf(line));
    });

    fixture("gives each event of the fixture $name once, while it is written", async ({ home }) => {
      const copy = copyOf(home, "wal");
      const grown = new Growth(source, join(copy.home, directory));
      while (copy.take()) await grown.run(() => decoded(copy.home), copy.home);
      await grown.end();
      copy.close();
    });

    it("gives each event once, for any history of a database and of runs", async () => {
      const step = fc.constantFrom("take", "take", "take", "run", "checkpoint", "vacuum", "reopen");
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom(...fixtures),
          fc.constantFrom("wal" as const, "delete" as const),
          fc.array(step, { minLength: 10, maxLength: 80 }),
          async ({ home }, journal, steps) => {
            const copy = copyOf(home, journal);
            const grown = new Growth(source, join(copy.home, directory));
            for (const each of steps) {
              if (each === "run") await grown.run(() => decoded(copy.home), copy.home);
              else copy[each]();
            }
            copy.takeAll();
            await grown.run(() => decoded(copy.home), copy.home);
            await grown.end();
            copy.close();
          },
        ),
        { numRuns: RUNS },
      );
    }, 60_000);

    it("survives hostile values in every column", async () => {
      for (const { home } of fixtures.slice(0, times(1))) {
        const copy = copyOf(home, "delete");
        copy.takeAll();
        for (const column of copy.columns()) {
          const undo = copy.spoil(column);
          const exporter = inProcess(source, [join(copy.home, directory)], "evidence");
          const lines = await exporter.run();
          for (const line of lines) expect(() => TrackedEvent.parse(JSON.parse(line)), column.join(".")).not.toThrow();
          expect(await exporter.run(), column.join(".")).toEqual([]);
          undo();
        }
        copy.close();
      }
    });

    it("opens no database that is as it was left, and forgets one that is gone", async () => {
      const copy = copyOf(fixtures[0]?.home ?? "", "wal");
      copy.takeAll();
      copy.close();
      const opened: string[] = [];
      const spy: Source = { ...source, read: (log, cursor) => (opened.push(log.path), source.read(log, cursor)) };
      const exporter = inProcess(spy, [join(copy.home, directory)]);
      await exporter.run();
      expect(opened.splice(0)).toHaveLength(1);
      expect(await exporter.run()).toEqual([]);
      expect(opened).toEqual([]);
      copy.remove();
      await exporter.run();
      expect(exporter.manifest).not.toContain('"marks"');
    });
  });
}

/** Runs again and again, and what they must have given: the events of each version that one of them saw. */
class Growth {
  readonly #exporter: ReturnType<typeof inProcess>;
  readonly #seen = new Set<string>();
  readonly #delivered = new Set<string>();

  constructor(source: Source, directory: string) {
    this.#exporter = inProcess(source, [directory], "all");
  }

  async run(version: () => readonly string[], home: string): Promise<void> {
    for (const line of version()) this.#seen.add(line);
    for (const line of await this.#exporter.run()) this.#delivered.add(inFixture(line, home));
    expect([...this.#delivered].sort()).toEqual([...this.#seen].sort());
  }

  async end(): Promise<void> {
    const { manifest } = this.#exporter;
    expect(await this.#exporter.run()).toEqual([]);
    expect(this.#exporter.manifest).toBe(manifest);
    expect(new Set([...this.#delivered].map(idOf)).size).toBe(this.#delivered.size);
  }
}

/** A copy of a fixture's home whose database is written statement by statement, as its SQL says. */
class Copy {
  readonly home = tempDir();
  readonly #path: string;
  readonly #journal: "wal" | "delete";
  readonly #statements: string[];
  #database: DatabaseSync;

  constructor(fixture: string, journal: "wal" | "delete") {
    copyHome(fixture, this.home);
    const sql = join(this.home, scriptsIn(this.home)[0] ?? "");
    this.#statements = readFileSync(sql, "utf8").split(/(?<=;)\n/);
    rmSync(sql);
    this.#path = databaseOf(sql);
    this.#journal = journal;
    this.#database = this.#open();
    while (/^(?:--.*\n|\s)*(?:CREATE|PRAGMA)/.test(this.#statements[0] ?? "")) this.take();
  }

  /** Runs the next statement; false if there is none. */
  take(): boolean {
    const statement = this.#statements.shift();
    if (statement === undefined) return false;
    this.#database.exec(statement);
    return true;
  }

  takeAll(): void {
    while (this.take());
  }

  /** The columns of all tables. */
  columns(): readonly Column[] {
    const tables = this.#database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
    return tables.flatMap(({ name: table }): readonly Column[] =>
      this.#database
        .prepare(`PRAGMA table_info("${String(table)}")`)
        .all()
        .map(({ name }) => [String(table), String(name)] as const),
    );
  }

  /** Puts what should not be there into a column, another value in each row that takes it; what is returned undoes it. */
  spoil([table, column]: Column): () => void {
    const before = readFileSync(this.#path);
    this.#database.exec("PRAGMA foreign_keys = off");
    const rows = this.#database.prepare(`SELECT _rowid_ AS id FROM "${table}"`).all();
    const put = this.#database.prepare(`UPDATE OR IGNORE "${table}" SET "${column}" = ? WHERE _rowid_ = ?`);
    for (const [at, { id }] of rows.entries()) {
      try {
        put.run(HOSTILE[at % HOSTILE.length] ?? null, Number(id));
      } catch (error) {
        if (!(error instanceof Error && /constraint|mismatch/.test(error.message))) throw error;
      }
    }
    return () => {
      this.#database.close();
      writeFileSync(this.#path, before);
      this.#database = this.#open();
    };
  }

  checkpoint(): void {
    this.#database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  }

  vacuum(): void {
    this.#database.exec("VACUUM");
  }

  reopen(): void {
    this.#database.close();
    this.#database = this.#open();
  }

  close(): void {
    this.#database.close();
  }

  remove(): void {
    rmSync(this.#path);
  }

  #open(): DatabaseSync {
    const database = new DatabaseSync(this.#path);
    database.exec(`PRAGMA journal_mode = ${this.#journal}`);
    return database;
  }
}

function copyOf(fixture: string, journal: "wal" | "delete"): Copy {
  return new Copy(fixture, journal);
}

function idOf(line: string): string {
  return String((JSON.parse(line) as { readonly id: unknown }).id);
}

function sessionOf(line: string): string {
  return String((JSON.parse(line) as { readonly session_id: unknown }).session_id);
}
