import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Observation } from "../../events/observation.ts";
import { canonicalMillis } from "../../events/timestamp.ts";
import { parseObject, type JsonObject } from "../../lib/json/json.ts";
import type { RowDecoder } from "../../logs/databases/database-logs.ts";
import type { Row } from "../../logs/databases/rows.ts";
import { readId, readText, readTime } from "../../logs/record/fields.ts";
import { worded } from "../../logs/record/worded.ts";
import { toolPath } from "../../logs/record/tool-path.ts";
import { facts } from "./facts.ts";
import { Message } from "./message.ts";
import { Sessions, type Session } from "./sessions.ts";
import { turnBegan } from "./turn.ts";
import { accounted } from "./usage.ts";

/** A message in its session, at its place. */
interface Placed {
  readonly message: Message;
  readonly session: Session;
  readonly seq: number;
  readonly at: string;
  readonly cwd: string | undefined;
}

/** How many events before it an answer's prompt, or a result's call, is looked for. */
const EVENTS_BEFORE = 512;

/** Gives meaning to the rows of `transcript_events`. */
export class Events implements RowDecoder {
  readonly #sessions: Sessions;
  readonly #unknown: (field: string, value: string) => void;
  readonly #header: StatementSync;
  readonly #eventsBefore: StatementSync;
  /** The directory of the session that was read last. */
  #last: { readonly session: string; readonly cwd: string | undefined } | undefined;

  /** `text`: the expression that gives an event's JSON. */
  constructor(database: DatabaseSync, unknown: (field: string, value: string) => void, text: string) {
    this.#sessions = new Sessions(database);
    this.#unknown = unknown;
    const select = `SELECT ${text} AS event FROM transcript_events WHERE session_id = ?`;
    this.#header = database.prepare(`${select} ORDER BY seq LIMIT 1`);
    this.#eventsBefore = database.prepare(`${select} AND seq < ? ORDER BY seq DESC LIMIT ${EVENTS_BEFORE}`);
  }

  row(_table: string, { columns }: Row, event: JsonObject, into: Observation[]): "open" | "done" {
    const { type } = event;
    if (typeof type === "string" && !TYPES.has(type)) this.#unknown("event.type", type);
    if (type === "compaction") return this.#compacted(columns, event, into);
    const message = Message.of(event);
    const { seq } = columns;
    if (message === undefined || typeof seq !== "number") return "done";
    const at = canonicalTime(message.began) ?? canonicalTime(message.written);
    if (at === undefined) return "done";
    const session = this.#sessions.of(columns["session_id"]);
    if (session === undefined) return "open";
    // A fork begins with the events of its original, ids and times and all.
    if (session.isFork && session.created !== undefined && Date.parse(at) < session.created) return "done";
    const placed = { message, session, seq, at, cwd: this.#directory(session.id) };
    this.#decode(placed, into);
    return "done";
  }

  /** What becomes of a sub-agent's own context is not the person's session's. */
  #compacted(columns: Row["columns"], event: JsonObject, into: Observation[]): "open" | "done" {
    const at = readTime(event["timestamp"]);
    if (at === undefined) return "done";
    const session = this.#sessions.of(columns["session_id"]);
    if (session === undefined) return "open";
    const isCopy = session.isFork && session.created !== undefined && Date.parse(at) < session.created;
    if (isCopy || session.sender === "agent") return "done";
    const cwd = this.#directory(session.id);
    into.push({ kind: "session-changed", at, sessionId: session.id, cwd, action: "compacted" });
    return "done";
  }

