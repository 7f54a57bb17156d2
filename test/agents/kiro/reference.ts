/** What the events of Kiro's sessions are, written from the description of the format alone. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { member, type JsonObject } from "../../support/reference/lines.ts";
import type { ReferenceEvent } from "../../support/reference/record.ts";
import { kindOfTool, readDuration, readId, readText, readTime } from "../../support/reference/rules.ts";
import { EventWriter, filesBelow, logRecords, readBelow, type Place } from "../../support/reference/sessions.ts";

const KINDS = new Map([
  ["execute_cmd", "shell"],
  ["executePwsh", "shell"],
  ["strReplace", "file_edit"],
  ["str_replace", "file_edit"],
  ["deleteFile", "file_edit"],
  ["delete_file", "file_edit"],
  ["listDirectory", "search"],
  ["list_directory", "search"],
  ["web_search", "web"],
  ["remote_web_search", "web"],
  ["delegate", "sub_agent"],
  ["spawn_session", "sub_agent"],
]);
const OF_SUB_AGENT = new Set(["agent_tool_use", "agent_tool_result", "agent_message"]);

/** What is told of a session. */
interface Session {
  readonly name: string;
  /** The text of the file beside its lines. */
  readonly about: string | undefined;
  readonly evidence: boolean;
}

/** Writes what of a session's events holds, by the file beside its lines. */
class SessionWriter {
  readonly #writer: EventWriter;
  readonly #place: Place | undefined;
  readonly #agentId: string | undefined;
  readonly #isMain: boolean;

  constructor({ name, about, evidence }: Session) {
    this.#writer = new EventWriter(evidence);
    const fields = about === undefined ? undefined : objectIn(about);
    const parent = member(fields, "parent_session_id") ?? member(fields, "parentSessionId");
    const isSub = parent !== undefined && member(fields, "session_created_reason") !== "rewind";
    this.#isMain = fields !== undefined && !isSub;
    const workspaces = member(fields, "workspacePaths");
    const caller = isSub ? readId(parent) : undefined;
    const own = readId(name);
    this.#agentId = caller === undefined ? undefined : own;
    const isBroken = about !== undefined && fields === undefined;
    const cwd =
      readText(member(fields, "cwd"), 2048) ?? (Array.isArray(workspaces) ? readText(workspaces[0], 2048) : undefined);
    this.#place = own === undefined || isBroken ? undefined : { agent: "kiro", session: caller ?? own, cwd };
  }

  get events(): ReferenceEvent[] {
    return this.#writer.events;
  }

