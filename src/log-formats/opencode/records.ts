import { canonicalMillis } from "../../events/timestamp.ts";
import type { JsonObject } from "../../lib/json/json.ts";
import { readId, memberOf, readText } from "../../logs/record/fields.ts";
import { isMadeBefore } from "./id-time.ts";

/** A session, from its row or its file. */
export interface Session {
  readonly id: string;
  /** The session whose agent began it: then it is a sub-agent's. */
  readonly parentId: string | undefined;
  readonly directory: string | undefined;
  /** Milliseconds since 1970. */
  readonly created: number | undefined;
  /** Its rules of permissions: a list, or the JSON of one. */
  readonly permission: unknown;
}

/** A message, from its row or its file. */
export interface Message {
  readonly id: string;
  readonly isUser: boolean;
  readonly created: number;
  /** When the agent's answer ended, canonical. */
  readonly completedAt: string | undefined;
  /** Whether a person stopped the answer. */
  readonly isAborted: boolean;
  /** Of an answer: the message that it answers. */
  readonly parentId: string | undefined;
}

/** A part of a message: text, file, tool call, ... */
export interface Part {
  readonly id: string;
  readonly fields: JsonObject;
}

export function sessionOf(id: unknown, fields: JsonObject): Session | undefined {
  const known = readId(id);
  if (known === undefined) return undefined;
  return {
    id: known,
    parentId: readId(fields["parentID"]),
    directory: readText(fields["directory"]),
    created: millisOf(memberOf(fields["time"], "created")),
    permission: fields["permission"],
  };
}

/**
 * A message that belongs to its session. A fork copies the messages before it under new ids, with their own times: what
 * is older than its session belongs to another one, unless its id is older, too. Then the clock was set back.
 */
export function messageOf(id: unknown, fields: JsonObject, session: Session): Message | undefined {
  const known = readId(id);
  const { role, time, error } = fields;
  const created = millisOf(memberOf(time, "created"));
  if (known === undefined || created === undefined || (role !== "user" && role !== "assistant")) return undefined;
  const isOlder = session.created !== undefined && created < session.created;
  if (isOlder && !isMadeBefore(known, session.created)) return undefined;
  const completed = millisOf(memberOf(time, "completed"));
  return {
    id: known,
    isUser: role === "user",
    created,
    completedAt: completed === undefined ? undefined : canonicalMillis(completed),
    isAborted: memberOf(error, "name") === "MessageAbortedError",
    parentId: readId(fields["parentID"]),
  };
}

/** A time of the years 1000 to 9999. */
export function millisOf(value: unknown): number | undefined {
  return typeof value === "number" && canonicalMillis(value) !== undefined ? value : undefined;
}

/** What is told of a field whose value this version does not know. */
export type Unknown = (field: string, value: string) => void;

/** Tells of a message or a part of a kind that this version does not know. */
export function tellUnknown(field: "message.role" | "part.type", fields: JsonObject, unknown: Unknown): void {
  const value = fields[field === "part.type" ? "type" : "role"];
  if (typeof value === "string" && !KNOWN[field].has(value)) unknown(field, value);
}

const KNOWN = {
  "message.role": new Set(["user", "assistant"]),
  "part.type": new Set([
    "text",
    "reasoning",
    "file",
    "tool",
    "step-start",
    "step-finish",
    "snapshot",
    "patch",
    "agent",
    "subtask",
    "retry",
    "compaction",
  ]),
};
