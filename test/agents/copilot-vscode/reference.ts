/**
 * An independent reading of VS Code's chats, from what is known of them; no code of `src`. A log of changes is replayed as
 * a whole, and what every version of the session shows is put together.
 */
import { existsSync, globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { member, finishedLines, recordsOf, type JsonObject } from "../../support/reference/lines.ts";
import { readDuration, readId, readText } from "../../support/reference/rules.ts";
import { wireEvent, wireKind, type WireEvent } from "../../support/reference/wire.ts";

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const isText = (value: unknown): value is string => typeof value === "string";
const iso = (ms: number) => new Date(Math.floor(ms)).toISOString();

export interface Asked {
  readonly evidence?: boolean;
  readonly cwd?: string;
}

/** The events of all chats of a user directory, in the order of their paths. */
export function referenceUser(directory: string, evidence = false): readonly WireEvent[] {
  const patterns = ["workspaceStorage/*/chatSessions/*", "globalStorage/{emptyWindow,transferred}ChatSessions/*"];
  return globSync(patterns, { cwd: directory })
    .filter((path) => /\.jsonl?$/.test(path))
    .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    .flatMap((path) => {
      const cwd = folderOf(join(directory, path, "../../workspace.json"));
      const asked = { evidence, ...(path.startsWith("workspace") && cwd !== undefined ? { cwd } : {}) };
      return referenceChat(basename(path), readFileSync(join(directory, path)), asked);
    });
}

function folderOf(file: string): string | undefined {
  const text = existsSync(file) ? readFileSync(file, "utf8") : "";
  const [, authority, path] = /"folder": ?"(?:file|vscode-remote):\/\/([^/"]*)(\/[^"]*)"/.exec(text) ?? [];
  return authority === undefined || path === undefined ? undefined : decodeURIComponent(path);
}

/** The events of one chat. */
export function referenceChat(name: string, bytes: Buffer, asked: Asked = {}): readonly WireEvent[] {
  const id = name.replace(/\.jsonl?$/, "");
  const found = new Map<unknown, WireEvent>();
  for (const session of name.endsWith(".jsonl") ? versions(bytes) : [JSON.parse(bytes.toString()) as JsonObject])
    for (const event of eventsOf(session, id, asked)) {
      const once = event["type"] === "agent_session" ? `start of ${event["session_id"]}` : event["id"];
      if (!found.has(once)) found.set(once, event);
    }
  return [...found.values()];
}

/** What a session was after each line that changed it. */
function* versions(bytes: Buffer): Generator<JsonObject> {
  let session: Record<string, unknown> | undefined;
  for (const { record } of finishedLines(bytes).flatMap((line) => recordsOf(line).pieces)) {
    const value = structuredClone(record["v"]);
    if (record["kind"] === 0) {
      if (typeof value !== "object" || value === null) continue;
      session = value as Record<string, unknown>;
    } else if (session !== undefined && Array.isArray(record["k"])) apply(session, record, value);
    if (session !== undefined) yield session;
  }
}

function apply(session: Record<string, unknown>, { kind, k, i }: JsonObject, value: unknown): void {
  const path = k as readonly (string | number)[];
  if (path[0] !== "requests" || ![1, 2, 3].includes(kind as number)) return;
  let place: Record<string | number, unknown> = session;
  for (const [at, step] of path.entries()) {
    if (Array.isArray(place) && !(Number.isInteger(step) && Number(step) <= place.length)) return;
    if (at === path.length - 1) {
      const before = list(Object.hasOwn(place, step) ? place[step] : undefined);
      const kept = typeof i === "number" ? before.slice(0, i) : before;
      place[step] = kind === 1 ? value : kind === 3 ? undefined : [...kept, ...list(value)];
      return;
    }
    if (step === "requests" && !Array.isArray(place[step])) place[step] = [];
    const next: unknown = place[step];
    if (typeof next !== "object" || next === null) return;
    place = next as Record<string | number, unknown>;
  }
}

function* eventsOf(session: JsonObject, name: string, { evidence = false, cwd }: Asked): Generator<WireEvent> {
  const created = session["creationDate"];
  const own = session["workingDirectory"];
  const common = {
    agent: "copilot-vscode",
    session: readId(session["sessionId"]) ?? name,
    cwd: isText(own) ? own.replace("file://", "") : cwd,
  };
  for (const [index, request] of list(session["requests"]).entries()) {
    const [id, sent] = [readId(member(request, "requestId")), member(request, "timestamp")];
    if (id === undefined || typeof sent !== "number" || sent <= 0) continue;
    const state = member(request, "modelState");
    const isRow = typeof created === "number" && sent === created + index;
    if (!id.startsWith("request_") && (isRow || member(state, "completedAt") === sent)) continue;
    const start = typeof created === "number" ? created : sent;
    const seen = [
      ...personal(request).map(([type, fields]) => wireEvent({ ...common, type, at: iso(sent), key: id }, fields)),
      ...tools(request).map(([key, fields]) =>
        wireEvent({ ...common, type: "agent_tool_use", at: iso(sent), key: `${id}.${key}` }, fields),
      ),
    ];
    const took = readDuration(member(member(member(request, "result"), "timings"), "totalElapsed"));
    const value = member(state, "value");
    if (took !== undefined && (typeof value !== "number" || value === 1 || value === 3)) {
      const [end, length] = [iso(sent + took), spoken(request)];
      const model = readText(member(request, "modelId"), 256);
      if (length > 0 && evidence)
        seen.push(wireEvent({ ...common, type: "agent_message", at: end, key: id }, { length, model }));
      const ended = { action: "ended", duration_ms: took };
      const waited = list(member(request, "response")).some((part) => {
        const kind = String(member(part, "kind"));
        const why = member(member(part, "isConfirmed"), "type");
        if (/^elicitation|^questionCarousel|^planReview/.test(kind)) return true;
        if (kind !== "toolInvocationSerialized") return false;
        const isOutside =
          member(member(part, "source"), "type") === "mcp" ||
          String(member(part, "toolId")).startsWith("vscode_fetchWebPage");
        const all = JSON.stringify([why, member(member(part, "isConfirmed"), why === 1 ? "reason" : "id")]);
        if (isOutside) return all !== '[1,"auto-approve-all"]' && all !== '[2,"chat.tools.global.autoApprove"]';
        return why !== 1 && why !== 2 && why !== 3;
      });
      if (!waited) seen.push(wireEvent({ ...common, type: "agent_turn", at: end, key: id }, ended));
    }
    if (seen.length > 0)
      yield wireEvent({ ...common, type: "agent_session", at: iso(start), key: common.session }, { action: "started" });
    yield* seen;
  }
}

type Fields = Parameters<typeof wireEvent>[1];

function personal(request: unknown): readonly (readonly [string, Fields])[] {
  const isProgram =
    member(request, "isSystemInitiated") === true ||
    member(request, "hiddenFromTranscript") === true ||
    typeof member(request, "origin") === "object";
  const automated = isProgram ? true : undefined;
  const confirmation = member(request, "confirmation");
  if (isText(confirmation) && confirmation !== "") return [["user_action", { action: "answer", automated }]];
  const message = member(request, "message");
  const typed = isText(message) ? message : member(message, "text");
  const text = isText(typed) ? typed.trim() : "";
  const has_image = list(member(member(request, "variableData"), "variables")).some(
    (one) => member(one, "kind") === "image" || String(member(one, "mimeType")).startsWith("image/"),
  );
  if (text === "" && !has_image) return [];
  const permission_mode = readText(member(member(request, "modeInfo"), "permissionLevel"), 256);
  return [["user_message", { length: Buffer.byteLength(text), has_image, permission_mode, automated }]];
}

function tools(request: unknown): readonly (readonly [string, Fields])[] {
  return list(member(request, "response")).flatMap((part) => {
    const key = readId(member(part, "toolCallId"));
    if (member(part, "kind") !== "toolInvocationSerialized" || key === undefined) return [];
    const tool = readText(member(part, "toolId"), 256) ?? "unknown";
    const agent_id = readId(member(part, "subAgentInvocationId"));
    return [[key, { tool, tool_kind: kindOf(tool), agent_id }] as const];
  });
}

/** The kinds of the tools that the fixtures use and whose names would not tell. */
function kindOf(tool: string): string {
  if (/terminal|task/i.test(tool)) return "shell";
  if (/copilot_(find|list)/.test(tool)) return "search";
  if (tool === "copilot_createFile") return "file_write";
  return tool.endsWith("eplaceString") ? "file_edit" : wireKind(tool);
}

function spoken(request: unknown): number {
  return list(member(request, "response"))
    .map((part) => (isText(part) ? part : member(part, "kind") === undefined ? member(part, "value") : careful(part)))
    .filter(isText)
    .reduce((sum, text) => sum + Buffer.byteLength(text.trim()), 0);
}

function careful(part: unknown): unknown {
  return member(part, "kind") === "markdownVuln" ? member(member(part, "content"), "value") : undefined;
}
