import type { DatabaseSync } from "node:sqlite";
import type { Observation } from "../../events/observation.ts";
import { canonicalMillis } from "../../events/timestamp.ts";
import type { JsonObject } from "../../lib/json/json.ts";
import { columnsOf, wholeNumber } from "../../logs/databases/columns.ts";
import type { RowDecoder } from "../../logs/databases/database-logs.ts";
import type { Row, Table } from "../../logs/databases/rows.ts";
import { readId, readText, readUnixTime } from "../../logs/record/fields.ts";
import { figuresOf } from "../../logs/record/figures.ts";
import { isCopy, isSubAgent, Sessions } from "./sessions.ts";

const LEDGER = "usage_ledger";
const FIGURES = ["input_tokens", "output_tokens", "cache_read_tokens", "cache_write_tokens", "cost"];

/** The ledger of what requests took, where the database has one: a row a request, inserted once. */
export function ledgerOf(database: DatabaseSync): readonly Table[] {
  const columns = columnsOf(database, LEDGER);
  if (!columns.has("id") || !columns.has("session_id") || !columns.has("created_timestamp")) return [];
  // The number is never given twice in a database; another one that takes its place may have it, too.
  const name = "id || ':' || session_id || ':' || created_timestamp";
  const figures = FIGURES.filter((each) => columns.has(each)).map((each) => `'${each}', ${each}`);
  const optional = (column: string) => (columns.has(column) ? column : `NULL AS ${column}`);
  return [
    {
      name: LEDGER,
      id: { is: name, where: `id = CAST(?1 AS INTEGER) AND ${name} = ?1` },
      columns: [
        "session_id",
        optional("model"),
        optional("cost_source"),
        optional("is_compaction"),
        wholeNumber("created_timestamp"),
      ],
      record: `json_object(${figures.join(", ")})`,
    },
  ];
}

/** Gives meaning to the rows of the ledger. */
export class Ledger implements RowDecoder {
  readonly #sessions: Sessions;

  constructor(database: DatabaseSync) {
    this.#sessions = new Sessions(database);
  }

  row(_table: string, { rowid, columns }: Row, record: JsonObject, into: Observation[]): "open" | "done" {
    const created = readUnixTime(columns["created_timestamp"]);
    const at = created === undefined ? undefined : canonicalMillis(created);
    if (at === undefined) return "done";
    // No request: what the session took before there was a ledger, in one sum, at the time of the first request after.
    if (columns["cost_source"] === "carried_forward") return "done";
    const session = this.#sessions.of(columns["session_id"]);
    if (session === undefined) return "open";
    if (isCopy(session, at)) return "done";
    const head = this.#sessions.headOf(session);
    const common = { at, sessionId: head.id, cwd: session.directory };
    const agentId = isSubAgent(session) ? session.id : undefined;
    const figures = figuresOf(
      {
        input: record["input_tokens"],
        output: record["output_tokens"],
        cacheRead: record["cache_read_tokens"],
        cacheWrite: record["cache_write_tokens"],
        cost: record["cost"],
      },
      { inputHoldsCache: true },
    );
    const key = readId(`${session.id}.${rowid}`) ?? String(rowid);
    if (figures !== undefined)
      into.push({ kind: "usage", ...common, key, model: readText(columns["model"]), agentId, ...figures });
    if (columns["is_compaction"] === 1 && agentId === undefined)
      into.push({ kind: "session-changed", ...common, action: "compacted" });
    return "done";
  }
}
