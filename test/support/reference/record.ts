/** What a record of Claude Code means: its events. */
import { createHash } from "node:crypto";
import { member, type JsonObject, type Piece } from "./lines.ts";
import {
  fileOfTool,
  kindOfText,
  kindOfTool,
  percentEncode,
  readDuration,
  readId,
  readPrompt,
  readText,
  readTime,
} from "./rules.ts";

export interface ReferenceEvent {
  readonly id: string;
  readonly timestamp: string;
  readonly [field: string]: unknown;
}

interface Context {
  readonly subAgent: boolean;
  readonly machineId?: string;
  /** Whether the events of evidence are wanted, too. */
  readonly evidence?: boolean;
  /** The sessions whose start was seen in this log; grows while the log is read. */
  readonly begunSessions: Set<string>;
  /** When the first thing happened since the last turn of a session ended; changes while the log is read. */
  readonly turnBegan: Map<string, number>;
  /** The last session that hooks said to be resumed, and when; changes while the log is read. */
  readonly resumed: { session?: string; at?: number };
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
      noteBeginning(piece, sessionId, context);
      return [
        ...sessionStart(piece, sessionId, context),
        ...userEvents(piece, context),
        ...decisions(piece, context),
        ...toolResults(piece, context),
      ];
    case "assistant":
      noteBeginning(piece, sessionId, context);
      return [
        ...sessionStart(piece, sessionId, context),
        ...toolUses(piece, context),
        ...agentMessages(piece, context),
      ];
    case "attachment":
      noteBeginning(piece, sessionId, context);
      return [...queuedPrompt(piece, context), ...resumption(piece, sessionId, context)];
    case "system":
      return [
        ...turnEnd(piece, sessionId, context),
        ...localCommand(piece, context),
        ...compaction(piece, sessionId, context),
      ];
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

  if (prompt.hasToolResult) return [];
  const writer = writerOf(record, prompt.text);
  if (writer === "nobody") return [];
  if (member(record, "isCompactSummary") === true) return [];
  if (prompt.text === "" && !prompt.hasAttachment) return [];

  const kind = kindOfText(prompt.text);
  if (kind === "nothing") return [];
  const automated = writer === "program" ? true : undefined;
  if (kind === "interrupt" && member(record, "interruptedByShutdown") === true) return [];
  if (kind !== "message")
    return [
      { type: "user_action", key: keyOf(piece), fields: { action: kind, automated } },
      ...(kind === "command" ? sessionCommand(prompt.text, record) : []),
    ];
  const isPlan = typeof member(record, "planContent") === "string";
  const fields = {
    length: isPlan ? 0 : Buffer.byteLength(prompt.text),
    has_image: prompt.hasImage,
    permission_mode: readText(member(record, "permissionMode"), 256),
    automated,
  };
  return [{ type: "user_message", key: keyOf(piece), fields }];
}

type Writer = "person" | "program" | "nobody";

/** The seven steps of "Who wrote it", one after the other. */
function writerOf(record: JsonObject, text: string): Writer {
  const step1 = writerByKind(member(member(record, "origin"), "kind"));
  if (step1 !== undefined) return step1;
  if (member(record, "promptSource") === "system") return "nobody";
  if (member(record, "isMeta") === true) return "nobody";
  const step3 = writerByTurn(member(record, "turnOrigin"));
  if (step3 !== undefined) return step3;
  if (text.startsWith("<scheduled-task")) return "program";
  return writerByClient(record);
}

function writerByKind(kind: unknown): Writer | undefined {
  if (typeof kind !== "string") return undefined;
  return ["human", "channel"].includes(kind) ? "person" : "nobody";
}

function writerByTurn(turn: unknown): Writer | undefined {
  if (typeof turn !== "string") return undefined;
  if (turn === "human") return "person";
  return ["sdk", "scheduled"].includes(turn) ? "program" : "nobody";
}

/** Steps 5 to 7. */
function writerByClient(record: JsonObject): Writer {
  const client = member(record, "entrypoint");
  const name = typeof client === "string" ? client : "";
  if (/^(?:claude-desktop$|claude-desktop-3p$|local-agent$|claude-vscode$|remote)/.test(name)) return "person";
  return member(record, "promptSource") === "sdk" || name.startsWith("sdk") ? "program" : "person";
}