  #decode(placed: Placed, into: Observation[]): void {
    const { message, session, at, cwd } = placed;
    const { role } = message.fields;
    const created = canonicalTime(session.created);
    if (typeof role === "string" && !ROLES.has(role)) this.#unknown("message.role", role);
    if (session.sender !== "agent")
      into.push({ kind: "session-started", at: created ?? at, sessionId: session.id, cwd });
    if (role === "user") prompted(placed, into);
    else if (role === "toolResult") this.#result(placed, into);
    else if (role === "assistant" && !message.isMirror) {
      this.#answer(placed, into);
      into.push(...accounted(message, { ...origin(placed, at), agentId: agentOf(session) }));
    }
  }

  #answer(placed: Placed, into: Observation[]): void {
    const { message, session, at } = placed;
    const { written: ended } = message;
    const agentId = agentOf(session);
    const keys = new Set<string>();
    for (const [index, { id, tool, input }] of message.calls.entries()) {
      const known = callKey(id, message);
      const key = keys.has(known) ? `${known}.${index}` : known;
      keys.add(key);
      const file = toolPath(facts.tools, tool, input);
      into.push({ kind: "tool-use", ...origin(placed, at), key, tool, file, agentId });
    }
    const aside = { kind: "aside", ...origin(placed, at), key: message.id, agentId } as const;
    for (const said of message.thoughts) into.push({ ...aside, of: "reasoning", ...said });
    if (message.calls.length > 0 && message.texts.length > 0)
      into.push({
        ...aside,
        of: "words",
        ...worded(message.texts.join("\n")),
        model: readText(message.fields["model"]),
      });
    const stop = message.fields["stopReason"];
    const end = canonicalTime(ended);
    if (ended === undefined || end === undefined || typeof stop !== "string" || stop === "toolUse") return;
    if (!STOPS.has(stop)) this.#unknown("message.stopReason", stop);
    const { texts } = message;
    if (texts.length > 0 && message.calls.length === 0 && stop !== "error" && stop !== "aborted") {
      const model = readText(message.fields["model"]);
      const said = worded(texts.join("\n"));
      into.push({ kind: "agent-message", ...origin(placed, end), key: message.id, ...said, model, agentId });
    }
    const began = session.sender === "agent" ? undefined : turnBegan(message, Date.parse(at), this.#before(placed));
    if (began === undefined) return;
    const durationMs = Math.trunc(Math.max(0, ended - began));
    into.push({ kind: "turn-ended", ...origin(placed, end), key: message.id, durationMs });
  }

  /** The result of the last call before it with its id: ids are the provider's, and may repeat. */
  #result(placed: Placed, into: Observation[]): void {
    const { message, session, at } = placed;
    const callId = readId(message.fields["toolCallId"]);
    if (callId === undefined) return;
    const answer = this.#before(placed).find(({ calls }) => calls.some(({ id }) => id === callId));
    if (answer === undefined) return;
    const ok = message.fields["isError"] !== true;
    const key = callKey(callId, answer);
    into.push({ kind: "tool-result", ...origin(placed, at), key, ok, agentId: agentOf(session) });
  }

  /** The messages before one, the last one first. */
  *#before({ session, seq }: Placed): Generator<Message, void, undefined> {
    for (const { event } of this.#eventsBefore.iterate(session.id, seq)) {
      const record = typeof event === "string" ? parseObject(event) : undefined;
      const message = record === undefined ? undefined : Message.of(record);
      if (message !== undefined) yield message;
    }
  }

  /** The directory that a session's first event names. */
  #directory(session: string): string | undefined {
    if (this.#last?.session !== session) {
      const event = this.#header.get(session)?.["event"];
      const header = typeof event === "string" ? parseObject(event) : undefined;
      this.#last = { session, cwd: header?.["type"] === "session" ? readText(header["cwd"]) : undefined };
    }
    return this.#last.cwd;
  }
}

/** What is asked of the agent when nobody has asked for anything, as the docs give it (`heartbeat.prompt`). */
const HEARTBEAT = "Read HEARTBEAT.md if it exists";

function prompted(placed: Placed, into: Observation[]): void {
  const { message, session, at } = placed;
  const { texts, hasImage, provenance } = message;
  if (session.sender === "agent" || provenance === "inter_session" || message.isOthers) return;
  if (texts.length === 0 && !hasImage) return;
  const length = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  const automated =
    session.sender === "program" || provenance === "internal_system" || texts[0]?.startsWith(HEARTBEAT) === true;
  into.push({
    kind: "user-message",
    ...origin(placed, at),
    key: message.id,
    length,
    text: texts.join("\n"),
    hasImage,
    automated,
  });
}

function canonicalTime(millis: number | undefined): string | undefined {
  return millis === undefined ? undefined : canonicalMillis(millis);
}

function callKey(call: string, { id }: Message): string {
  return `${id}.${call}`;
}

function origin({ session, cwd }: Placed, at: string) {
  return { at, sessionId: session.worksFor, cwd };
}

/** A session that another agent began is a sub-agent's. */
function agentOf({ id, sender }: Session): string | undefined {
  return sender === "agent" ? id : undefined;
}

const TYPES: ReadonlySet<string> = new Set([
  "session",
  "message",
  "model_change",
  "thinking_level_change",
  "custom",
  "custom_message",
  "compaction",
  "branch_summary",
  "label",
  "session_info",
  "leaf",
]);
const ROLES: ReadonlySet<string> = new Set(["user", "assistant", "toolResult"]);
const STOPS: ReadonlySet<string> = new Set(["stop", "length", "error", "aborted"]);
