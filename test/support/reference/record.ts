/** What a record of Claude Code means: its events. */
import { createHash } from "node:crypto";
import { member, type JsonObject, type Piece } from "./lines.ts";
import { fileOfTool, kindOfText, kindOfTool, percentEncode, readId, readPrompt, readText, readTime } from "./rules.ts";

export interface ReferenceEvent {
  readonly id: string;
  readonly timestamp: string;
  readonly [field: string]: unknown;
}

interface Context {
  readonly subAgent: boolean;
  readonly machineId?: string;
  /** The sessions whose start was seen in this log; grows while the log is read. */
  readonly begunSessions: Set<string>;
}

/** One event before it is stamped: its type, the key of its ID, and its own fields. */
interface Happening {
  readonly type: string;
  readonly key: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** The events of one record, in their order. */
export function decodeRecord(piece: Piece, context: Context): ReferenceEvent[] {
  const { record } = piece;
  const sessionId = readId(member(record, "sessionId"));
  const timestamp = readTime(member(record, "timestamp"));
  if (sessionId === undefined || timestamp === undefined || member(record, "forkedFrom") !== undefined) return [];

  return happenings(piece, sessionId, context).map(({ type, key, fields }) => {
    const id = `remote.agent:${type}:${timestamp}:${key}`;
    return withoutAbsent({
      id: context.machineId === undefined ? id : `${context.machineId}:${id}`,
      timestamp,
      source: "remote.agent",
      type,
      agent: "claude-code",
      session_id: sessionId,
      cwd: readText(member(record, "cwd"), 2048),
      git_branch: readText(member(record, "gitBranch"), 2048),
      machine_id: context.machineId,
      ...fields,
    });
  });
}

function happenings(piece: Piece, sessionId: string, context: Context): Happening[] {
  switch (member(piece.record, "type")) {
    case "user":
      return [...sessionStart(piece, sessionId, context), ...userEvents(piece, context)];
    case "assistant":
      return [...sessionStart(piece, sessionId, context), ...toolUses(piece, context)];
    case "attachment":
      return queuedPrompt(piece, context);
    case "system":
      return turnEnd(piece, context);
    default:
      return [];
  }
}

/** Whether the record is of the session itself: neither in the log of a sub-agent nor on a side chain. */
const isMain = ({ record }: Piece, { subAgent }: Context): boolean =>
  !subAgent && member(record, "isSidechain") !== true;

function sessionStart(piece: Piece, sessionId: string, context: Context): Happening[] {
  if (!isMain(piece, context) || context.begunSessions.has(sessionId)) return [];
  context.begunSessions.add(sessionId);
  const key = `${percentEncode(sessionId)}:started`;
  return [{ type: "agent_session", key, fields: { action: "started" } }];
}

function userEvents(piece: Piece, context: Context): Happening[] {
  const { record } = piece;
  const message = member(record, "message");
  const prompt = readPrompt(member(message, "content"));
  if (!isMain(piece, context) || member(message, "role") !== "user" || prompt === undefined) return [];

  const origin = member(member(record, "origin"), "kind");
  const byPerson = origin === "human" || origin === "channel";
  if (prompt.hasToolResult) return [];
  if (member(record, "isCompactSummary") === true) return [];
  if (origin !== undefined && !byPerson) return [];
  if (member(record, "isMeta") === true && !byPerson) return [];
  if (member(record, "promptSource") === "system") return [];
  if (prompt.text === "" && !prompt.hasAttachment) return [];

  const kind = kindOfText(prompt.text);
  if (kind === "nothing") return [];
  const automated = isAutomated(record) ? true : undefined;
  if (kind !== "message") return [{ type: "user_action", key: keyOf(piece), fields: { action: kind, automated } }];
  const isPlan = typeof member(record, "planContent") === "string";
  const length = isPlan ? 0 : Buffer.byteLength(prompt.text);
  return [{ type: "user_message", key: keyOf(piece), fields: { length, has_image: prompt.hasImage, automated } }];
}

function queuedPrompt(piece: Piece, context: Context): Happening[] {
  const { record } = piece;
  const attachment = member(record, "attachment");
  const prompt = readPrompt(member(attachment, "prompt"));
  const origin = member(member(attachment, "origin"), "kind");
  if (!isMain(piece, context) || prompt === undefined) return [];
  if (member(attachment, "type") !== "queued_command" || member(attachment, "commandMode") !== "prompt") return [];
  if (origin !== undefined && origin !== "human" && origin !== "channel") return [];
  if (prompt.hasToolResult || (prompt.text === "" && !prompt.hasAttachment)) return [];
  if (kindOfText(prompt.text) !== "message") return [];
  const automated = isAutomated(record) ? true : undefined;
  const fields = { length: Buffer.byteLength(prompt.text), has_image: prompt.hasImage, automated };
  return [{ type: "user_message", key: keyOf(piece), fields }];
}

function toolUses(piece: Piece, { subAgent }: Context): Happening[] {
  const content = member(member(piece.record, "message"), "content");
  if (!Array.isArray(content)) return [];
  const blocks: readonly unknown[] = content;
  return blocks.flatMap((block, index) => {
    if (member(block, "type") !== "tool_use") return [];
    const id = readId(member(block, "id"));
    const written = member(block, "name");
    const name = typeof written === "string" && written !== "" ? written : "unknown";
    const fields = {
      tool: readText(name, 256),
      tool_kind: kindOfTool(name),
      file: fileOfTool(name, member(block, "input")),
      agent_id: subAgent ? readId(member(piece.record, "agentId")) : undefined,
    };
    return [
      { type: "agent_tool_use", key: id === undefined ? `${lineKey(piece)}-${index}` : percentEncode(id), fields },
    ];
  });
}

function turnEnd(piece: Piece, context: Context): Happening[] {
  const duration = member(piece.record, "durationMs");
  if (!isMain(piece, context) || member(piece.record, "subtype") !== "turn_duration") return [];
  if (typeof duration !== "number" || !(duration >= 0 && duration <= 10 ** 10)) return [];
  // Adding 0 makes a plain zero of -0.
  const fields = { action: "ended", duration_ms: Math.trunc(duration) + 0 };
  return [{ type: "agent_turn", key: keyOf(piece), fields }];
}

function isAutomated(record: JsonObject): boolean {
  const entrypoint = member(record, "entrypoint");
  return member(record, "promptSource") === "sdk" || (typeof entrypoint === "string" && entrypoint.startsWith("sdk"));
}

function keyOf(piece: Piece): string {
  const uuid = readId(member(piece.record, "uuid"));
  return uuid === undefined ? lineKey(piece) : percentEncode(uuid);
}

const lineKey = ({ bytes }: Piece): string => `line-${createHash("sha256").update(bytes).digest("hex").slice(0, 16)}`;

/** Drops the fields that are not known: the wire has no nulls. */
function withoutAbsent(event: ReferenceEvent): ReferenceEvent {
  const known = Object.entries(event).filter(([, value]) => value !== undefined);
  return { id: event.id, timestamp: event.timestamp, ...Object.fromEntries(known) };
}