/** What the person answered, agreed to or declined, in the record of a tool's result. */
function decisions(piece: Piece, context: Context): Happening[] {
  const { record } = piece;
  const message = member(record, "message");
  const results = resultBlocks(message);
  if (!isMain(piece, context) || member(message, "role") !== "user" || results.length === 0) return [];
  const told = member(record, "toolUseResult");
  const denial = member(record, "toolDenialKind");
  const anyError = results.some(({ block }) => member(block, "is_error") === true);
  let action: string | undefined;
  if (isJsonObject(member(told, "answers"))) action = "answer";
  else if (typeof member(told, "plan") === "string" && !anyError) action = "approve";
  else if (typeof told === "string" && /^(?:User rejected tool use$|(?:Error: )?The user doesn't want to)/.test(told))
    action = told.startsWith("User rejected tool use") && told !== "User rejected tool use" ? undefined : "reject";
  if (action === undefined && typeof denial === "string" && denial.startsWith("user")) action = "reject";
  return action === undefined ? [] : [{ type: "user_action", key: keyOf(piece), fields: { action } }];
}

const isJsonObject = (value: unknown): boolean => typeof value === "object" && value !== null && !Array.isArray(value);

function resultBlocks(message: unknown): { block: unknown; index: number }[] {
  const content = member(message, "content");
  const blocks: readonly unknown[] = Array.isArray(content) ? content : [];
  return blocks
    .map((block, index) => ({ block, index }))
    .filter(({ block }) => member(block, "type") === "tool_result");
}

/** A slash command as a record of the system. */
function localCommand(piece: Piece, context: Context): Happening[] {
  const content = member(piece.record, "content");
  if (!isMain(piece, context) || member(piece.record, "subtype") !== "local_command") return [];
  if (typeof content !== "string" || !/^<command-(?:name|message)>/.test(content.trim())) return [];
  return [
    { type: "user_action", key: keyOf(piece), fields: { action: "command" } },
    ...sessionCommand(content.trim(), piece.record),
  ];
}

/** A command that clears or ends its session. */
function sessionCommand(text: string, record: JsonObject): Happening[] {
  const name = text.slice(0, 4096).match(/<command-name>\/?([a-z]+)<\/command-name>/)?.[1];
  const action = name === "clear" ? "cleared" : name === "exit" || name === "quit" ? "ended" : undefined;
  return action === undefined ? [] : [sessionEvent(readId(member(record, "sessionId")) ?? "", action)];
}

function sessionEvent(sessionId: string, action: string): Happening {
  return { type: "agent_session", key: `${percentEncode(sessionId)}:${action}`, fields: { action } };
}

function compaction(piece: Piece, sessionId: string, context: Context): Happening[] {
  const isOne = isMain(piece, context) && member(piece.record, "subtype") === "compact_boundary";
  return isOne ? [sessionEvent(sessionId, "compacted")] : [];
}

/** The hooks of one resumption run within ten seconds. */
function resumption(piece: Piece, sessionId: string, context: Context): Happening[] {
  const attachment = member(piece.record, "attachment");
  if (!isMain(piece, context) || member(attachment, "type") !== "hook_success") return [];
  if (member(attachment, "hookName") !== "SessionStart:resume") return [];
  const { session, at = Number.NaN } = context.resumed;
  if (session === sessionId && Math.abs(timeOf(piece) - at) < 10_000) return [];
  context.resumed.session = sessionId;
  context.resumed.at = timeOf(piece);
  return [sessionEvent(sessionId, "resumed")];
}

function toolResults(piece: Piece, { subAgent, evidence }: Context): Happening[] {
  const results = evidence === true ? resultBlocks(member(piece.record, "message")) : [];
  const took = readDuration(member(member(piece.record, "toolUseResult"), "durationMs"));
  return results.map(({ block, index }) => {
    const id = readId(member(block, "tool_use_id"));
    const fields = {
      ok: member(block, "is_error") !== true,
      duration_ms: results.length === 1 ? took : undefined,
      agent_id: subAgent ? readId(member(piece.record, "agentId")) : undefined,
    };
    const key = id === undefined ? `${lineKey(piece)}-${index}` : percentEncode(id);
    return { type: "agent_tool_result", key, fields };
  });
}

function agentMessages(piece: Piece, { subAgent, evidence }: Context): Happening[] {
  const { record } = piece;
  const message = member(record, "message");
  const content = member(message, "content");
  const model = member(message, "model");
  if (evidence !== true || !Array.isArray(content)) return [];
  const blocks: readonly unknown[] = content;
  if (blocks.some((block) => member(block, "type") === "tool_use")) return [];
  if (member(record, "isApiErrorMessage") === true || model === "<synthetic>") return [];
  const texts = blocks
    .filter((block) => member(block, "type") === "text")
    .map((block) => member(block, "text"))
    .filter((text) => typeof text === "string");
  if (texts.every((text) => text.trim() === "")) return [];
  const fields = {
    length: Buffer.byteLength(texts.join("\n").trim()),
    model: readText(model, 256),
    agent_id: subAgent ? readId(member(record, "agentId")) : undefined,
  };
  return [{ type: "agent_message", key: keyOf(piece), fields }];
}

function queuedPrompt(piece: Piece, context: Context): Happening[] {
  const { record } = piece;
  const attachment = member(record, "attachment");
  const prompt = readPrompt(member(attachment, "prompt"));
  const writer =
    writerByKind(member(member(attachment, "origin"), "kind")) ??
    writerByTurn(member(attachment, "turnOrigin")) ??
    writerByClient(record);
  if (!isMain(piece, context) || prompt === undefined) return [];
  if (member(attachment, "type") !== "queued_command" || member(attachment, "commandMode") !== "prompt") return [];
  if (writer === "nobody") return [];
  if (prompt.hasToolResult || (prompt.text === "" && !prompt.hasAttachment)) return [];
  if (kindOfText(prompt.text) !== "message") return [];
  const automated = writer === "program" ? true : undefined;
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
      timeout_ms: name === "Bash" ? readDuration(member(member(block, "input"), "timeout")) : undefined,
      agent_id: subAgent ? readId(member(piece.record, "agentId")) : undefined,
    };
    return [
      { type: "agent_tool_use", key: id === undefined ? `${lineKey(piece)}-${index}` : percentEncode(id), fields },
    ];
  });
}

function noteBeginning(piece: Piece, sessionId: string, { turnBegan }: Context): void {
  if (!turnBegan.has(sessionId)) turnBegan.set(sessionId, timeOf(piece));
}

const timeOf = ({ record }: Piece): number => Date.parse(readTime(member(record, "timestamp")) ?? "");

function turnEnd(piece: Piece, sessionId: string, context: Context): Happening[] {
  const duration = readDuration(member(piece.record, "durationMs"));
  if (!isMain(piece, context) || member(piece.record, "subtype") !== "turn_duration") return [];
  if (duration === undefined) return [];
  const began = context.turnBegan.get(sessionId);
  context.turnBegan.delete(sessionId);
  const most = began === undefined ? duration : Math.max(0, timeOf(piece) - began);
  const fields = { action: "ended", duration_ms: duration > most ? most : duration };
  return [{ type: "agent_turn", key: keyOf(piece), fields }];
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