  start(at: string): void {
    if (this.#isMain && this.#place !== undefined) this.#writer.start(this.#place, at);
  }

  put(type: string, at: string, key: string, fields: Readonly<Record<string, unknown>>): void {
    if (this.#place === undefined || (!this.#isMain && !OF_SUB_AGENT.has(type))) return;
    this.#writer.put(this.#place, type, at, key, { ...fields, agent_id: this.#agentId });
  }
}

function objectIn(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
  } catch {
    return undefined;
  }
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function toolFields(name: unknown, input: unknown): Readonly<Record<string, unknown>> {
  const tool = readText(name, 10_000) ?? "unknown";
  const kind = KINDS.get(tool) ?? kindOfTool(tool);
  const path = ["file_path", "path", "dir_path"]
    .map((each) => readText(member(input, each), 2048))
    .find((each) => each !== undefined);
  const paths = member(input, "paths");
  const ofFile = path ?? readText(paths, 2048) ?? readText(list(paths)[0], 2048);
  const ofOperation = ["read", "fs_read"].includes(tool)
    ? readText(member(list(member(input, "operations"))[0], "path"), 2048)
    : undefined;
  const isFile = /^(file_|search|notebook)/.test(kind);
  return { tool: readText(tool, 256), tool_kind: kind, file: (isFile ? ofFile : undefined) ?? ofOperation };
}

function words(content: unknown): string {
  const texts = list(content).flatMap((block) => {
    const data = member(block, "data");
    return member(block, "kind") === "text" && typeof data === "string" && data !== "" ? [data] : [];
  });
  return texts.join("\n").trim();
}

function bytesOf(text: string): number {
  return Buffer.byteLength(text.toWellFormed());
}

function hashKey(line: Buffer): string {
  return `line-${createHash("sha256").update(line).digest("hex").slice(0, 16)}`;
}

/** A number of seconds since 1970. */
function fromSeconds(value: unknown): string | undefined {
  return typeof value === "number" && value > 0 && value < 253_402_300_800
    ? new Date(Math.floor(value * 1000)).toISOString()
    : undefined;
}

/** The lines of the CLI's. */
export function referenceKiroCliLines(session: Session, bytes: Buffer): ReferenceEvent[] {
  const writer = new SessionWriter(session);
  let prompted: string | undefined;
  for (const { record, bytes: line } of logRecords(bytes)) {
    const [kind, data] = [member(record, "kind"), member(record, "data")];
    const key = readId(member(data, "message_id")) ?? hashKey(line);
    const content = member(data, "content");
    if (kind === "Prompt") {
      const at = fromSeconds(member(member(data, "meta"), "timestamp"));
      if (at === undefined) continue;
      prompted = at;
      const text = words(content);
      const hasImage = list(content).some((block) => member(block, "kind") === "image");
      if ((text === "" && !hasImage) || text.includes("You are a session naming agent")) continue;
      writer.start(at);
      writer.put("user_message", at, key, { length: bytesOf(text), has_image: hasImage });
    } else if (kind === "AssistantMessage" && prompted !== undefined)
      for (const [nth, block] of list(content).entries()) {
        if (member(block, "kind") !== "toolUse") continue;
        const call = member(block, "data");
        writer.put(
          "agent_tool_use",
          prompted,
          `${key}-${nth}`,
          toolFields(member(call, "name"), member(call, "input")),
        );
      }
  }
  return writer.events;
}

/** What the CLI keeps beside the lines. */
export function referenceKiroCliTurns(session: Session): ReferenceEvent[] {
  const writer = new SessionWriter(session);
  const fields = objectIn(session.about ?? "");
  const metadata = member(member(fields, "session_state"), "conversation_metadata");
  for (const turn of list(member(metadata, "user_turn_metadatas"))) {
    const key = readId(list(member(turn, "message_ids")).at(-1));
    const end = member(turn, "end_timestamp");
    const at = fromSeconds(end) ?? readTime(end);
    if (key === undefined || at === undefined) continue;
    const why = member(turn, "end_reason");
    if (why === "Cancelled" || why === "ToolUseRejected") writer.put("user_action", at, key, { action: "interrupt" });
    if (why !== "UserTurnEnd") continue;
    const text = words(member(member(member(turn, "result"), "Ok"), "content"));
    if (text !== "") writer.put("agent_message", at, key, { length: bytesOf(text) });
    const length = member(turn, "turn_duration");
    const [seconds, nanos] = [member(length, "secs"), member(length, "nanos") ?? 0];
    if (member(turn, "number_of_cycles") !== 0 || typeof seconds !== "number" || typeof nanos !== "number") continue;
    const lasted = readDuration(seconds * 1000 + nanos / 1_000_000);
    if (lasted !== undefined) writer.put("agent_turn", at, key, { action: "ended", duration_ms: lasted });
  }
  return writer.events;
}

/** The lines of the store's. */
export function referenceKiroStore(session: Session, bytes: Buffer): ReferenceEvent[] {
  const writer = new SessionWriter(session);
  const calls = new Map<string, string>();
  const asks = new Map<string, ReadonlyMap<string, string>>();
  let turn:
    | { readonly execution: string; readonly waits: Map<string, number>; since: number; from: number }
    | undefined;
  for (const { record, bytes: line } of logRecords(bytes)) {
    const payload = member(record, "payload");
    const get = (name: string) => member(payload, name);
    const at = readTime(member(record, "timestamp"));
    const type = get("type");
    if (at === undefined || typeof type !== "string") continue;
    const now = Date.parse(at);
    const key = readId(member(record, "id")) ?? hashKey(line);
    const id = readId(get("toolCallId"));
    if (["session_start", "user", "turn_start", "assistant", "tool_call"].includes(type)) writer.start(at);
    const execution = readId(get("executionId"));
    if (type === "turn_start" && execution !== undefined) turn = { execution, waits: new Map(), since: now, from: 0 };
    if (type === "sub_agent_start") turn = undefined;
    if (type === "turn_end" && turn !== undefined && turn.execution === get("executionId")) {
      const open = turn.waits.size > 0 ? now - turn.from : 0;
      writer.put("agent_turn", at, key, { action: "ended", duration_ms: Math.max(0, now - turn.since - open) });
      turn = undefined;
      asks.clear();
    }
    if (type === "pending_interaction" && id !== undefined) {
      const choices = list(get("options")).flatMap((option) => {
        const [choice, kind] = [readId(member(option, "optionId")), member(option, "kind")];
        return choice === undefined || typeof kind !== "string" ? [] : [[choice, kind] as const];
      });
      asks.set(id, new Map(choices.toReversed()));
      if (turn !== undefined) {
        if (turn.waits.size === 0) turn.from = now;
        turn.waits.set(id, now);
      }
    }
    if (type === "interaction_resolved" && id !== undefined) {
      const kind = asks.get(id)?.get(String(get("selectedOption")));
      if (asks.has(id) && get("outcome") === "answered") writer.put("user_action", at, key, { action: "answer" });
      else if (kind !== undefined && get("outcome") === "selected")
        writer.put("user_action", at, key, { action: kind.startsWith("allow") ? "approve" : "reject" });
      asks.delete(id);
      // The turn begins as much later as it waited.
      if (turn?.waits.delete(id) === true && turn.waits.size === 0) turn.since += now - turn.from;
    }
    if (type === "tool_call" && (id === undefined || !calls.has(id))) {
      writer.put("agent_tool_use", at, key, toolFields(get("toolName"), get("args")));
      if (id !== undefined) calls.set(id, key);
    }
    const call = id === undefined ? undefined : calls.get(id);
    if (type === "tool_result" && id !== undefined && call !== undefined) {
      writer.put("agent_tool_result", at, call, { ok: get("success") !== false });
      calls.delete(id);
    }
    const [said, operation] = [get("content"), get("operationType") ?? "Say"];
    if (type === "assistant" && operation === "Say" && typeof said === "string" && said.trim() !== "")
      writer.put("agent_message", at, key, { length: bytesOf(said.trim()) });
  }
  return writer.events;
}

/** Every session below a directory of Kiro. */
export function referenceKiro(directory: string, evidence = false): ReferenceEvent[] {
  const top = join(directory, "sessions");
  const isLog = (path: string) =>
    /^cli\/[^/]+\.jsonl?$/.test(path) || /^(?!cli\/)[^/]+\/[^/]+\/messages\.jsonl$/.test(path);
  const all = new Set(filesBelow(top, () => true));
  return filesBelow(top, isLog).flatMap((path) => {
    const isCli = path.startsWith("cli/");
    const beside = isCli ? path.replace(/\.jsonl?$/, ".json") : path.replace(/messages\.jsonl$/, "session.json");
    const name = isCli ? path.slice(4).replace(/\.jsonl?$/, "") : (path.split("/")[1] ?? "");
    const about = all.has(beside) ? readBelow(top, beside).toString() : undefined;
    const session = { name, about, evidence };
    if (path.endsWith(".json")) return referenceKiroCliTurns(session);
    return (isCli ? referenceKiroCliLines : referenceKiroStore)(session, readBelow(top, path));
  });
}
