import type { Json, JsonObject } from "../../lib/json/json.ts";
import { readId, readTime } from "../../logs/record/fields.ts";

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
export function chatOf(
  head: JsonObject,
  parent: string | undefined,
  unknown: (field: string, value: string) => void,
): Chat | undefined {
  const id = readId(head["sessionId"]);
  if (id === undefined) return undefined;
  const { kind } = head;
  if (typeof kind === "string" && kind !== "main" && kind !== "subagent") unknown("kind", kind);
  return {
    id,
    sessionId: readId(parent) ?? id,
    isSubAgent: kind === "subagent" || parent !== undefined,
    startedAt: readTime(head["startTime"]),
  };
}

/** A chat as the decoder's state has it, and back. */
export function chatState(chat: Chat | undefined): Json {
  if (chat === undefined) return null;
  return [chat.id, chat.sessionId, chat.isSubAgent, chat.startedAt ?? null];
}

export function chatOfState(state: unknown): Chat | undefined {
  if (!Array.isArray(state)) return undefined;
  const [id, sessionId, isSubAgent, startedAt] = state as readonly unknown[];
  if (typeof id !== "string" || typeof sessionId !== "string" || typeof isSubAgent !== "boolean") return undefined;
  return { id, sessionId, isSubAgent, startedAt: typeof startedAt === "string" ? startedAt : undefined };
}
