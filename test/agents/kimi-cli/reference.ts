/** Sessions of Kimi CLI, read whole from the notes on the format; shares no code with the program. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { member } from "../../support/reference/lines.ts";
import type { ReferenceEvent } from "../../support/reference/record.ts";
import { pathGiven } from "../../support/reference/path-given.ts";
import { kindOfTool, readCount, readDuration, readId, readText, usageFields } from "../../support/reference/rules.ts";
import { EventWriter, filesBelow, logRecords, readBelow } from "../../support/reference/sessions.ts";

const get = (value: unknown, ...path: string[]): unknown => path.reduce(member, value);
const kindOf = (tool: string): string =>
  tool === "StrReplaceFile" ? "file_edit" : tool === "SearchWeb" ? "web" : kindOfTool(tool);

/** What makes no difference to what a turn is doing. */
const ACTS = new Set<unknown>([
  "TurnBegin",
  "TurnEnd",
  "SteerInput",
  "BtwBegin",
  "StepBegin",
  "ContentPart",
  "ToolCall",
  "ToolResult",
  "QuestionRequest",
  "ApprovalRequest",
  "ApprovalResponse",
  "ApprovalRequestResolved",
  "StatusUpdate",
  "CompactionEnd",
]);

/** The events of one log, `path` below the directory of sessions. */
function readSession(path: string, bytes: Buffer, cwd: string | undefined, writer: EventWriter): void {
  const [, session = "", , agent] = path.split("/");
  const agentId = path.split("/").length === 5 ? readId(agent) : undefined;
  const place = { agent: "kimi-cli", session, cwd: readText(cwd, 2048) };
  const tools = new Map<string, { readonly key: string; readonly tool: string }>();
  let open = 0;
  let last: { readonly type: unknown; readonly clock: number } | undefined;
  let turn: { from: number; asked: Map<string, number>; pauses: [number, number][] } | undefined;
  let texts: { at: string; key: string; length: number }[] = [];
  for (const { record, bytes: line } of logRecords(bytes)) {
    const seconds = member(record, "timestamp");
    const type = get(record, "message", "type");
    const payload = get(record, "message", "payload");
    if (typeof seconds !== "number" || Math.abs(seconds) > 2e11 || !ACTS.has(type)) continue;
    const clock = Math.floor(seconds * 1000);
    const at = new Date(clock).toISOString();
    if (!/^[1-9]\d{3}-/.test(at)) continue;
    const key = `line-${createHash("sha256").update(line).digest("hex").slice(0, 16)}`;
    const put = (kind: string, id: string, fields: Readonly<Record<string, unknown>>, when = at): void => {
      if (agentId === undefined) writer.start(place, when);
      writer.put(place, kind, when, id, fields);
    };
    const said = (input: unknown, automated?: true): void => {
      const blocks: unknown[] = Array.isArray(input) ? input : typeof input === "string" ? [input] : [];
      const text = blocks
        .map((each) => (typeof each === "string" ? each : member(each, "type") === "text" && member(each, "text")))
        .filter((each) => typeof each === "string")
        .join("\n")
        .trim()
        .replace(/<system>[^]*?<\/system>|<system-reminder>[^]*?<\/system-reminder>/g, "")
        .trim();
      const image = blocks.some((each) => member(each, "type") === "image_url");
      if (agentId !== undefined || (text === "" && !image)) return;
      const [first = ""] = text.split(/\s/);
      const isCommand = /^\/[\w-]+(:[\w-]+)*$/.test(first) || text.startsWith("[Imported context from ");
      if (isCommand) put("user_action", key, { action: "command", automated });
      else put("user_message", key, { length: Buffer.byteLength(text.toWellFormed()), has_image: image, automated });
    };
    const resume = (id: string): void => {
      const since = turn?.asked.get(id);
      if (since !== undefined) turn?.pauses.push([since, clock]);
      turn?.asked.delete(id);
    };
    const ask = (id: unknown): void => {
      const asked = readId(id);
      if (asked !== undefined && turn?.asked.has(asked) === false) turn.asked.set(asked, clock);
    };
    if (type === "StatusUpdate") {
      const said = member(payload, "token_usage");
      const [input = 0, output = 0, read = 0, write = 0] = [
        "input_other",
        "output",
        "input_cache_read",
        "input_cache_creation",
      ].map((name) => readCount(member(said, name)));
      const took = usageFields({ input, output, read, write });
      if (took !== undefined) writer.put(place, "agent_usage", at, key, { agent_id: agentId, ...took });
      continue;
    }
    if (type === "CompactionEnd") {
      if (agentId === undefined) writer.put(place, "agent_session", at, session, { action: "compacted" });
      continue;
    }
    const before = last;
    last = { type, clock };
    switch (type) {
      case "TurnBegin": {
        const gap = clock - (before?.clock ?? 0);
        const isFlow = open > 0 && /^Turn(Begin|End)$/.test(String(before?.type)) && gap >= 0 && gap <= 1000;
        said(member(payload, "user_input"), isFlow ? true : undefined);
        if (!isFlow) turn = { from: clock, asked: new Map(), pauses: [] };
        open = isFlow ? open + 1 : 1;
        texts = [];
        break;
      }
      case "SteerInput":
        said(member(payload, "user_input"));
        break;
      case "BtwBegin":
        said(member(payload, "question"));
        break;
      case "TurnEnd": {
        const answer = texts.at(-1);
        const length = texts.reduce((sum, each) => sum + each.length, 0);
        if (answer !== undefined) put("agent_message", answer.key, { length, agent_id: agentId }, answer.at);
        texts = [];
        open = Math.max(0, open - 1);
        if (open > 0) break;
        if (turn !== undefined && agentId === undefined) {
          for (const id of turn.asked.keys()) resume(id);
          const worked = clock - turn.from - union(turn.pauses);
          put("agent_turn", key, { action: "ended", duration_ms: Math.max(0, worked) });
        }
        turn = undefined;
        break;
      }
      case "StepBegin":
        texts = [];
        break;
      case "ContentPart": {
        const text = member(payload, "type") === "text" ? member(payload, "text") : "";
        if (typeof text === "string" && text.trim() !== "")
          texts.push({ at, key, length: Buffer.byteLength(text.trim().toWellFormed()) });
        break;
      }
      case "ToolCall": {
        const tool = readText(get(payload, "function", "name"), 10_000) ?? "unknown";
        const id = readId(member(payload, "id"));
        const input = parsed(get(payload, "function", "arguments"));
        const timeout = member(input, "timeout");
        const directory = tool === "Glob" ? member(input, "directory") : undefined;
        put("agent_tool_use", key, {
          tool: readText(tool, 256),
          tool_kind: kindOf(tool),
          file: readText((input === undefined ? undefined : pathGiven(kindOf(tool), input)) ?? directory, 2048),
          timeout_ms: tool === "Shell" && typeof timeout === "number" ? readDuration(timeout * 1000) : undefined,
          agent_id: agentId,
        });
        if (id !== undefined) tools.set(id, { key, tool });
        texts = [];
        break;
      }
      case "ToolResult": {
        const id = readId(member(payload, "tool_call_id"));
        const call = tools.get(id ?? "");
        if (id === undefined || call === undefined) break;
        const result = member(payload, "return_value");
        put("agent_tool_result", call.key, { ok: member(result, "is_error") !== true, agent_id: agentId });
        resume(id);
        const action = agentId === undefined ? decided(call.tool, member(result, "message")) : undefined;
        if (action !== undefined) put("user_action", key, { action });
        tools.delete(id);
        break;
      }
      case "QuestionRequest":
        ask(member(payload, "tool_call_id"));
        break;
      case "ApprovalRequest":
        ask(member(payload, "id"));
        break;
      default: {
        const id = readId(member(payload, "request_id"));
        if (id === undefined) break;
        resume(id);
        const isYes = ["approve", "approve_for_session"].includes(member(payload, "response") as string);
        if (isYes && agentId === undefined) put("user_action", id, { action: "approve" });
      }
    }
  }
}

