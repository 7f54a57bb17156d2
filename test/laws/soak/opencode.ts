/** OpenCode at work: sessions in a database and in the older tree of files, in every version that there was. */
import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { newDatabase, writeStorage } from "../../support/homes/opencode.ts";
import { seededRandom, type Random } from "../../support/random/random.ts";
import {
  referenceSessions,
  sessionsInDatabase,
  sessionsInStorage,
  type Exported,
  type Info,
  type PartInfo,
} from "../../agents/opencode/reference.ts";
import { Violation, type Ending } from "../histories/world.ts";

type Message = { readonly info: Info; readonly parts: readonly PartInfo[] };

const FILE = "opencode.db";

const WEIGHTS = [
  [3, "session"],
  [10, "turn"],
  [4, "end of a call"],
  [2, "tree"],
  [2, "delete"],
  [1, "compact"],
  [1, "backup"],
  [1, "restore"],
] as const;
type Kind = (typeof WEIGHTS)[number][1];

export class OpenCodeWorld {
  readonly root: string;
  readonly #accepted = new Set<string>();
  /** Every form that an event had in any version. */
  readonly #shown = new Map<string, Set<string>>();
  #minted = 0;
  #clock = 0;
  /** What was read last, until something changes. */
  #now: readonly string[] | undefined;

  constructor(root: string) {
    this.root = root;
    mkdirSync(join(root, "storage"), { recursive: true });
    newDatabase(this.#path).close();
  }

  get flags(): readonly string[] {
    return ["--opencode-dir", this.root];
  }

  get #path(): string {
    return join(this.root, FILE);
  }

