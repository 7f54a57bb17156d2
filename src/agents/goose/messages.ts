import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Observation } from "../../events/observation.ts";
import { canonicalMillis } from "../../events/timestamp.ts";
import { parseJson, parseObject, type JsonObject } from "../../lib/json/json.ts";
import { columnsOf } from "../../logs/databases/columns.ts";
import type { RowDecoder } from "../../logs/databases/database-logs.ts";
import type { Row } from "../../logs/databases/rows.ts";
import { lineId, memberOf, readId, readText, readUnixTime } from "../../logs/record/fields.ts";
import { toolPath } from "../../logs/record/tool-path.ts";
import { worded } from "../../logs/record/worded.ts";
import { Contents } from "./contents.ts";
import { facts } from "./facts.ts";
import { isCopy, isSubAgent, Sessions, type Session } from "./sessions.ts";

/** A message, its session, and the person's session that this one works for. */
interface Message {
  /** Its `message_id`. Sessions of 2025 have some without: a hash of what they say. */
  readonly key: string;
  readonly rowid: number;
  readonly at: string;
  readonly contents: Contents;
  readonly metadata: JsonObject | undefined;
  readonly session: Session;
  readonly head: Session;
}

/** How many messages before it a result is looked for whose call it ends. */
const CALLS_BEFORE = 64;

/** Gives meaning to the rows of `messages`. */
export class Messages implements RowDecoder {
  readonly #sessions: Sessions;
  readonly #unknown: (field: string, value: string) => void;
  readonly #answersBefore: StatementSync;
  readonly #rowsBefore: StatementSync;

  constructor(database: DatabaseSync, unknown: (field: string, value: string) => void) {
    this.#sessions = new Sessions(database);
    this.#unknown = unknown;
    const own = columnsOf(database, "messages").has("message_id") ? "message_id" : "NULL";
    this.#answersBefore = database.prepare(
      `SELECT ${own} AS message_id, content_json FROM messages WHERE session_id = ? AND id < ? AND role = 'assistant'
       ORDER BY id DESC LIMIT ${CALLS_BEFORE}`,
    );
    this.#rowsBefore = database.prepare(
      `SELECT count(*) AS rows FROM messages WHERE ${own} = ? AND session_id = ? AND id < ?`,
    );
  }

  row(_table: string, { rowid, columns, record }: Row, { content }: JsonObject, into: Observation[]): "open" | "done" {
    const created = readUnixTime(columns["created_timestamp"]);
    const at = created === undefined ? undefined : canonicalMillis(created);
    if (at === undefined || !Array.isArray(content)) return "done";
    const session = this.#sessions.of(columns["session_id"]);
    if (session === undefined) return "open";
    if (isCopy(session, at)) return "done";
    const head = this.#sessions.headOf(session);
    const contents = new Contents(content);
    const key = readId(columns["message_id"]) ?? lineId(Buffer.from(String(record)));
    const metadata = typeof columns["metadata"] === "string" ? parseObject(columns["metadata"]) : undefined;
    const message = { key, rowid, at, contents, metadata, session, head };
    if (head === session)
      into.push({ kind: "session-started", at: head.createdAt ?? at, sessionId: head.id, cwd: head.directory });
    if (!TYPES.has(session.type)) this.#unknown("session.type", session.type);
    for (const type of contents.types) if (!CONTENTS.has(type)) this.#unknown("content.type", type);
    if (columns["role"] === "user") this.#fromUser(message, into);
    else if (columns["role"] === "assistant") this.#answer(message, into);
    else if (typeof columns["role"] === "string") this.#unknown("message.role", columns["role"]);
    return "done";
  }

  /** Results stand in messages of the user, and what Goose tells the model in some that the user does not see. */
  #fromUser(message: Message, into: Observation[]): void {
    const { key, at, contents, metadata, session } = message;
    for (const { callId, ok } of contents.results) {
      const call = this.#callKey(message, callId);
      if (call !== undefined)
        into.push({ kind: "tool-result", ...origin(message), key: call, ok, agentId: agentOf(message) });
    }
    const { texts, hasImage, types } = contents;
    if (types.includes("toolResponse") || metadata?.["userVisible"] === false) return;
    if (isSubAgent(session) || (texts.length === 0 && !hasImage)) return;
    const length = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    const automated = BY_PROGRAMS.has(session.type) || (texts.length === 1 && texts[0] === session.recipePrompt);
    into.push({
      kind: "user-message",
      ...origin(message),
      at,
      key,
      length,
      text: texts.join("\n"),
      hasImage,
      automated,
    });
  }

  #answer(message: Message, into: Observation[]): void {
    const { key, contents, metadata } = message;
    const agentId = agentOf(message);
    for (const { id, tool, input } of contents.calls) {
      const file = toolPath(facts.tools, tool, input);
      into.push({ kind: "tool-use", ...origin(message), key: `${key}.${id}`, tool, file, agentId });
    }
    for (const said of contents.thoughts)
      into.push({ kind: "aside", of: "reasoning", ...origin(message), key: this.#placeKey(message), ...said, agentId });
    const { texts } = contents;
    if (texts.length === 0 || metadata?.["userVisible"] === false) return;
    const model = readText(memberOf(metadata?.["inference"], "requestedModel"));
    const said = { ...origin(message), key: this.#placeKey(message), ...worded(texts.join("\n")), model, agentId };
    const isAnswer = contents.calls.length === 0;
    into.push(isAnswer ? { kind: "agent-message", ...said } : { kind: "aside", of: "words", ...said });
  }

  /** An answer that comes in pieces may have a row a piece, of one `message_id`. */
  #placeKey({ key, session, rowid }: Message): string {
    const before = Number(this.#rowsBefore.get(key, session.id, rowid)?.["rows"]);
    return before > 0 ? `${key}.${before}` : key;
  }

  /** The key of the call that a result ends: ids of calls may repeat, the last before is meant. */
  #callKey({ session, rowid }: Message, callId: string): string | undefined {
    for (const { message_id: id, content_json: json } of this.#answersBefore.iterate(session.id, rowid)) {
      if (typeof json !== "string" || !json.includes(callId)) continue;
      const contents = new Contents(listIn(json));
      if (contents.calls.some((call) => call.id === callId))
        return `${readId(id) ?? lineId(Buffer.from(`{"content":${json}}`))}.${callId}`;
    }
    return undefined;
  }
}

function origin({ at, session, head }: Message) {
  return { at, sessionId: head.id, cwd: session.directory };
}

/** The sub-agent whose message it is. */
function agentOf({ session }: Message): string | undefined {
  return isSubAgent(session) ? session.id : undefined;
}

function listIn(json: string): unknown {
  try {
    return parseJson(json);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The types of sessions whose prompts a schedule or a script sends. */
const BY_PROGRAMS: ReadonlySet<string> = new Set(["scheduled", "hidden"]);
const TYPES: ReadonlySet<string> = new Set([...BY_PROGRAMS, "user", "sub_agent", "terminal", "gateway", "acp"]);
const CONTENTS: ReadonlySet<string> = new Set([
  "text",
  "image",
  "toolRequest",
  "toolResponse",
  "toolConfirmationRequest",
  "actionRequired",
  "frontendToolRequest",
  "thinking",
  "redactedThinking",
  "systemNotification",
]);