function decided(tool: string, message: unknown): string | undefined {
  const text = typeof message === "string" ? message : "";
  if (text.startsWith("The tool call is rejected by the user.")) return "reject";
  if (tool === "AskUserQuestion" && text === "User has answered.") return "answer";
  if (tool !== "ExitPlanMode") return undefined;
  if (text.startsWith("Plan rejected by user.")) return "reject";
  return text === "Plan approved" || text.startsWith("Plan approved: ") ? "approve" : undefined;
}

function parsed(json: unknown): unknown {
  try {
    const value: unknown = typeof json === "string" ? JSON.parse(json) : undefined;
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** How long some spans are together, what overlaps once. */
function union(spans: readonly (readonly [number, number])[]): number {
  let [length, covered] = [0, -Infinity];
  for (const [from, to] of [...spans].sort(([a], [b]) => a - b)) {
    length += Math.max(0, to - Math.max(from, covered));
    covered = Math.max(covered, to);
  }
  return length;
}

/** Every session below a directory of Kimi CLI. */
export function referenceKimi(directory: string, evidence = false): ReferenceEvent[] {
  return sessionsOf(directory, evidence).flatMap(({ events }) => events);
}

/** What they tell of usage. */
export function referenceKimiUsage(directory: string): ReferenceEvent[] {
  return sessionsOf(directory, false).flatMap(({ usage }) => usage);
}

function sessionsOf(directory: string, evidence: boolean): readonly EventWriter[] {
  const top = join(directory, "sessions");
  const isLog = (path: string) => /^[^/]+\/[^/]+\/(?:subagents\/[^/]+\/)?wire\.jsonl$/.test(path);
  const list = join(directory, "kimi.json");
  const projects = existsSync(list) ? member(parsed(readFileSync(list, "utf8")), "work_dirs") : undefined;
  return filesBelow(top, isLog).map((path) => {
    const project = (Array.isArray(projects) ? projects : []).find((each) => nameOf(each) === path.split("/")[0]);
    const cwd = member(project, "path");
    const writer = new EventWriter(evidence);
    readSession(path, readBelow(top, path), typeof cwd === "string" ? cwd : undefined, writer);
    return writer;
  });
}

function nameOf(project: unknown): string | undefined {
  const [path, kaos] = [member(project, "path"), member(project, "kaos")];
  if (typeof path !== "string" || path === "") return undefined;
  const hash = createHash("md5").update(path).digest("hex");
  return typeof kaos === "string" && kaos !== "" && kaos !== "local" ? `${kaos}_${hash}` : hash;
}
