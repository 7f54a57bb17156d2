import { isUtf8 } from "node:buffer";
import * as z from "zod";
import {
  AgentMessage,
  AgentSession,
  AgentToolResult,
  AgentToolUse,
  AgentTurn,
  UserAction,
  UserMessage,
} from "../events/event.ts";
import type { EventType } from "../events/event-type.ts";
import { canonicalTimestamp } from "../events/timestamp.ts";
import { isObject, parseObject, type JsonObject } from "../lib/json.ts";
import type { EventRow } from "./schema.ts";

/**
 * What a line of NDJSON brings to the store.
 *
 * It takes the events of this version, of newer ones (unknown fields, types, agents and kinds of tools are kept), and of
 * the older `tt` in Rust: fields in a nested `data`, nulls, other spellings of the time, the machine in the ID alone.
 */
export type Incoming =
  | { readonly kind: "event"; readonly row: EventRow }
  /** A line that is known to hold no event. */
  | { readonly kind: "ignored" }
  | { readonly kind: "malformed"; readonly why: string };

/** No event of ours is longer than 64 KiB; others may be chattier. */
export const LINE_CAP = 1 << 20;

const text = z.string().min(1).max(1024);
const envelope = {
  id: text,
  timestamp: z.string().min(1, "no time with a zone"),
  source: text,
  agent: text.optional(),
  session_id: text.optional(),
  cwd: z.string().min(1).optional(),
  git_branch: z.string().min(1).optional(),
  machine_id: text.optional(),
};
/** Events of agents: what may have grown since, or was not there yet, is left open. */
const agents = { ...envelope, agent: text, session_id: text };

const ANY = z.looseObject({ type: text, ...envelope });
const KNOWN: Readonly<Record<EventType, z.ZodType>> = {
  agent_session: z.looseObject({ ...AgentSession.shape, ...agents, action: z.enum(["started", "ended"]) }),
  user_message: z.looseObject({ ...UserMessage.shape, ...agents }),
  user_action: z.looseObject({ ...UserAction.shape, ...agents, action: text }),
  agent_tool_use: z.looseObject({ ...AgentToolUse.shape, ...agents, tool_kind: text.optional() }),
  agent_turn: z.looseObject({ ...AgentTurn.shape, ...agents }),
  agent_tool_result: z.looseObject({ ...AgentToolResult.shape, ...agents }),
  agent_message: z.looseObject({ ...AgentMessage.shape, ...agents }),
};

export function incomingOf(bytes: Buffer): Incoming {
  if (!isUtf8(bytes)) return malformed("not UTF-8");
  const line = parseObject(bytes.toString("utf8").replace(/^\uFEFF/, ""));
  if (line === undefined) return malformed("no JSON object");
  if (line["type"] === "session_metadata") return { kind: "ignored" };
  const event = current(line);
  const type = String(event["type"]);
  const schema = event["source"] === "remote.agent" && Object.hasOwn(KNOWN, type) ? KNOWN[type as EventType] : ANY;
  const { error } = schema.safeParse(event);
  if (error !== undefined) return malformed(whyOf(error));
  return rowOf(event as KnownEnvelope);
}

/** A line as it is written today: flat, without nulls, its time canonical. */
function current(line: JsonObject): JsonObject {
  const { data, ...rest } = line;
  const event: Record<string, unknown> = isObject(data) ? { ...data, ...rest } : { ...line };
  for (const key of Object.keys(event)) if (event[key] === null) delete event[key];
  const { id, timestamp } = event;
  // A text that is no time is emptied, so that the schema tells of it.
  if (typeof timestamp === "string") event["timestamp"] = canonicalTimestamp(timestamp) ?? "";
  if (event["machine_id"] === undefined && typeof id === "string") {
    const [, machine] = /^([A-Za-z0-9._-]{1,64}):remote\./.exec(id) ?? [];
    if (machine !== undefined) event["machine_id"] = machine;
  }
  return event;
}

type KnownEnvelope = { readonly [Field in keyof z.infer<typeof ANY>]: z.infer<typeof ANY>[Field] };

/** As long as an entry of PostgreSQL's index may be. */
const ID_BYTES = 2048;

function rowOf(event: KnownEnvelope): Incoming {
  const { id, timestamp, type, source, agent, session_id, cwd, git_branch, machine_id } = event;
  if (Buffer.byteLength(id) > ID_BYTES || !id.isWellFormed() || id.includes("\0")) return malformed("id: not usable");
  let data: string;
  try {
    data = JSON.stringify(event);
  } catch (error) {
    if (error instanceof RangeError) return malformed("nested too deep");
    throw error;
  }
  const row = {
    id,
    timestamp,
    type: column(type),
    source: column(source),
    agent: column(agent),
    session_id: column(session_id),
    cwd: column(cwd),
    git_branch: column(git_branch),
    machine_id: column(machine_id),
    data,
  };
  return { kind: "event", row };
}

/** A text as both databases take it. `data` holds it as it was. */
export function column(text: string): string;
export function column(text: string | undefined): string | null;
export function column(text: string | undefined): string | null {
  return text === undefined ? null : text.toWellFormed().replaceAll("\0", "\uFFFD");
}

function malformed(why: string): Incoming {
  return { kind: "malformed", why };
}

function whyOf({ issues }: z.ZodError): string {
  const [issue] = issues;
  if (issue === undefined) return "no event";
  return `${issue.path.join(".")}: ${issue.message.replace(/^Invalid input: /, "").toLowerCase()}`;
}