  get #backup(): string {
    return join(this.root, "..", "opencode.backup");
  }

  /** What both containers show now, by a decoder that shares no code with the program. */
  lines(): readonly string[] {
    this.#now ??= referenceSessions([
      ...sessionsInDatabase(this.#path),
      ...sessionsInStorage(join(this.root, "storage")),
    ]).map((event) => JSON.stringify(event));
    return this.#now;
  }

  /** Something that OpenCode, or a person with its files, does. Returns what. */
  change(seed: number): string {
    const random = seededRandom(seed);
    const kind = random.weigh(WEIGHTS);
    this.#make(kind, random);
    this.#clock++;
    this.#now = undefined;
    for (const line of this.lines()) {
      const id = idOf(line);
      const forms = this.#shown.get(id) ?? new Set<string>();
      this.#shown.set(id, forms.add(line));
    }
    return kind;
  }

  #make(kind: Kind, random: Random): void {
    switch (kind) {
      case "session":
        return this.#with((database) => this.#putSession(database, this.#session(random)));
      case "turn":
        return this.#with((database) => this.#turn(database, random));
      case "end of a call":
        return this.#with(endCalls);
      case "tree": {
        const session = this.#session(random);
        const messages = [this.#prompt(session.info.time.created)];
        return writeStorage(join(this.root, "storage"), { ...session, messages });
      }
      case "delete":
        return this.#with((database) => deleteSession(database, random));
      case "compact":
        return this.#with((database) => database.exec("VACUUM; PRAGMA wal_checkpoint(TRUNCATE)"));
      case "backup":
        return this.#with((database) => {
          database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
          copyFileSync(this.#path, this.#backup);
        });
      case "restore":
        if (!existsSync(this.#backup)) return;
        for (const end of ["-wal", "-shm"]) rmSync(this.#path + end, { force: true });
        copyFileSync(this.#backup, `${this.#path}.new`);
        return renameSync(`${this.#path}.new`, this.#path);
    }
  }

  #turn(database: DatabaseSync, random: Random): void {
    const session = someSession(database, random);
    if (session === undefined) return;
    const at = session.at + 1000 * (1 + this.#minted);
    database.exec("BEGIN");
    this.#putMessage(database, session.id, this.#prompt(at));
    this.#putMessage(database, session.id, this.#answer(at + 500, random));
    database.exec("COMMIT");
  }

  #session(random: Random): Exported {
    const created = Date.UTC(2026, 2, 2, 9) + random.below(30) * 3_600_000 + ++this.#minted;
    return { info: { id: `ses_${this.#minted}`, directory: "/home/ana/garden", time: { created } }, messages: [] };
  }

  #prompt(at: number): Message {
    const id = `msg_${++this.#minted}`;
    return {
      info: { id, role: "user", time: { created: at } },
      parts: [{ id: `prt_${++this.#minted}`, type: "text", text: "hoe the beds" }],
    };
  }

  #answer(at: number, random: Random): Message {
    const calls = Array.from({ length: 1 + random.below(3) }, (_, index): PartInfo => {
      const status = random.pick(["completed", "completed", "running", "error"]);
      const time = { start: at + 10 * index, end: at + 10 * index + 5 };
      return {
        id: `prt_${++this.#minted}`,
        type: "tool",
        tool: "read",
        state: { status, input: { filePath: "beds.md" }, time },
      };
    });
    return {
      info: { id: `msg_${++this.#minted}`, role: "assistant", time: { created: at, completed: at + 400 } },
      parts: calls,
    };
  }

  #putSession(database: DatabaseSync, { info }: Exported): void {
    database
      .prepare("INSERT INTO session VALUES (?, 'p', NULL, ?, '', '', ?, ?, NULL)")
      .run(info.id, info.directory ?? "", info.time.created, info.time.created);
  }

  #putMessage(database: DatabaseSync, session: string, { info: { id, ...message }, parts }: Message): void {
    const at = message.time.created;
    database.prepare("INSERT INTO message VALUES (?, ?, ?, ?, ?)").run(id, session, at, at, JSON.stringify(message));
    for (const { id: part, ...rest } of parts)
      database
        .prepare("INSERT INTO part VALUES (?, ?, ?, ?, ?, ?)")
        .run(part, id, session, at, at, JSON.stringify(rest));
  }

  #with(act: (database: DatabaseSync) => void): void {
    const database = new DatabaseSync(this.#path, { timeout: 10_000 });
    try {
      act(database);
    } finally {
      database.close();
    }
  }

  /** The IDs of the events that a consumer has got. */
  get delivered(): Iterable<string> {
    return this.#accepted;
  }

  get clock(): number {
    return this.#clock;
  }

  /** Takes what a run gave, and holds it against the law; `since`: what the clock said before it. */
  afterRun({ code, lines, errors }: Ending, since: number): void {
    for (const line of lines) {
      const id = idOf(line);
      if (this.#shown.get(id)?.has(line) !== true) throw new Violation(`invented or altered: ${line}`);
      this.#accepted.add(id);
    }
    if (code !== 0 || errors.includes("cannot read") || since !== this.#clock) return;
    for (const line of this.lines()) if (!this.#accepted.has(idOf(line))) throw new Violation(`lost: ${line}`);
  }

  /** What lies beside the database and is none of OpenCode's own. */
  strangers(): readonly string[] {
    return readdirSync(this.root).filter((name) => !/^(?:opencode\.db(?:-wal|-shm)?|storage)$/.test(name));
  }
}

function someSession(database: DatabaseSync, random: Random): { readonly id: string; readonly at: number } | undefined {
  const rows = database.prepare("SELECT id, time_created AS at FROM session ORDER BY id").all();
  const row = rows[random.below(Math.max(1, rows.length))];
  return row && { id: String(row["id"]), at: Number(row["at"]) };
}

/** Calls that run come to their end. */
function endCalls(database: DatabaseSync): void {
  for (const row of database.prepare("SELECT id, data FROM part WHERE data LIKE '%\"running\"%' LIMIT 3").all())
    database
      .prepare("UPDATE part SET data = ? WHERE id = ?")
      .run(String(row["data"]).replace('"running"', '"completed"'), String(row["id"]));
}

/** With all that belongs to it, as OpenCode does it. */
function deleteSession(database: DatabaseSync, random: Random): void {
  const session = someSession(database, random);
  if (session === undefined || random.chance(0.3)) return;
  database.exec("PRAGMA foreign_keys = ON");
  database.prepare("DELETE FROM session WHERE id = ?").run(session.id);
}

function idOf(line: string): string {
  return (JSON.parse(line) as { readonly id: string }).id;
}
