import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Observation } from "../../events/observation.ts";
import { canonicalMillis } from "../../events/timestamp.ts";
import type { JsonObject } from "../../lib/json/json.ts";
import { columnsOf } from "../../logs/databases/columns.ts";
import type { RowDecoder } from "../../logs/databases/database-logs.ts";
import type { Row } from "../../logs/databases/rows.ts";
import { lineId, memberOf, readId, readText, readUnixTime } from "../../logs/record/fields.ts";
import { toolPath } from "../../logs/record/tool-path.ts";
import { worded } from "../../logs/record/worded.ts";
import { contentIn, Contents } from "./contents.ts";
import { facts } from "./facts.ts";
import { Programs } from "./programs.ts";
import { isCommand, isPrompt, isShellCommand, metadataIn, typedIn } from "./prompts.ts";
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
  readonly #programs: Programs;
  readonly #answersBefore: StatementSync;
  readonly #rowsBefore: StatementSync;

  constructor(database: DatabaseSync, unknown: (field: string, value: string) => void) {
    this.#sessions = new Sessions(database);
    this.#programs = new Programs(database);
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
    const metadata = metadataIn(columns["metadata"]);
    const contents = new Contents(content);
    if (columns["role"] === "user" && isShellCommand(session, contents, columns["created_timestamp"], metadata))
      return "done";
    const head = this.#sessions.headOf(session);
    const key = readId(columns["message_id"]) ?? lineId(Buffer.from(String(record)));
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
    const { key, contents, metadata, session } = message;
    for (const { callId, ok } of contents.results) {
      const call = this.#callKey(message, callId);
      if (call !== undefined)
        into.push({ kind: "tool-result", ...origin(message), key: call, ok, agentId: agentOf(message) });
    }
    if (isSubAgent(session) || !isPrompt(contents, metadata)) return;
    const texts = typedIn(contents, session);
    const { hasImage } = contents;
    if (texts.length === 0 && !hasImage) return;
    const common = { ...origin(message), key, text: texts.join("\n"), automated: this.#programs.sent(message) };
    const length = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    if (isCommand(contents.texts)) into.push({ kind: "user-action", action: "command", ...common });
    else into.push({ kind: "user-message", length, hasImage, ...common });
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
      const contents = new Contents(contentIn(json));
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

const TYPES: ReadonlySet<string> = new Set(["user", "scheduled", "sub_agent", "hidden", "terminal", "gateway", "acp"]);
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
