import { canonicalTimestamp } from "../../events/timestamp.ts";
import type { Json, JsonObject } from "../../lib/json.ts";
import { idOf } from "../../logs/record/fields.ts";

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
  const id = idOf(head["sessionId"]);
  if (id === undefined) return undefined;
  const { kind } = head;
  if (typeof kind === "string" && kind !== "main" && kind !== "subagent") unknown("kind", kind);
  return {
    id,
    sessionId: idOf(parent) ?? id,
    isSubAgent: kind === "subagent" || parent !== undefined,
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

export function timeOf(value: unknown): string | undefined {
  return typeof value === "string" ? canonicalTimestamp(value) : undefined;
}
