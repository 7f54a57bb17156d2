import type { Connection, Value } from "./connection.ts";
import { WHOLE, type Parts } from "./template.ts";

/** What a row of `event_rows` refers to. */
export interface Numbers {
  readonly kind: number;
  readonly session: number;
  readonly place: number;
  readonly file: number | null;
  readonly subAgent: number | null;
}

/**
 * Finds the numbers of what events repeat, and gives new ones to what is new. For one import, which is over when a
 * transaction of its is undone; and within a transaction that keeps other writers out.
 */
export class Names {
  readonly #kinds = new Dictionary("event_kinds", ["source", "type", "id_form", "template"]);
  readonly #sessions = new Dictionary("event_sessions", ["session_id", "agent", "machine_id"]);
  readonly #places = new Dictionary("event_places", ["cwd", "git_branch"]);
  readonly #paths = new Dictionary("event_paths", ["path"]);

  async numbersOf(connection: Connection, all: readonly Parts[]): Promise<readonly Numbers[]> {
    for (const parts of all) {
      const { source, type, form, template, sessionId, agent, machineId, cwd, branch, file, subAgent } = parts;
      this.#kinds.want(kindKey(parts), () => [source, type, form, template]);
      this.#sessions.want(sessionKey(parts), () => [sessionId, agent, machineId]);
      this.#places.want(placeKey(parts), () => [cwd, branch]);
      for (const path of [file, subAgent]) if (path !== null) this.#paths.want(path, () => [path]);
    }
    for (const dictionary of [this.#kinds, this.#sessions, this.#places, this.#paths]) await dictionary.find(connection);
    const numbers = all.map((parts) => ({
      kind: this.#kinds.number(kindKey(parts)),
      session: this.#sessions.number(sessionKey(parts)),
      place: this.#places.number(placeKey(parts)),
      file: parts.file === null ? null : this.#paths.number(parts.file),
      subAgent: parts.subAgent === null ? null : this.#paths.number(parts.subAgent),
    }));
    for (const dictionary of [this.#kinds, this.#sessions, this.#places, this.#paths]) dictionary.forgetMost();
    return numbers;
  }
}

/** A template holds source and type, but for that of an event that is kept whole. */
function kindKey({ form, template, source, type }: Parts): string {
  return template === WHOLE ? `${source}\0${type}\0${form}${template}` : form + template;
}

function sessionKey({ sessionId, agent, machineId }: Parts): string {
  return `${sessionId}\0${agent}\0${machineId}${sessionId === null ? "\0" : ""}`;
}

function placeKey({ cwd, branch }: Parts): string {
  return `${cwd === null ? "" : `=${cwd}`}\0${branch === null ? "" : `=${branch}`}`;
}

/** As many as are kept in mind. */
const MOST = 200_000;
const CHUNK = 200;

class Dictionary {
  readonly #table: string;
  readonly #columns: readonly string[];
  readonly #numbers = new Map<string, number>();
  #wanted = new Map<string, readonly Value[]>();

  constructor(table: string, columns: readonly string[]) {
    this.#table = table;
    this.#columns = columns;
  }

  want(key: string, values: () => readonly Value[]): void {
    if (!this.#numbers.has(key) && !this.#wanted.has(key)) this.#wanted.set(key, values());
  }

  number(key: string): number {
    const number = this.#numbers.get(key);
    if (number === undefined) throw new Error(`${this.#table} has no number for what was looked up`);
    return number;
  }

  async find(connection: Connection): Promise<void> {
    if (this.#wanted.size === 0) return;
    const wanted = [...this.#wanted];
    this.#wanted = new Map();
    const fresh: (readonly [string, readonly Value[]])[] = [];
    for (const [key, values] of wanted) {
      const number = await this.#stored(connection, values);
      if (number === undefined) fresh.push([key, values]);
      else this.#numbers.set(key, number);
    }
    if (fresh.length === 0) return;
    const [[last] = []] = await connection.rows(`select coalesce(max(id), 0) from ${this.#table}`);
    let next = Number(last);
    for (let at = 0; at < fresh.length; at += CHUNK) {
      const chunk = fresh.slice(at, at + CHUNK);
      const marks = chunk.map(() => `(?${", ?".repeat(this.#columns.length)})`).join(", ");
      const rows = chunk.map(([key, values]) => {
        this.#numbers.set(key, ++next);
        return [next, ...values];
      });
      const into = `${this.#table} (id, ${this.#columns.join(", ")})`;
      await connection.rows(`insert into ${into} values ${marks}`, rows.flat());
    }
  }

  async #stored(connection: Connection, values: readonly Value[]): Promise<number | undefined> {
    const conditions = this.#columns.map((column, at) => `${column} ${values[at] === null ? "is null" : "= ?"}`);
    const sql = `select id from ${this.#table} where ${conditions.join(" and ")} limit 1`;
    const [row] = await connection.rows(
      sql,
      values.filter((value) => value !== null),
    );
    return row === undefined ? undefined : Number(row[0]);
  }

  forgetMost(): void {
    if (this.#numbers.size > MOST) this.#numbers.clear();
  }
}
