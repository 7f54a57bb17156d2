import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Observation } from "../../events/observation.ts";
import { parseObject, type JsonObject } from "../../lib/json.ts";
import type { DatabaseFormat, RowDecoder } from "../databases.ts";
import type { Row } from "../database-rows.ts";
import { idOf } from "../fields.ts";
import { fromPerson, interrupted, isOpenCall, started, toolUse, workOf, type Work } from "./observe.ts";
import { messageOf, sessionOf, type Message, type Part, type Session } from "./records.ts";

/** Sessions of OpenCode since 1.2: `opencode.db`, of which nothing but the oldest columns is touched. */
export const openCodeDatabase: DatabaseFormat = {
  revision: 1,
  tables: [
    { name: "message", columns: ["session_id"], record: "data" },
    { name: "part", columns: ["message_id"], record: "data" },
  ],
  decoder: (database) => new OpenCodeDecoder(database),
};

/** A longer record is passed over. */
const RECORD_BYTES = 64 << 20;
const RECORD = `CASE WHEN octet_length(data) <= ${RECORD_BYTES} THEN data END AS data`;
/** A number that is no time must not become an error: `node:sqlite` refuses those beyond 2^53. */
const CREATED = "CASE WHEN time_created BETWEEN 0 AND 999999999999999 THEN time_created END AS created";

class OpenCodeDecoder implements RowDecoder {
  readonly #sessionBy: StatementSync;
  readonly #messageBy: StatementSync;
  readonly #partsOf: StatementSync;
  readonly #laterThan: StatementSync;
  /** The message that the last part belonged to: its next parts mostly follow it. */
  #last: { readonly id: string; readonly found: Found | undefined } | undefined;

  constructor(database: DatabaseSync) {
    this.#sessionBy = database.prepare(`SELECT id, parent_id, directory, ${CREATED} FROM session WHERE id = ?`);
    this.#messageBy = database.prepare(`SELECT session_id, ${RECORD} FROM message WHERE id = ?`);
    this.#partsOf = database.prepare(`SELECT id, ${RECORD} FROM part WHERE message_id = ?`);
    this.#laterThan = database.prepare("SELECT 1 FROM message WHERE session_id = ? AND time_created > ? LIMIT 1");
  }

  row(table: string, row: Row, record: JsonObject, into: Observation[]): "open" | "done" {
    return table === "message" ? this.#message(row, record, into) : this.#part(row, record, into);
  }

  #message({ id, columns }: Row, record: JsonObject, into: Observation[]): "open" | "done" {
    const found = this.#found(id, columns["session_id"], record);
    if (found === undefined) return "open";
    const { work, message } = found;
    if (message === undefined) return "done";
    add(into, started(work, message));
    if (!message.isUser) {
      add(into, interrupted(work, message));
      return message.completedAt === undefined ? "open" : "done";
    }
    const seen = fromPerson(work, message, this.#parts(message.id));
    add(into, seen);
    // Its parts are written after it; when the session went on without them, none will come.
    const isDone = seen !== undefined || this.#laterThan.get(work.session.id, message.created) !== undefined;
    return isDone ? "done" : "open";
  }

  #part({ id, columns }: Row, fields: JsonObject, into: Observation[]): "open" | "done" {
    if (id === undefined || fields["type"] !== "tool") return "done";
    const part = { id, fields };
    if (isOpenCall(part)) return "open";
    const messageId = idOf(columns["message_id"]);
    if (messageId === undefined) return "done";
    if (this.#last?.id !== messageId) {
      const row = this.#messageBy.get(messageId);
      const record = typeof row?.["data"] === "string" ? parseObject(row["data"]) : undefined;
      this.#last = { id: messageId, found: record && this.#found(messageId, row?.["session_id"], record) };
    }
    const { found } = this.#last;
    if (found === undefined) return "open";
    const { work, message } = found;
    if (message === undefined || message.isUser) return "done";
    add(into, started(work, message));
    add(into, toolUse(work, part));
    return "done";
  }

  /** A message and the session that it belongs to, if that is there. */
  #found(id: unknown, sessionId: unknown, record: JsonObject): Found | undefined {
    const session = this.#session(idOf(sessionId));
    if (session === undefined) return undefined;
    const work = workOf(session, (parent) => this.#session(parent));
    return { work, message: messageOf(id, record, session) };
  }

  #session(id: string | undefined): Session | undefined {
    const row = id === undefined ? undefined : this.#sessionBy.get(id);
    if (row === undefined) return undefined;
    const { id: own, parent_id: parentID, directory, created } = row;
    return sessionOf(own, { parentID, directory, time: { created } });
  }

  *#parts(message: string): Generator<Part, void, undefined> {
    for (const { id, data } of this.#partsOf.iterate(message)) {
      const known = idOf(id);
      const fields = typeof data === "string" ? parseObject(data) : undefined;
      if (known !== undefined && fields !== undefined) yield { id: known, fields };
    }
  }
}

/** A message, unless it is a copy or none, in its session. */
interface Found {
  readonly work: Work;
  readonly message: Message | undefined;
}

function add(into: Observation[], seen: Observation | undefined): void {
  if (seen !== undefined) into.push(seen);
}
