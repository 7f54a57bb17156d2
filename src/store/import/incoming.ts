import { isUtf8 } from "node:buffer";
import * as z from "zod";
import {
  AgentError,
  AgentLimit,
  AgentMessage,
  LogLine,
  AgentSession,
  AgentToolResult,
  AgentToolUse,
  AgentTurn,
  AgentUsage,
  UserAction,
  UserMessage,
} from "../../events/event.ts";
import { EndMark } from "../../events/end-mark.ts";
import type { EventType } from "../../events/event-type.ts";
import type { StreamLine } from "../../lib/files/line-splitter.ts";
import { canonicalTimestamp } from "../../events/timestamp.ts";
import { isObject, parseObject, type JsonObject } from "../../lib/json/json.ts";
import type { Shape } from "../rows/event-shape.ts";
import { taken, type Parts } from "../rows/template.ts";

/**
 * What a line of NDJSON brings to the store.
 *
 * It takes the events of this version, of newer ones (unknown fields, types, agents and kinds of tools are kept), and of
 * the older `tt` in Rust: fields in a nested `data`, nulls, other spellings of the time, the machine in the ID alone.
 */
export type Incoming =
  | { readonly kind: "event"; readonly parts: Parts }
  /** What stands at the end of what an exporter printed. */
  | { readonly kind: "end"; readonly mark: EndMark }
  /** A line that is known to hold no event. */
  | { readonly kind: "ignored" }
  | { readonly kind: "malformed"; readonly why: string };

const BYTE_ORDER_MARK = 0xfeff;

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
  agent_session: z.looseObject({ ...AgentSession.shape, ...agents, action: text }),
  user_message: z.looseObject({ ...UserMessage.shape, ...agents }),
  user_action: z.looseObject({ ...UserAction.shape, ...agents, action: text }),
  agent_tool_use: z.looseObject({ ...AgentToolUse.shape, ...agents, tool_kind: text.optional() }),
  agent_turn: z.looseObject({ ...AgentTurn.shape, ...agents }),
  agent_tool_result: z.looseObject({ ...AgentToolResult.shape, ...agents }),
  agent_message: z.looseObject({ ...AgentMessage.shape, ...agents }),
  agent_usage: z.looseObject({ ...AgentUsage.shape, ...agents }),
  agent_limit: z.looseObject({ ...AgentLimit.shape, ...agents, action: text }),
  agent_error: z.looseObject({ ...AgentError.shape, ...agents }),
  log_line: z.looseObject({ ...LogLine.shape, ...envelope, agent: text }),
};

/** Whether a line is nothing: such lines are passed over without a word. */
export function isBlank(line: StreamLine): boolean {
  return line.kind === "line" && line.bytes.every((byte) => BLANK.has(byte));
}

const BLANK = new Set([0x20, 0x09, 0x0d]);

export function incomingOf(bytes: Buffer): Incoming {
  if (!isUtf8(bytes)) return malformed("not UTF-8");
  const said = bytes.toString("utf8");
  const line = parseObject(said.charCodeAt(0) === BYTE_ORDER_MARK ? said.slice(1) : said);
  if (line === undefined) return malformed("no JSON object");
  if (line["type"] === "session_metadata") return { kind: "ignored" };
  if (line["type"] === "end" && line["id"] === undefined) return endOf(line);
  const event = current(line);
  let parts: Parts;
  try {
    parts = taken(event);
  } catch (error) {
    if (error instanceof RangeError) return malformed("nested too deep");
    throw error;
  }
  if (!isLikeOthers(parts)) {
    const { type } = parts;
    const schema = parts.source === "remote.agent" && Object.hasOwn(KNOWN, type) ? KNOWN[type as EventType] : ANY;
    const { error } = schema.safeParse(event);
    if (error !== undefined) return malformed(whyOf(error));
    if (parts.shape !== undefined && parts.rest === null && isOrdinary(parts)) valid.add(parts.shape);
  }
  const { id } = parts;
  if (Buffer.byteLength(id) > ID_BYTES || !id.isWellFormed() || id.includes("\0")) return malformed("id: not usable");
  return { kind: "event", parts };
}

function endOf(line: JsonObject): Incoming {
  const { data, error } = EndMark.safeParse(line);
  return error === undefined ? { kind: "end", mark: data } : malformed(whyOf(error));
}

/**
 * Templates of events that were found to be right: they hold everything but texts and whole numbers, of which the
 * schemas ask no more than `isOrdinary` does.
 */
const valid = new WeakSet<Shape>();

function isLikeOthers(parts: Parts): boolean {
  return parts.shape !== undefined && parts.rest === null && valid.has(parts.shape) && isOrdinary(parts);
}

function isOrdinary({
  id,
  at,
  agent,
  sessionId,
  machineId,
  cwd,
  branch,
  file,
  subAgent,
  number1,
  number2,
}: Parts): boolean {
  return (
    !Number.isNaN(at) &&
    isShort(id) &&
    isShort(agent) &&
    isShort(sessionId) &&
    isShort(machineId) &&
    isShort(cwd) &&
    isShort(branch) &&
    isShort(file) &&
    isShort(subAgent) &&
    (number1 ?? 0) >= 0 &&
    (number2 ?? 0) >= 0
  );
}

function isShort(text: string | null): boolean {
  return text === null || (text.length > 0 && text.length <= 1024);
}

/** A line as it is written today: flat, without nulls, its time canonical. */
function current(line: JsonObject): JsonObject {
  const event = flat(line);
  const { id, timestamp } = event;
  // A text that is no time is emptied, so that the schema tells of it.
  if (typeof timestamp === "string") event["timestamp"] = canonicalTimestamp(timestamp) ?? "";
  // Looked for first: the expression is slower, and there are millions of IDs.
  if (event["machine_id"] === undefined && typeof id === "string" && id.includes(":remote.")) {
    const [, machine] = /^([A-Za-z0-9._-]{1,64}):remote\./.exec(id) ?? [];
    if (machine !== undefined) event["machine_id"] = machine;
  }
  return event;
}

/** Mostly the line itself. */
function flat(line: JsonObject): Record<string, unknown> {
  if (!isObject(line["data"]) && !hasNull(line)) return line;
  const { data, ...rest } = line;
  const event: Record<string, unknown> = isObject(data) ? { ...data, ...rest } : { ...line };
  for (const key of Object.keys(event)) if (event[key] === null) delete event[key];
  return event;
}

function hasNull(line: JsonObject): boolean {
  for (const field in line) if (line[field] === null) return true;
  return false;
}

/** As long as an entry of PostgreSQL's index may be. */
const ID_BYTES = 2048;

function malformed(why: string): Incoming {
  return { kind: "malformed", why };
}

function whyOf({ issues }: z.ZodError): string {
  const [issue] = issues;
  if (issue === undefined) return "no event";
  return `${issue.path.join(".")}: ${issue.message.replace(/^Invalid input: /, "").toLowerCase()}`;
}
