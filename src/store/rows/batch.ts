import type { Connection, FileConnection, Value } from "../engine/connection.ts";
import type { Parts } from "./template.ts";

/** An event on its way to its place in the order of time. */
export interface Candidate {
  readonly parts: Parts;
  readonly at: number;
  mark: number;
}

/** What is inserted in one transaction. Its events are counted on from those of the one before. */
export class Batch {
  readonly #connection: Connection;
  readonly #number: number;
  readonly #importedAt: number;
  #seq: number;
  readonly #before: number;

  private constructor(connection: Connection, number: number, seq: number, importedAt: number) {
    this.#connection = connection;
    this.#number = number;
    this.#before = this.#seq = seq;
    this.#importedAt = importedAt;
  }

  static async begin(connection: Connection, now: Date): Promise<Batch> {
    const [last] = await connection.rows("select id, last_seq from event_batches order by id desc limit 1");
    return new Batch(connection, Number(last?.[0] ?? 0) + 1, Number(last?.[1] ?? 0), now.getTime());
  }

  /** Whether each was inserted, or its place was taken. */
  async insert(candidates: readonly Candidate[]): Promise<readonly boolean[]> {
    if (this.#connection.engine === "sqlite") return this.#insertEach(candidates);
    const all: boolean[] = [];
    for (let from = 0; from < candidates.length; from += SERVER_CHUNK)
      all.push(...(await this.#insertTogether(candidates.slice(from, from + SERVER_CHUNK))));
    return all;
  }

  #insertEach(candidates: readonly Candidate[]): readonly boolean[] {
    const statement = (this.#connection as FileConnection).statement(
      `insert into event_rows (${INSERTED}) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing`,
    );
    return candidates.map((candidate) => {
      const isNew = Number(statement.run(...this.#values(candidate, this.#seq + 1)).changes) === 1;
      if (isNew) this.#seq++;
      return isNew;
    });
  }

  async #insertTogether(candidates: readonly Candidate[]): Promise<readonly boolean[]> {
    const first = this.#seq + 1;
    const rows = candidates.map((candidate, at) => this.#values(candidate, first + at));
    const columns = TYPES.map((_, column) => rows.map((row) => row[column] ?? null));
    const lists = TYPES.map((type) => `?::${type}[]`).join(", ");
    const rowsOf = `select * from unnest(${lists})`;
    const sql = `insert into event_rows (${INSERTED}) ${rowsOf} on conflict do nothing returning seq`;
    const inserted = await this.#connection.rows(sql, columns as unknown as Value[]);
    this.#seq += candidates.length;
    // By the number that each has alone: two events of a batch may want one place, and one of them gets it.
    const numbers = new Set(inserted.map(([seq]) => Number(seq)));
    return candidates.map((_, at) => numbers.has(first + at));
  }

  #values({ parts, at, mark }: Candidate, seq: number): Value[] {
    const { key, number1, number2, rest, numbers } = parts;
    const { kind, session, place, file, subAgent } = numbers;
    return [at, mark, seq, this.#number, kind, session, place, key, number1, number2, file, subAgent, rest];
  }

  async end(): Promise<void> {
    if (this.#seq === this.#before) return;
    const sql = "insert into event_batches (id, imported_at, last_seq) values (?, ?, ?)";
    await this.#connection.rows(sql, [this.#number, this.#importedAt, this.#seq]);
  }
}

const SERVER_CHUNK = 5000;
const INSERTED = "at, mark, seq, batch, kind, session, place, key, number1, number2, file, sub_agent, rest";
const TYPES = [
  "bigint",
  "integer",
  "bigint",
  "integer",
  "integer",
  "integer",
  "integer",
  "text",
  "bigint",
  "bigint",
  "integer",
  "integer",
  "text",
] as const;
