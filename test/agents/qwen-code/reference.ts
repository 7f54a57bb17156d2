/** Sessions of Qwen Code, read whole from the notes on the format; shares no code with the program. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { member } from "../../support/reference/lines.ts";
import type { ReferenceEvent } from "../../support/reference/record.ts";
import { pathGiven } from "../../support/reference/path-given.ts";
import {
  kindOfTool,
  readCount,
  readDuration,
  readId,
  readText,
  readTime,
  usageFields,
} from "../../support/reference/rules.ts";
import { EventWriter, filesBelow, logRecords, readBelow } from "../../support/reference/sessions.ts";

const OTHER = new Set(["todo_write", "tool_search", "list_agents", "read_mcp_resource"]);

function kindOf(tool: string): string {
  if (OTHER.has(tool)) return "other";
  if (tool === "task" || tool === "create_sub_session") return "sub_agent";
  if (tool === "replace") return "file_edit";
  if (tool === "list_directory") return "search";
  return tool === "web_search" ? "web" : kindOfTool(tool);
}

const get = (value: unknown, ...path: string[]): unknown => path.reduce(member, value);
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : value === undefined ? [] : [value]);
const textOf = (part: unknown): string | undefined => {
  const text = typeof part === "string" ? part : member(part, "text");
  return typeof text === "string" ? text : undefined;
};

/** The events of one log, `path` below the directory of projects. */
function referenceQwenSession(path: string, bytes: Buffer, writer: EventWriter): void {
  const took = new Map<string, number>();
  const calls = new Map<string, { readonly key: string; readonly tool: string }>();
  let isProgram = false;
  let sent: number | undefined;
  for (const { record, bytes: line } of logRecords(bytes)) {
    const type = member(record, "type");
    if (!["user", "assistant", "tool_result", "system"].includes(type as string)) continue;
    const fork = member(record, "forkedFrom");
    const subtype = member(record, "subtype");
    const payload = member(record, "systemPayload");
    if (type === "system") {
      const source = member(payload, "sourceId");
      if (subtype === "parent_session") isProgram = true;
      if (subtype === "session_source" && String(source).startsWith("scheduled_task_run:")) isProgram = true;
      const event = member(payload, "uiEvent");
      const [call, ms] = [readId(member(event, "call_id")), readDuration(member(event, "duration_ms"))];
      const isCall = subtype === "ui_telemetry" && member(event, "event.name") === "qwen-code.tool_call";
      if (isCall && member(event, "decision") === "auto_accept" && call !== undefined && ms !== undefined)
        took.set(call, ms);
    }
    const at = readTime(member(record, "timestamp"));
    const sends = sent !== undefined && at !== undefined && Math.abs(Date.parse(at) - sent) <= 5000;
    if (type !== "system") sent = undefined;
    else if (isCommand(record))
      sent = member(payload, "sentToModel") === true && at !== undefined ? Date.parse(at) : undefined;
    const session = readId(member(fork, "sessionId") ?? member(record, "sessionId"));
    if (at === undefined || session === undefined) continue;
    const place = {
      agent: "qwen-code",
      session,
      cwd: readText(member(record, "cwd"), 2048),
      branch: readText(member(record, "gitBranch"), 2048),
    };
    const isSide =
      path.split("/")[1] === "subagents" ||
      member(record, "isSidechain") === true ||
      member(record, "agentId") !== undefined;
    const start = (): void => {
      if (!isSide && fork === undefined) writer.start(place, at);
    };
    const agentId = isSide ? readId(member(record, "agentId")) : undefined;
    const key =
      readId(member(record, "uuid")) ?? `line-${createHash("sha256").update(line).digest("hex").slice(0, 16)}`;
    const parts = listOf(get(record, "message", "parts"));
    if (type === "assistant") {
      start();
      if (subtype !== undefined) continue;
      const took = answerTook(member(record, "usageMetadata"));
      if (took !== undefined)
        writer.put(place, "agent_usage", at, key, {
          model: readText(member(record, "model"), 256),
          agent_id: agentId,
          ...took,
        });
      const made = [...parts.entries()].filter(([, part]) => isPlainObject(member(part, "functionCall")));
      for (const [index, part] of made) {
        const call = member(part, "functionCall");
        const tool = readText(member(call, "name"), 10_000) ?? "unknown";
        const args = member(call, "args");
        const older = kindOf(tool) === "file_read" ? member(args, "absolute_path") : undefined;
        const modelId = readId(member(call, "id"));
        if (modelId !== undefined) calls.set(modelId, { key: `${key}-${index}`, tool });
        writer.put(place, "agent_tool_use", at, `${key}-${index}`, {
          tool: readText(tool, 256),
          tool_kind: kindOf(tool),
          file: readText(pathGiven(kindOf(tool), args) ?? older, 2048),
          timeout_ms: tool === "run_shell_command" ? readDuration(member(args, "timeout")) : undefined,
          agent_id: agentId,
        });
      }
      const spoken = parts.filter((part) => member(part, "thought") !== true).map((part) => textOf(part) ?? "");
      const text = spoken.join("").trim();
      if (made.length === 0 && text !== "")
        writer.put(place, "agent_message", at, key, {
          length: Buffer.byteLength(text.toWellFormed()),
          model: readText(member(record, "model"), 256),
          agent_id: agentId,
        });
      continue;
    }
    const automated = isProgram ? true : undefined;
    if (type === "tool_result") {
      for (const [index, part] of parts.entries()) {
        const answer = member(part, "functionResponse");
        const modelId = readId(member(answer, "id")) ?? "";
        const call = calls.get(modelId);
        if (call === undefined) continue;
        calls.delete(modelId);
        const status = readText(get(record, "toolCallResult", "status"), 10_000);
        const said = ["output", "error"]
          .map((name) => get(answer, "response", name))
          .filter((each) => typeof each === "string");
        const action = isSide ? undefined : decided(call.tool, said);
        if (status !== undefined || action !== undefined) start();
        if (status !== undefined)
          writer.put(place, "agent_tool_result", at, call.key, {
            ok: status === "success",
            duration_ms: took.get(modelId),
            agent_id: agentId,
          });
        if (action !== undefined)
          writer.put(place, "user_action", at, index === 0 ? key : `${key}-${index}`, { action, automated });
      }
      continue;
    }
    const event = member(payload, "uiEvent");
    if (subtype === "ui_telemetry" && type === "system" && member(event, "event.name") === "qwen-code.api_error") {
      const code = Number.isInteger(member(event, "status_code")) ? Number(member(event, "status_code")) : 0;
      const status = code >= 100 && code < 600 ? code : undefined;
      if (!String(member(event, "error_type")).includes("Abort")) writer.put(place, "agent_error", at, key, { status });
    }
    if (isSide) continue;
    if (type === "system" && subtype === "chat_compression")
      writer.put(place, "agent_session", at, session, { action: "compacted" });
    if (type === "system") {
      if (!isCommand(record)) continue;
      start();
      writer.put(place, "user_action", at, key, { action: "command", automated });
      continue;
    }
    const isCron = subtype === "cron";
    if (!isCron && subtype !== undefined && subtype !== "mid_turn_user_message") continue;
    const provenance = member(record, "provenance");
    if (!isCron && provenance !== undefined && provenance !== "real_user") continue;
    if (member(record, "backgroundTurn") !== undefined || (sends && subtype === undefined)) continue;
    const shown = readText(member(payload, "displayText"), 1e6);
    const written = (shown ?? typed(parts)).trim();
    const images = parts.filter((part) =>
      ["inlineData", "fileData"].some((kind) => String(get(part, kind, "mimeType")).startsWith("image/")),
    );
    if (written === "" && images.length === 0) continue;
    start();
    writer.put(place, "user_message", at, key, {
      length: Buffer.byteLength(written.toWellFormed()),
      has_image: images.length > 0,
      automated: isCron || isProgram ? true : undefined,
    });
  }
}

