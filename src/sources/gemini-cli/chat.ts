import type { Observation } from "../../events/observation.ts";
import { canonicalTimestamp } from "../../events/timestamp.ts";
import { isObject, type Json, type JsonObject } from "../../lib/json.ts";
import { idOf, memberOf, textOf } from "../fields.ts";
import { sentIn, textIn } from "./prompt.ts";

/** What the head of a chat says of all its messages. */
export interface Chat {
  /** The chat's own session. */
  readonly id: string;
  /** The session of the person: of a sub-agent's chat that lies with its parent's, the parent's. */
  readonly sessionId: string;
  readonly isSubAgent: boolean;
  /** When it began; `undefined` if it does not say. */
  readonly startedAt: string | undefined;
}

/** Reads the head of a chat: a document, or the first line of a log of changes. */
export function chatOf(head: JsonObject, parent: string | undefined): Chat | undefined {
  const id = idOf(head["sessionId"]);
  if (id === undefined) return undefined;
  return {
    id,
    sessionId: idOf(parent) ?? id,
    isSubAgent: head["kind"] === "subagent" || parent !== undefined,
    startedAt: timeOf(head["startTime"]),
  };
}

/** A chat as a memo keeps it, and back. */
export function chatMemo(chat: Chat | undefined): Json {
  if (chat === undefined) return null;
  return [chat.id, chat.sessionId, chat.isSubAgent, chat.startedAt ?? null];
}

export function chatOfMemo(memo: unknown): Chat | undefined {
  if (!Array.isArray(memo)) return undefined;
  const [id, sessionId, isSubAgent, startedAt] = memo as readonly unknown[];
  if (typeof id !== "string" || typeof sessionId !== "string" || typeof isSubAgent !== "boolean") return undefined;
  return { id, sessionId, isSubAgent, startedAt: typeof startedAt === "string" ? startedAt : undefined };
}

/** What a message of a chat shows, the start of the session first: whoever asks leaves out what he knows. */
export function* observe(chat: Chat, message: JsonObject): Generator<Observation, void, undefined> {
  const at = timeOf(message["timestamp"]);
  const key = idOf(message["id"]);
  if (at === undefined || key === undefined) return;
  const seen = [...(chat.isSubAgent ? [] : fromPerson(chat, message, { at, key })), ...toolUses(chat, message, at)];
  const isTalk = message["type"] === "user" || message["type"] === "gemini";
  // The start of a sub-agent's session is its parent's.
  if ((isTalk || seen.length > 0) && chat.sessionId === chat.id)
    yield { kind: "session-started", at: chat.startedAt ?? at, sessionId: chat.id };
  yield* seen;
}

interface Stamped {
  readonly at: string;
  readonly key: string;
}

const CONTEXT = ["<session_context>", "<hook_context>"];

function fromPerson({ sessionId }: Chat, message: JsonObject, { at, key }: Stamped): readonly Observation[] {
  const common = { at, key, sessionId, automated: false };
  if (message["type"] === "info")
    return textIn(message).trim() === "Request cancelled."
      ? [{ kind: "user-action", ...common, action: "interrupt" }]
      : [];
  if (message["type"] !== "user") return [];
  const sent = sentIn(message);
  if (sent === undefined || (sent.text === "" && !sent.hasImage)) return [];
  const { text, hasImage } = sent;
  if (text.startsWith("/")) return [{ kind: "user-action", ...common, action: "command" }];
  // `?` asks for help; the rest is what the program tells the model of itself.
  if (text.startsWith("?") || CONTEXT.some((start) => text.startsWith(start))) return [];
  return [{ kind: "user-message", ...common, length: Buffer.byteLength(text.toWellFormed()), hasImage }];
}

/** Calls are recorded when they have ended; these states would say otherwise, and their times could still change. */
const UNFINISHED = new Set<unknown>([
  "validating",
  "awaiting_approval",
  "scheduled",
  "pending",
  "running",
  "executing",
]);

function* toolUses(chat: Chat, message: JsonObject, at: string): Generator<Observation, void, undefined> {
  const calls = message["toolCalls"];
  if (message["type"] !== "gemini" || !Array.isArray(calls)) return;
  for (const [index, call] of (calls as readonly unknown[]).entries()) {
    if (!isObject(call) || UNFINISHED.has(call["status"])) continue;
    const tool = textOf(call["name"]) ?? "unknown";
    const id = idOf(call["id"]);
    yield {
      kind: "tool-use",
      at: timeOf(call["timestamp"]) ?? at,
      sessionId: chat.sessionId,
      // Ids of calls are unique within their chat alone.
      key: id === undefined ? `${idOf(message["id"])}-${index}` : `${chat.id}.${id}`,
      tool,
      file: fileOf(tool, call["args"]),
      agentId: chat.isSubAgent ? chat.id : undefined,
    };
  }
}

function fileOf(tool: string, args: unknown): string | undefined {
  switch (tool) {
    case "read_file":
    case "write_file":
    case "replace":
      return textOf(memberOf(args, "file_path")) ?? textOf(memberOf(args, "absolute_path"));
    case "list_directory":
    case "glob":
    case "grep_search":
    case "search_file_content":
      return textOf(memberOf(args, "dir_path")) ?? textOf(memberOf(args, "path"));
    default:
      return undefined;
  }
}

function timeOf(value: unknown): string | undefined {
  return typeof value === "string" ? canonicalTimestamp(value) : undefined;
}
