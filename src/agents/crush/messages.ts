import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Observation } from "../../events/observation.ts";
import { canonicalMillis } from "../../events/timestamp.ts";
import type { JsonObject } from "../../lib/json/json.ts";
import { wholeNumber } from "../../logs/databases/columns.ts";
import type { RowDecoder } from "../../logs/databases/database-logs.ts";
import type { Row } from "../../logs/databases/rows.ts";
import { readId, readText, readUnixTime } from "../../logs/record/fields.ts";
import { worded } from "../../logs/record/worded.ts";
import { toolPath } from "../../logs/record/tool-path.ts";
import { facts } from "./facts.ts";
import { Parts, type Finish } from "./parts.ts";
import { decided, written } from "./person.ts";
import { Sessions, type Session } from "./sessions.ts";

/** A message, its session, and the person's session that this one works for. */
interface Message {
  readonly id: string;
  readonly rowid: number;
  readonly at: string;
  readonly model: string | undefined;
  readonly parts: Parts;
  readonly session: Session;
  readonly head: Session;
}

/** Gives meaning to the rows of `messages`. */
export class Messages implements RowDecoder {
  readonly #sessions: Sessions;
  readonly #unknown: (field: string, value: string) => void;
  readonly #cwd: string | undefined;
  readonly #rowAfter: StatementSync;
  readonly #answerAfter: StatementSync;
  readonly #answerBefore: StatementSync;
  readonly #promptBefore: StatementSync;
  readonly #resultBetween: StatementSync;

