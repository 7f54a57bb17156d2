import type { DatabaseSync } from "node:sqlite";
import { parseObject } from "../../lib/json/json.ts";
import type { Table } from "../../logs/databases/rows.ts";
import { readText } from "../../logs/record/fields.ts";
import { millisOf } from "./records.ts";

/**
 * What a database holds. 1.x keeps sessions in `session`, `message` and `part`. 2.x took over the same file: it copied
 * them to `session_v2` and `session_message`, where it goes on, and leaves the old tables as they were.
 */
export class Tables {
  readonly #database: DatabaseSync;
  readonly #names: ReadonlySet<string>;

  constructor(database: DatabaseSync) {
    this.#database = database;
    // A view will do: whoever moves a table may leave one in its place.
    const rows = database.prepare("SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')").all();
    this.#names = new Set(
      rows.flatMap(({ name }) => readText(name) ?? []).filter((name) => !name.startsWith("sqlite_")),
    );
  }

  /** Whether there is a table with these columns. */
  has(table: string, ...columns: readonly string[]): boolean {
    if (!this.#names.has(table)) return false;
    const found = this.#database.prepare("SELECT name FROM pragma_table_info(?)").all(table);
    return columns.every((column) => found.some(({ name }) => name === column));
  }

  get isFirst(): boolean {
    return this.has("session") && this.has("message") && this.has("part");
  }

  /** The first versions with `session_message`, some of 1.x among them, had it beside `session`. */
  get isSecond(): boolean {
    return this.has("session_message", "type", "seq") && (this.has("session_v2") || this.has("session"));
  }

  /** The tables that are read, in this order. An empty file is a database, too: that it has none is an error. */
  get read(): readonly Table[] {
    if (this.#names.size === 0) return FIRST;
    return [...(this.isFirst ? FIRST : []), ...(this.isSecond ? SECOND : [])];
  }

  /** What stands here that this version does not know: which version wrote it, and the names of its tables. */
  unknownPart(program: string): string | undefined {
    const names = [...this.#names];
    const strange = this.isFirst || this.isSecond ? names.filter((name) => LATER.test(name)) : names;
    if (strange.length === 0) return undefined;
    const version = this.#newestVersion(strange);
    const listed = `${strange.slice(0, MOST_NAMES).join(", ")}${strange.length > MOST_NAMES ? ", ..." : ""}`;
    return `written by ${program} ${version ?? "of an unknown version"}, with the tables ${listed}`;
  }

  /** When 2.x had copied the sessions of 1.x; `undefined` if it has not, or there is nothing to copy from. */
  get migratedAt(): number | undefined {
    if (!this.isFirst || !this.has("kv", "key", "value", "time_updated")) return undefined;
    return millisOf(this.#database.prepare(`SELECT ${MIGRATED} AS at FROM kv WHERE key = ?`).get(MIGRATION)?.["at"]);
  }

  /** The version that began the newest session, by whichever of some tables says so. */
  #newestVersion(tables: readonly string[]): string | undefined {
    for (const table of tables) {
      if (!/^\w+$/.test(table) || !this.has(table, "version", "time_created")) continue;
      const row = this.#database.prepare(`SELECT version FROM ${table} ORDER BY time_created DESC LIMIT 1`).get();
      const version = readText(row?.["version"]);
      if (version !== undefined) return version.slice(0, LONGEST_VERSION);
    }
    return undefined;
  }
}

const FIRST: readonly Table[] = [
  { name: "message", columns: ["session_id"], record: "data" },
  { name: "part", columns: ["message_id"], record: "data" },
];
const SECOND: readonly Table[] = [
  // A number that is no place must not become an error: `node:sqlite` refuses those beyond 2^53.
  {
    name: "session_message",
    columns: ["session_id", "type", "CASE WHEN seq BETWEEN 0 AND 999999999999999 THEN seq END AS seq"],
    record: "data",
  },
];

/** What the tables of the next engine would be called, if it does as 2.x did. */
const LATER = /^(?:session_(?!v2$)|(?:message|part|session_message)_)v\d+$/;
const MOST_NAMES = 8;
const LONGEST_VERSION = 40;

const MIGRATION = "migration.v1-v2";
const MIGRATED = "CASE WHEN time_updated BETWEEN 0 AND 999999999999999 THEN time_updated END";

/** A longer record is passed over. */
const RECORD_BYTES = 64 << 20;
/** A record, unless it is too long. */
export const RECORD = `CASE WHEN octet_length(data) <= ${RECORD_BYTES} THEN data END AS data`;

/** The object in a row's record. */
export function recordIn(row: Record<string, unknown> | undefined) {
  const data = row?.["data"];
  return typeof data === "string" ? parseObject(data) : undefined;
}
