import type { Connection, Value } from "../engine/connection.ts";
import { WHOLE, type Shape } from "./event-shape.ts";
import type { Numbers, Parts } from "./template.ts";

/**
 * Finds the numbers of what events repeat, and gives new ones to what is new. For one import, which is over when a
 * transaction of its is undone; and within a transaction that keeps other writers out.
 */
export class Names {
  readonly #kinds = new Dictionary("event_kinds", ["source", "type", "id_form", "template"]);
  /** The kinds of templates, by the form of the ID. */
  readonly #shapes: readonly [Map<Shape, number>, Map<Shape, number>, Map<Shape, number>] = [
    new Map<Shape, number>(),
    new Map<Shape, number>(),
    new Map<Shape, number>(),
  ];
  readonly #sessions = new Dictionary("event_sessions", ["session_id", "agent", "machine_id"]);
  readonly #places = new Dictionary("event_places", ["cwd", "git_branch"]);
  readonly #paths = new Dictionary("event_paths", ["path"]);

  /** Writes their numbers into the parts of events. */
  async number(connection: Connection, all: readonly Parts[]): Promise<void> {
    let before: Parts | undefined;
    const fresh: Parts[] = [];
    for (const parts of all) {
      const { source, type, form, template, sessionId, agent, machineId, cwd, branch, file, subAgent } = parts;
      const { numbers } = parts;
      const known = parts.shape === undefined ? undefined : this.#shapes[form].get(parts.shape);
      if (known !== undefined) numbers.kind = known;
      else {
        this.#kinds.ask(kindKey(parts), () => [source, type, form, template], numbers, "kind");
        fresh.push(parts);
      }
      // What comes together is mostly of one session and place.
      if (before !== undefined && isSameSession(before, parts)) numbers.session = before.numbers.session;
      if (numbers.session === 0)
        this.#sessions.ask(sessionKey(parts), () => [sessionId, agent, machineId], numbers, "session");
      if (before !== undefined && isSamePlace(before, parts)) numbers.place = before.numbers.place;
      if (numbers.place === 0) this.#places.ask(placeKey(parts), () => [cwd, branch], numbers, "place");
      if (file !== null) this.#paths.ask(file, () => [file], numbers, "file");
      if (subAgent !== null) this.#paths.ask(subAgent, () => [subAgent], numbers, "subAgent");
      before = parts;
    }
    for (const dictionary of [this.#kinds, this.#sessions, this.#places, this.#paths])
      await dictionary.answer(connection);
    for (const { shape, form, numbers } of fresh) if (shape !== undefined) this.#shapes[form].set(shape, numbers.kind);
  }
}

/** A template holds source and type, but for that of an event that is kept whole. */
function kindKey({ form, template, source, type }: Parts): string {
  return template === WHOLE ? `${source}\0${type}\0${form}${template}` : form + template;
}

function isSameSession(one: Parts, other: Parts): boolean {
  return one.sessionId === other.sessionId && one.agent === other.agent && one.machineId === other.machineId;
}

function sessionKey({ sessionId, agent, machineId }: Parts): string {
  return `${nullable(sessionId)}\0${nullable(agent)}\0${nullable(machineId)}`;
}

function isSamePlace(one: Parts, other: Parts): boolean {
  return one.cwd === other.cwd && one.branch === other.branch;
}

function placeKey({ cwd, branch }: Parts): string {
  return `${nullable(cwd)}\0${nullable(branch)}`;
}

function nullable(text: string | null): string {
  return text === null ? "" : `=${text}`;
}

/** As many as are kept in mind. */
const MOST = 200_000;
const CHUNK = 200;

class Dictionary {
  readonly #table: string;
  readonly #columns: readonly string[];
  readonly #numbers = new Map<string, number>();
  readonly #questions = new Map<string, Question>();

  constructor(table: string, columns: readonly string[]) {
    this.#table = table;
    this.#columns = columns;
  }

  /** Writes a number, at once or with the answers. */
  ask(key: string, values: () => readonly Value[], numbers: Numbers, name: keyof Numbers): void {
    const number = this.#numbers.get(key);
    if (number !== undefined) {
      numbers[name] = number;
      return;
    }
    const asked = this.#questions.get(key);
    if (asked === undefined) this.#questions.set(key, { values: values(), answers: [{ numbers, name }] });
    else asked.answers.push({ numbers, name });
  }

  async answer(connection: Connection): Promise<void> {
    if (this.#questions.size === 0) return;
    if (this.#numbers.size > MOST) this.#numbers.clear();
    const fresh: (readonly [string, Question])[] = [];
    for (const [key, question] of this.#questions) {
      const number = await this.#stored(connection, question.values);
      if (number === undefined) fresh.push([key, question]);
      else this.#tell(key, question, number);
    }
    this.#questions.clear();
    if (fresh.length === 0) return;
    const [[last] = []] = await connection.rows(`select coalesce(max(id), 0) from ${this.#table}`);
    let next = Number(last);
    for (let at = 0; at < fresh.length; at += CHUNK) {
      const chunk = fresh.slice(at, at + CHUNK);
      const rows = chunk.map(([key, question]) => {
        this.#tell(key, question, ++next);
        return [next, ...question.values];
      });
      const marks = chunk.map(() => `(?${", ?".repeat(this.#columns.length)})`).join(", ");
      const into = `${this.#table} (id, ${this.#columns.join(", ")})`;
      await connection.rows(`insert into ${into} values ${marks}`, rows.flat());
    }
  }

  #tell(key: string, { answers }: Question, number: number): void {
    this.#numbers.set(key, number);
    for (const { numbers, name } of answers) numbers[name] = number;
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
}

interface Question {
  readonly values: readonly Value[];
  readonly answers: { readonly numbers: Numbers; readonly name: keyof Numbers }[];
}