  constructor(database: DatabaseSync, unknown: (field: string, value: string) => void, cwd: string | undefined) {
    this.#sessions = new Sessions(database);
    this.#unknown = unknown;
    this.#cwd = cwd;
    const after = "SELECT 1 FROM messages WHERE session_id = ? AND rowid > ?";
    this.#rowAfter = database.prepare(`${after} LIMIT 1`);
    this.#answerAfter = database.prepare(`${after} AND role = 'assistant' LIMIT 1`);
    const before = "FROM messages WHERE session_id = ? AND rowid < ?";
    const last = "ORDER BY rowid DESC LIMIT 1";
    this.#answerBefore = database.prepare(`SELECT id ${before} AND role = 'assistant' ${last}`);
    this.#promptBefore = database.prepare(
      `SELECT rowid, ${wholeNumber("created_at")} ${before} AND role = 'user' AND parts NOT LIKE '[{"type":"shell_command"%' ${last}`,
    );
    this.#resultBetween = database.prepare(`SELECT 1 ${before} AND rowid > ? AND role = 'tool' LIMIT 1`);
  }

  row(_table: string, { id, rowid, columns }: Row, record: JsonObject, into: Observation[]): "open" | "done" {
    const created = readUnixTime(columns["created_at"]);
    const at = created === undefined ? undefined : canonicalMillis(created);
    if (id === undefined || at === undefined || !Array.isArray(record["parts"])) return "done";
    const session = this.#sessions.of(columns["session_id"]);
    if (session === undefined) return "open";
    const head = this.#sessions.headOf(session);
    const message = { id, rowid, at, model: readText(columns["model"]), parts: new Parts(record), session, head };
    this.#start(message, into);
    for (const type of message.parts.types) if (!TYPES.has(type)) this.#unknown("part.type", type);
    // What Crush writes to itself: a summary of the session so far.
    if (columns["is_summary"] === 1) return this.#summary(message, into);
    switch (columns["role"]) {
      case "user":
        if (session.parentId === undefined) push(into, written(message.parts, this.#origin(message, at), id));
        return "done";
      case "tool":
        this.#results(message, into);
        return "done";
      case "assistant":
        return this.#answer(message, into);
      default:
        if (typeof columns["role"] === "string") this.#unknown("message.role", columns["role"]);
        return "done";
    }
  }

  /** A summary is written while the model makes it. What becomes of a sub-agent's own session is not the person's. */
  #summary(message: Message, into: Observation[]): "open" | "done" {
    const { parts, session, at } = message;
    const { finish } = parts;
    if (finish === undefined) return "open";
    const isMade = finish.reason !== "canceled" && finish.reason !== "error";
    if (isMade && session.parentId === undefined)
      into.push({ kind: "session-changed", ...this.#origin(message, at), action: "compacted" });
    return "done";
  }

  #start({ at, session, head }: Message, into: Observation[]): void {
    if (head !== session) return;
    const created = head.created === undefined ? undefined : canonicalMillis(head.created);
    into.push({ kind: "session-started", at: created ?? at, sessionId: head.id, cwd: this.#cwd });
  }

  /**
   * An answer, one step of the agent. It grows, and is begun anew when the model fails: its calls stand once it has its end
   * or the session has gone on. That the agent was to go on may still turn into a stop, until the next answer is there.
   */
  #answer(message: Message, into: Observation[]): "open" | "done" {
    const { parts, session, rowid } = message;
    const { finish } = parts;
    if (finish === undefined && this.#rowAfter.get(session.id, rowid) === undefined) return "open";
    this.#asides(message, into);
    this.#calls(message, into);
    if (finish === undefined) return "open";
    if (finish.reason === "tool_use") return this.#answerAfter.get(session.id, rowid) === undefined ? "open" : "done";
    if (!REASONS.has(finish.reason)) this.#unknown("finish.reason", finish.reason);
    this.#end(message, finish, into);
    return "done";
  }

  #asides(message: Message, into: Observation[]): void {
    const { id: key, parts, at, model } = message;
    const aside = { kind: "aside", ...this.#origin(message, at), key, agentId: agentOf(message) } as const;
    for (const said of parts.thoughts) into.push({ ...aside, of: "reasoning", ...said });
    if (parts.calls.length > 0 && parts.texts.length > 0)
      into.push({ ...aside, of: "words", ...worded(parts.texts.join("\n")), model });
  }

  #calls(message: Message, into: Observation[]): void {
    const keys = new Set<string>();
    for (const [index, { id, tool, input }] of message.parts.calls.entries()) {
      const known = `${message.id}.${id}`;
      const key = keys.has(known) ? `${known}.${index}` : known;
      keys.add(key);
      const file = toolPath(facts.tools, tool, input);
      into.push({ kind: "tool-use", ...this.#origin(message, message.at), key, tool, file, agentId: agentOf(message) });
    }
  }

  /** The end of a turn. It began with the prompt before it, of which a later one may be among the steps. One with tools is not told. */
  #end(message: Message, { reason, at: ended }: Finish, into: Observation[]): void {
    const at = ended === undefined ? undefined : canonicalMillis(ended);
    if (ended === undefined || at === undefined) return;
    const { id, parts, session, rowid, model } = message;
    const origin = this.#origin(message, at);
    const isStopped = reason === "canceled";
    if (!isStopped && reason !== "error" && parts.calls.length === 0 && parts.texts.length > 0) {
      const said = worded(parts.texts.join("\n"));
      into.push({ kind: "agent-message", ...origin, key: id, ...said, model, agentId: agentOf(message) });
    }
    if (reason === "error") into.push({ kind: "error", ...origin, key: id, agentId: agentOf(message) });
    if (session.parentId !== undefined) return;
    if (isStopped) into.push({ kind: "user-action", ...origin, key: id, automated: false, action: "interrupt" });
    const prompt = this.#promptBefore.get(session.id, rowid);
    const began = readUnixTime(prompt?.["created_at"]);
    if (prompt === undefined || began === undefined) return;
    // What was allowed, and how long the person was asked, is not stored.
    if (parts.calls.length > 0) return;
    if (this.#resultBetween.get(session.id, rowid, prompt["rowid"] ?? 0) !== undefined) return;
    into.push({ kind: "turn-ended", ...origin, key: id, durationMs: Math.trunc(Math.max(0, ended - began)) });
  }

  /** Results stand behind the answer that called for them. */
  #results(message: Message, into: Observation[]): void {
    const { session, rowid, parts } = message;
    const answer = readId(this.#answerBefore.get(session.id, rowid)?.["id"]);
    if (answer === undefined) return;
    for (const result of parts.results) {
      const { began, ended, isError } = result;
      const isTimed = began !== undefined && ended !== undefined && ended >= began;
      const at = (isTimed ? canonicalMillis(ended) : undefined) ?? message.at;
      const durationMs = isTimed ? Math.trunc(ended - began) : undefined;
      const key = `${answer}.${result.callId}`;
      const agentId = agentOf(message);
      into.push({ kind: "tool-result", ...this.#origin(message, at), key, ok: !isError, durationMs, agentId });
      const action = decided(result);
      if (action !== undefined)
        into.push({ kind: "user-action", ...this.#origin(message, message.at), key, automated: false, action });
    }
  }

  #origin({ head }: Message, at: string) {
    return { at, sessionId: head.id, cwd: this.#cwd };
  }
}

/** The sub-agent whose message it is. */
function agentOf({ session }: Message): string | undefined {
  return session.parentId === undefined ? undefined : session.id;
}

const TYPES: ReadonlySet<string> = new Set([
  "text",
  "reasoning",
  "image_url",
  "binary",
  "tool_call",
  "tool_result",
  "finish",
  "shell_command",
]);
const REASONS: ReadonlySet<string> = new Set([
  "end_turn",
  "max_tokens",
  "canceled",
  "error",
  "permission_denied",
  "content_filter",
  "unknown",
]);

function push(into: Observation[], seen: Observation | undefined): void {
  if (seen !== undefined) into.push(seen);
}