/** The input holds what came from the cache; the thoughts stand beside the answer where the total says so. */
function answerTook(said: unknown) {
  const count = (name: string) => readCount(member(said, `${name}TokenCount`));
  const [input, answer, thoughts, read] = [
    count("prompt"),
    count("candidates"),
    count("thoughts"),
    count("cachedContent"),
  ];
  const isBeside = count("total") === input + answer + thoughts;
  const output = isBeside ? answer + thoughts : answer;
  return usageFields({ input: input - read, output, read, reasoning: thoughts });
}

function typed(parts: readonly unknown[]): string {
  const texts = parts.map(textOf);
  const end = texts.findIndex((text) => text?.trimStart().startsWith("--- Content from referenced files ---") === true);
  const own = end === -1 ? texts : texts.slice(0, end);
  return own.filter((text, index) => index === 0 || text?.startsWith("<hook_context>") !== true).join("");
}

function decided(tool: unknown, said: readonly string[]): string | undefined {
  const has = (text: string) => said.some((each) => each.startsWith(text));
  if (said.some((each) => each.includes("[Operation Cancelled] Reason: User did not allow tool call"))) return "reject";
  if (tool === "exit_plan_mode" && has("User approved.")) return "approve";
  return tool === "ask_user_question" && has("User has provided the following answers") ? "answer" : undefined;
}

function isCommand(record: unknown): boolean {
  const payload = member(record, "systemPayload");
  const raw = member(payload, "rawCommand");
  if (member(record, "subtype") !== "slash_command" || member(payload, "phase") !== "invocation") return false;
  return typeof raw === "string" && raw.trim() !== "" && member(payload, "hiddenInvocation") !== true;
}

function isPlainObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Every session below a directory of Qwen Code. */
export function referenceQwen(directory: string, evidence = false): ReferenceEvent[] {
  return sessionsOf(directory, evidence).flatMap(({ events }) => events);
}

/** What they tell of usage and errors. */
export function referenceQwenUsage(directory: string): ReferenceEvent[] {
  return sessionsOf(directory, false).flatMap(({ usage }) => usage);
}

function sessionsOf(directory: string, evidence: boolean): readonly EventWriter[] {
  const top = join(directory, "projects");
  const isLog = (path: string) => /^[^/]+\/(?:chats\/[^/]+|subagents\/[^/]+\/[^/]+)\.jsonl$/.test(path);
  return filesBelow(top, isLog).map((path) => {
    const writer = new EventWriter(evidence);
    referenceQwenSession(path, readBelow(top, path), writer);
    return writer;
  });
}
