/** OpenCode at work in its database: 1.x, 2.x, and the way from one to the other, as both programs change their rows. */
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { SCHEMA } from "./opencode.ts";

/** The tables of 2.x, as far as anybody needs them. */
export const SCHEMA_2 = `
  CREATE TABLE IF NOT EXISTS kv (key text PRIMARY KEY, value text NOT NULL, time_created integer NOT NULL,
    time_updated integer NOT NULL);
  CREATE TABLE session_v2 (id text PRIMARY KEY, project_id text NOT NULL, parent_id text, fork_session_id text,
    directory text NOT NULL, title text, version text NOT NULL, permission text, time_created integer NOT NULL,
    time_updated integer NOT NULL);
  CREATE TABLE session_message (id text PRIMARY KEY, session_id text NOT NULL REFERENCES session_v2 (id)
    ON DELETE CASCADE, type text NOT NULL, seq integer NOT NULL, time_created integer NOT NULL,
    time_updated integer NOT NULL, data text NOT NULL);
  CREATE UNIQUE INDEX session_message_session_seq_idx ON session_message (session_id, seq);
  CREATE INDEX session_message_session_type_seq_idx ON session_message (session_id, type, seq);`;

export const START = 1_767_600_000_000;

type Data = Record<string, unknown>;

export class OpenCode {
  readonly path: string;
  #database: DatabaseSync;
  #minted = 0;
  #now = START;
  #isFirst: boolean;
  #isSecond = false;

  /** Begins with 1.x, or with a fresh database of 2.x. */
  constructor(path: string, begins: 1 | 2, journal: "wal" | "delete" = "wal") {
    mkdirSync(dirname(path), { recursive: true });
    this.path = path;
    this.#database = new DatabaseSync(path);
    this.#isFirst = begins === 1;
    if (begins === 1) this.#database.exec(SCHEMA);
    else this.#update();
    this.#database.exec(`PRAGMA journal_mode = ${journal}`);
  }

  get hasFirst(): boolean {
    return this.#isFirst;
  }

  get hasSecond(): boolean {
    return this.#isSecond;
  }

  close(): void {
    this.#database.close();
  }

  exec(sql: string): void {
    this.#database.exec(sql);
  }

