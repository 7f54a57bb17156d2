import type { Connection, Row } from "../engine/connection.ts";
import { cut, type Cut } from "./template.ts";

/** What events have in common, by its number. */
export interface Kind {
  readonly source: string;
  readonly type: string;
  readonly form: number;
  readonly template: string;
  readonly cut: Cut;
}

export interface Session {
  readonly number: number;
  readonly id: string | undefined;
  readonly agent: string | undefined;
  readonly machineId: string | undefined;
}

export interface Place {
  readonly cwd: string | undefined;
  readonly branch: string | undefined;
}

/** Reads the names behind numbers, each once. What is missing or damaged stays `undefined`. */
export class Dictionary {
  readonly #connection: Connection;
  readonly kinds = new Map<number, Kind | undefined>();
  readonly sessions = new Map<number, Session | undefined>();
  readonly places = new Map<number, Place | undefined>();
  readonly paths = new Map<number, string | undefined>();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Makes sure that the numbers of some rows are known; `undefined` and `null` are none. */
  async know(numbers: {
    readonly kinds: Iterable<unknown>;
    readonly sessions: Iterable<unknown>;
    readonly places: Iterable<unknown>;
    readonly paths: Iterable<unknown>;
  }): Promise<void> {
    await this.#load(this.kinds, numbers.kinds, "id, source, type, id_form, template from event_kinds", kindOf);
    await this.#load(
      this.sessions,
      numbers.sessions,
      "id, session_id, agent, machine_id from event_sessions",
      sessionOf,
    );
    await this.#load(this.places, numbers.places, "id, cwd, git_branch from event_places", placeOf);
    await this.#load(this.paths, numbers.paths, "id, path from event_paths", ([, path]) => text(path));
  }

  async #load<Value>(
    known: Map<number, Value | undefined>,
    numbers: Iterable<unknown>,
    from: string,
    valueOf: (row: Row) => Value | undefined,
  ): Promise<void> {
    const missing: number[] = [];
    for (const number of numbers) {
      if (typeof number !== "number" || known.has(number)) continue;
      known.set(number, undefined);
      missing.push(number);
    }
    for (let at = 0; at < missing.length; at += CHUNK) {
      const chunk = missing.slice(at, at + CHUNK);
      const sql = `select ${from} where id in (${chunk.map(() => "?").join(", ")})`;
      for (const row of await this.#connection.rows(sql, chunk)) known.set(Number(row[0]), valueOf(row));
    }
  }
}

const CHUNK = 500;

function kindOf([, source, type, form, template]: Row): Kind | undefined {
  if (typeof source !== "string" || typeof type !== "string" || typeof template !== "string") return undefined;
  if (form !== 0 && form !== 1 && form !== 2) return undefined;
  return { source, type, form, template, cut: cut(template) };
}

function sessionOf([number, id, agent, machineId]: Row): Session | undefined {
  if (![id, agent, machineId].every(isText)) return undefined;
  return { number: Number(number), id: text(id), agent: text(agent), machineId: text(machineId) };
}

function placeOf([, cwd, branch]: Row): Place | undefined {
  if (![cwd, branch].every(isText)) return undefined;
  return { cwd: text(cwd), branch: text(branch) };
}

function isText(value: unknown): boolean {
  return value === null || typeof value === "string";
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
