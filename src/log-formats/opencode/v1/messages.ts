import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Observation } from "../../../events/observation.ts";
import type { JsonObject } from "../../../lib/json/json.ts";
import type { Row } from "../../../logs/databases/rows.ts";
import type { RowDecoder } from "../../../logs/databases/database-logs.ts";
import { memberOf, readId, readText } from "../../../logs/record/fields.ts";
import { callOf, isOpenCall, toolUse } from "../calls/calls.ts";
import { decision } from "../calls/decisions.ts";
import { areOfShell, fromPerson, interrupted, started, workOf, type Work } from "../observe.ts";
import { messageOf, millisOf, tellUnknown, type Message, type Part, type Unknown } from "../records.ts";
import type { Sessions } from "../sessions.ts";
import { resultOf, saidIn } from "../said.ts";
import { RECORD, recordIn } from "../tables.ts";
import { compacted, faultOf, usageOf } from "../usage.ts";

/** Gives meaning to the rows of 1.x: `message` and `part`. */
export class Messages implements RowDecoder {
  readonly #sessions: Sessions;
  readonly #unknown: Unknown;
  readonly #isCopy: (record: JsonObject) => boolean;
  readonly #texts: boolean;
  readonly #messageBy: StatementSync;
  readonly #partsOf: StatementSync;
  readonly #laterThan: StatementSync;
  /** The message that the last part belonged to: its next parts mostly follow it. */
  #last: { readonly id: string; readonly found: Found | undefined } | undefined;
  /** The message that the last call answers: those of one answer follow each other. */
  #lastParent: { readonly id: string; readonly isShell: boolean } | undefined;

  /** `isCopy`: whether a message was copied from logs that are read themselves. */
  constructor(
    database: DatabaseSync,
    sessions: Sessions,
    {
      unknown,
      isCopy,
      texts,
    }: {
      readonly unknown: Unknown;
      readonly isCopy: (record: JsonObject) => boolean;
      /** Whether what was said is asked for. */
      readonly texts: boolean;
    },
  ) {
    this.#texts = texts;
    this.#sessions = sessions;
    this.#unknown = unknown;
    this.#isCopy = isCopy;
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
    tellUnknown("message.role", record, this.#unknown);
    if (message === undefined) return "done";
    add(into, started(work, message));
    if (!message.isUser) {
      add(into, interrupted(work, message));
      if (message.completedAt === undefined) return "open";
      const { id: key, created } = message;
      add(into, usageOf(work, { id: key, created, record, model: readText(record["modelID"]) }));
      add(into, faultOf(work, { id: key, created, error: record["error"] }));
      return "done";
    }
    const seen = fromPerson(work, message, this.#parts(message.id));
    add(into, seen);
    // Its parts are written after it; when the session went on without them, none will come.
    const isDone = seen !== undefined || this.#laterThan.get(work.session.id, message.created) !== undefined;
    return isDone ? "done" : "open";
  }

  #part({ id, columns }: Row, fields: JsonObject, into: Observation[]): "open" | "done" {
    tellUnknown("part.type", fields, this.#unknown);
    const { type } = fields;
    const isSaid = this.#texts && (type === "text" || type === "reasoning");
    if (id === undefined || (!SHOWING.has(type) && !isSaid)) return "done";
    const part = { id, fields };
    if (type === "tool" && isOpenCall(part)) return "open";
    const messageId = readId(columns["message_id"]);
    if (messageId === undefined) return "done";
    if (this.#last?.id !== messageId) {
      const row = this.#messageBy.get(messageId);
      const record = recordIn(row);
      this.#last = { id: messageId, found: record && this.#found(messageId, row?.["session_id"], record) };
    }
    const { found } = this.#last;
    if (found === undefined) return "open";
    const { work, message } = found;
    if (message === undefined) return "done";
    if (type === "compaction" && message.isUser) add(into, compacted(work, message.created));
    if (message.isUser) return "done";
    if (isSaid) {
      add(into, saidIn(work, fields, { key: id, at: memberOf(fields["time"], "start") ?? message.created }));
      return "done";
    }
    add(into, started(work, message));
    if (type === "retry") {
      const created = millisOf(memberOf(fields["time"], "created")) ?? message.created;
      add(into, faultOf(work, { id, created, error: fields["error"] }));
    }
    const call = callOf(part);
    if (call === undefined || this.#isOfPerson(message)) return "done";
    add(into, toolUse(work, call));
    add(into, decision(work, call));
    if (this.#texts) add(into, resultOf(work, call));
    return "done";
  }

  /** Whether what an answer holds was run by the person. The message of a `!` command is written before what it ran. */
  #isOfPerson({ parentId }: Message): boolean {
    if (parentId === undefined) return false;
    if (this.#lastParent?.id !== parentId)
      this.#lastParent = { id: parentId, isShell: areOfShell(this.#parts(parentId)) };
    return this.#lastParent.isShell;
  }

  /** A message and the session that it belongs to, if that is there. */
  #found(id: unknown, sessionId: unknown, record: JsonObject): Found | undefined {
    const session = this.#sessions.ofFirst(sessionId);
    if (session === undefined) return undefined;
    const work = workOf(session, (parent) => this.#sessions.ofFirst(parent));
    return { work, message: this.#isCopy(record) ? undefined : messageOf(id, record, session) };
  }

  *#parts(message: string): Generator<Part, void, undefined> {
    for (const row of this.#partsOf.iterate(message)) {
      const known = readId(row["id"]);
      const fields = recordIn(row);
      if (known !== undefined && fields !== undefined) yield { id: known, fields };
    }
  }
}

/** The parts that show something whatever is asked for. */
const SHOWING: ReadonlySet<unknown> = new Set(["tool", "compaction", "retry"]);

/** A message, unless it is a copy or none, in its session. */
interface Found {
  readonly work: Work;
  readonly message: Message | undefined;
}

function add(into: Observation[], seen: Observation | undefined): void {
  if (seen !== undefined) into.push(seen);
}