  /** Time passes: no two rows have one time, since a fork tells its own rows by theirs. */
  wait(millis: number): number {
    return (this.#now += 1 + millis);
  }

  // 1.x

  session1(parent?: string, permission?: string): string {
    const id = this.#mint("ses");
    this.#put("session", {
      id,
      project_id: "p",
      parent_id: parent ?? null,
      directory: "/home/ana/garden",
      title: "",
      version: "1.18.33",
      ...this.#times(),
      permission: permission ?? null,
    });
    return id;
  }

  prompt1(session: string, text: string): string {
    const id = this.#message1(session, { role: "user" });
    this.#part1(id, session, { type: "text", text });
    return id;
  }

  answer1(session: string): string {
    return this.#message1(session, { role: "assistant" });
  }

  call1(message: string, tool: string): string {
    const session = String(this.#value("SELECT session_id FROM message WHERE id = ?", message));
    const part = { type: "tool", callID: `call_${this.#minted}`, tool, state: { status: "pending", input: {} } };
    return this.#part1(message, session, part);
  }

  /** pending, running, completed or failed. */
  nextState1(part: string, error?: string): void {
    this.#change("part", part, (data) => {
      const { status, time } = data["state"] as { status: string; time?: object };
      const input = { filePath: "beds.md", path: "beds", timeout: 5000 };
      if (status === "pending") return { ...data, state: { status: "running", input, time: { start: this.wait(5) } } };
      if (status !== "running") return data;
      const ended = { input, time: { ...time, end: this.wait(50) } };
      if (error !== undefined) return { ...data, state: { status: "error", error, ...ended } };
      return { ...data, state: { status: "completed", output: "", metadata: { answers: [["yes"]] }, ...ended } };
    });
  }

  /** An answer ends once. */
  end1(message: string, isAborted: boolean): void {
    this.#change("message", message, (data) => {
      const time = data["time"] as { readonly completed?: number };
      if (time.completed !== undefined) return data;
      const ended = { ...data, time: { ...time, completed: this.wait(20) } };
      return isAborted ? { ...ended, error: { name: "MessageAbortedError" } } : ended;
    });
  }

  /** A session goes with all that work for it; in one world, it stays in the other. */
  delete(table: "session" | "session_v2", id: string): void {
    for (const child of this.ids(table, "parent_id = ?", id)) this.delete(table, child);
    this.#database.prepare(`DELETE FROM ${table} WHERE id = ?`).run(id);
  }

  // From 1.x to 2.x

  /** Makes the tables of 2.x and copies up to so many of the sessions that are not there yet, each in one go. */
  migrate(most: number): void {
    if (!this.#isSecond) this.#update();
    if (!this.#isFirst) return;
    const pending = this.ids("session", "id NOT IN (SELECT id FROM session_v2)").toReversed().slice(0, most);
    for (const id of pending) {
      this.exec("BEGIN");
      this.#database
        .prepare("INSERT OR REPLACE INTO kv VALUES ('migration.v1-v2', ?, ?, ?)")
        .run(JSON.stringify({ phase: "sessions", cursor: id }), this.wait(1), this.#now);
      this.exec(`INSERT INTO session_v2 SELECT id, project_id, parent_id, NULL, directory, title, version, NULL,
        time_created, time_updated FROM session WHERE id = '${id}'`);
      let seq = 0;
      for (const { id: message, time_created: created, data } of this.#rows("message", "session_id = ?", id)) {
        const record = JSON.parse(String(data)) as Data;
        const parts = this.#rows("part", "message_id = ?", String(message)).map((row): Data => ({
          ...(JSON.parse(String(row["data"])) as Data),
          id: row["id"],
        }));
        const [type, copy] = record["role"] === "user" ? userCopy(record, parts) : assistantCopy(record, parts);
        const copied = { id: String(message), session_id: id, type, seq: seq++ };
        this.#put("session_message", {
          ...copied,
          time_created: Number(created),
          time_updated: Number(created),
          data: JSON.stringify(copy),
        });
      }
      if (seq > 0) this.#row(id, "system", { text: "The available tools have changed." });
      this.exec("COMMIT");
    }
  }

  /** Drops the tables of 1.x, as no version does yet. */
  dropFirst(): void {
    this.exec("DROP TABLE part; DROP TABLE message; DROP TABLE session");
    this.#isFirst = false;
  }

  // 2.x

  session2(parent?: string): string {
    const id = this.#mint("ses");
    this.#put("session_v2", {
      id,
      project_id: "p",
      parent_id: parent ?? null,
      fork_session_id: null,
      directory: "/home/ana/garden",
      title: null,
      version: "2.0.26",
      permission: null,
      ...this.#times(),
    });
    return id;
  }

  /** Adds a row that does not change any more. */
  row2(session: string, type: string, data: Data): string {
    return this.#row(session, type, data);
  }

  step2(session: string): string {
    return this.#row(session, "assistant", { agent: "build", model: { id: "m", providerID: "p" }, content: [] });
  }

  /** A call begins, as the model still writes its input; only in a step that has not ended. */
  call2(step: string, name: string, id: string): void {
    if (this.#value("SELECT json_extract(data, '$.time.completed') FROM session_message WHERE id = ?", step) !== null)
      return;
    const item = { type: "tool", id, name, state: { status: "streaming", input: "" }, time: { created: this.wait(5) } };
    this.#content(step, (content) => [...content, item]);
  }

  nextState2(step: string, choice: number, error?: string): void {
    this.#content(step, (content) =>
      content.map((item, index) => {
        const { state, time } = item as { state: { status: string }; time: object };
        if (index !== choice % content.length) return item;
        const input = { path: "beds.md", timeout: 5000.5 };
        if (state.status === "streaming")
          return {
            ...item,
            executed: false,
            state: { status: "running", input, metadata: {} },
            time: { ...time, ran: this.wait(5) },
          };
        if (state.status !== "running") return item;
        const ended =
          error === undefined
            ? { status: "completed", input, content: [], metadata: { answers: [] } }
            : { status: "error", input, error: { type: "permission.rejected", message: error } };
        return { ...item, state: ended, time: { ...time, completed: this.wait(50) } };
      }),
    );
  }

  /** A step ends; tried again, as long as its session has not gone on, it is as if it had not. */
  end2(step: string, isAgain: boolean): void {
    const later = `SELECT 1 FROM session_message AS own JOIN session_message AS later
      ON later.session_id = own.session_id AND later.seq > own.seq WHERE own.id = ?`;
    if (isAgain && this.#value(later, step) !== undefined) return;
    this.#change("session_message", step, ({ time, ...data }) => {
      const { completed: _, ...begun } = time as { completed?: number };
      return { ...data, time: isAgain ? begun : { ...begun, completed: this.wait(20) } };
    });
  }

  fork2(session: string): string {
    const id = this.session2();
    this.exec(`UPDATE session_v2 SET fork_session_id = '${session}',
      directory = (SELECT directory FROM session_v2 WHERE id = '${session}') WHERE id = '${id}'`);
    const settled = "session_id = ? AND (type <> 'assistant' OR json_extract(data, '$.time.completed') IS NOT NULL)";
    for (const { id: original, ...row } of this.#rows("session_message", settled, session))
      this.#put("session_message", {
        ...(row as Record<string, string | number>),
        id: `${String(original)}_f${this.#minted++}`,
        session_id: id,
      });
    return id;
  }

  move2(session: string, directory: string): void {
    const before = String(this.#value("SELECT directory FROM session_v2 WHERE id = ?", session));
    this.exec("BEGIN");
    this.#row(session, "location-switched", { location: { directory }, previous: { location: { directory: before } } });
    this.#database.prepare("UPDATE session_v2 SET directory = ? WHERE id = ?").run(directory, session);
    this.exec("COMMIT");
  }

  /** What a person undoes is deleted up from a prompt; not a move, of which nothing would be left. */
  undo2(prompt: string): void {
    const session = String(this.#value("SELECT session_id FROM session_message WHERE id = ?", prompt));
    const seq = Number(this.#value("SELECT seq FROM session_message WHERE id = ?", prompt));
    const isMoved = "session_id = ? AND type = 'location-switched'";
    if (this.#rows("session_message", isMoved, session).some((row) => Number(row["seq"]) >= seq)) return;
    this.#database.prepare("DELETE FROM session_message WHERE session_id = ? AND seq >= ?").run(session, seq);
  }

  /** The ids of some rows, the oldest first. */
  ids(table: string, where = "true", ...values: string[]): readonly string[] {
    return this.#rows(table, where, ...values).map(({ id }) => String(id));
  }

  #update(): void {
    this.exec(SCHEMA_2);
    this.#isSecond = true;
  }

  #mint(prefix: string): string {
    return `${prefix}_${this.#minted++}`;
  }

  #times() {
    return { time_created: this.wait(10), time_updated: this.#now };
  }

  #rows(table: string, where: string, ...values: string[]) {
    return this.#database.prepare(`SELECT * FROM ${table} WHERE ${where} ORDER BY rowid`).all(...values);
  }

  #value(sql: string, id: string): unknown {
    return Object.values(this.#database.prepare(sql).get(id) ?? {}).at(0);
  }

  #put(table: string, row: Record<string, string | number | null>): void {
    const marks = Object.keys(row).map(() => "?");
    this.#database
      .prepare(`INSERT INTO ${table} (${Object.keys(row).join(", ")}) VALUES (${marks.join(", ")})`)
      .run(...Object.values(row));
  }

  #message1(session: string, data: Data): string {
    const id = this.#mint("msg");
    const times = this.#times();
    const record = { ...data, time: { created: times.time_created } };
    this.#put("message", { id, session_id: session, ...times, data: JSON.stringify(record) });
    return id;
  }

  #part1(message: string, session: string, data: Data): string {
    const id = this.#mint("prt");
    this.#put("part", { id, message_id: message, session_id: session, ...this.#times(), data: JSON.stringify(data) });
    return id;
  }

  /** The sequence of a session counts more than its rows. */
  #row(session: string, type: string, data: Data): string {
    const id = this.#mint("msg");
    const last = this.#value("SELECT max(seq) FROM session_message WHERE session_id = ?", session);
    const times = this.#times();
    const record = { time: { created: times.time_created }, ...data };
    const seq = typeof last === "number" ? last + 1 + (this.#minted % 3) : 4;
    this.#put("session_message", { id, session_id: session, type, seq, ...times, data: JSON.stringify(record) });
    return id;
  }

  #content(step: string, change: (content: readonly Data[]) => readonly Data[]): void {
    this.#change("session_message", step, (data) => ({ ...data, content: change(data["content"] as readonly Data[]) }));
  }

  #change(table: string, id: string, change: (data: Data) => Data): void {
    const data = JSON.parse(String(this.#value(`SELECT data FROM ${table} WHERE id = ?`, id))) as Data;
    const changed = JSON.stringify(change(data));
    this.#database.prepare(`UPDATE ${table} SET data = ?, time_updated = ? WHERE id = ?`).run(changed, this.#now, id);
  }
}

function userCopy({ time }: Data, parts: readonly Data[]): readonly [string, Data] {
  const texts = parts.flatMap(({ type, text }) => (type === "text" ? [String(text)] : []));
  return ["user", { text: texts.join("\n\n"), time }];
}

function assistantCopy({ time, error }: Data, parts: readonly Data[]): readonly [string, Data] {
  const content = parts.flatMap(({ type, callID, tool, state: before }) => {
    if (type !== "tool") return [];
    const { status, time: at, error: cause, ...rest } = before as Data & { time?: { start?: number; end?: number } };
    const state = status === "pending" ? { status: "streaming", input: "" } : { ...rest, status };
    const failed = cause === undefined ? state : { ...state, error: { type: "tool.execution", message: cause } };
    const created = at?.start ?? (time as { created: number }).created;
    const ended = at?.end === undefined ? {} : { completed: at.end };
    return [{ type: "tool", id: callID, name: tool, state: failed, time: { created, ...ended } }];
  });
  return ["assistant", { content, time, ...(error === undefined ? {} : { error: { type: "aborted", message: "" } }) }];
}
