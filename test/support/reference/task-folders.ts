/** What the events of a task folder are, written from the description of the format alone. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { readCount, usageFields } from "./rules.ts";
import { wireEvent, wireKind, type WireEvent } from "./wire.ts";

interface Message {
  readonly ts: number;
  readonly type: string;
  readonly ask?: string;
  readonly say?: string;
  readonly text?: string;
  readonly images?: readonly string[];
  readonly files?: readonly string[];
  readonly partial?: boolean;
  readonly modelInfo?: { readonly modelId?: string };
}

const CALLS = new Set([
  "tool",
  "command",
  "use_mcp_server",
  "browser_action",
  "browser_action_launch",
  "use_subagents",
]);
const KINDS: Readonly<Record<string, string>> = {
  execute_command: "shell",
  readCommandOutput: "shell",
  newFileCreated: "file_write",
  appliedDiff: "file_edit",
  insertContent: "file_edit",
  searchAndReplace: "file_edit",
  fileDeleted: "file_edit",
  listFilesTopLevel: "search",
  listFilesRecursive: "search",
  listCodeDefinitionNames: "search",
  webSearch: "web",
  browser_action: "web",
  newTask: "sub_agent",
  fetchInstructions: "other",
  use_mcp_tool: "other",
  access_mcp_resource: "other",
};

/** The events of every task below an extension's directory, in byte order. */
export function referenceTasks(agent: string, directory: string): readonly WireEvent[] {
  const tasks = join(directory, "tasks");
  if (!existsSync(tasks)) return [];
  return readdirSync(tasks)
    .sort()
    .map((id) => join(tasks, id, "ui_messages.json"))
    .filter((path) => existsSync(path))
    .flatMap((path) => referenceTask(agent, path));
}

function referenceTask(agent: string, path: string): readonly WireEvent[] {
  const json = (file: string): unknown => (existsSync(file) ? parsed(readFileSync(file, "utf8")) : undefined);
  const list = json(path);
  const id = basename(dirname(path));
  const tasks = dirname(dirname(path));
  const item = json(join(dirname(path), "history_item.json")) as Record<string, string> | undefined;
  const messages = (Array.isArray(list) ? (list as readonly (Message | null)[]) : []).filter(
    (message): message is Message => message?.ts !== undefined && Math.abs(message.ts) < 1e15 && nameOf(message) !== "",
  );
  const isUnknown = item === undefined && messages.length === 1 && existsSync(join(tasks, "_index.json"));
  if (messages.length === 0 || isUnknown) return [];
  const history = (json(join(tasks, "../state/taskHistory.json")) ?? []) as readonly Record<string, string>[];
  const sent = (json(join(dirname(path), "api_conversation_history.json")) ?? []) as readonly Sent[];
  const requests = messages
    .filter(({ say }) => say === "api_req_started")
    .map(({ text }) => (parsed(text ?? "") as { readonly request?: string } | undefined)?.request ?? "");
  const cwd =
    item?.["workspace"] ??
    placeIn(requests) ??
    history.find((other) => other["id"] === id)?.["cwdOnTaskInitialization"] ??
    placeIn(sent.map((message) => JSON.stringify(message).replaceAll("\\n", "\n")));
  const isSub = item?.["parentTaskId"] !== undefined;
  const session = isSub ? (item?.["rootTaskId"] ?? item?.["parentTaskId"] ?? "") : id;
  const events: WireEvent[] = [];
  const told = new Map<string, number>();
  const event = (message: Message, role: string, type: string, rest: Parameters<typeof wireEvent>[1]) => {
    const number = told.get(`${role} ${message.ts}`) ?? 1;
    const key = number === 1 ? id : `${id}.${number - 1}`;
    events.push(wireEvent({ agent, type, at: timeOf(message), key, session, cwd }, rest));
  };
  if (!isSub)
    events.push(
      wireEvent(
        { agent, type: "agent_session", at: timeOf(messages[0] as Message), key: session, session, cwd },
        { action: "started" },
      ),
    );
  const agentId = isSub ? { agent_id: id } : {};
  for (const [at, message] of messages.entries()) {
    const { type, text = "", images = [], files = [], modelInfo } = message;
    const name = nameOf(message);
    const isTask = at === 0 && type === "say" && ["task", "text"].includes(name);
    const isPerson = isTask || (type === "say" && name.startsWith("user_feedback"));
    const isTold =
      ["say text", "say completion_result", "say plan_completion_result", "ask plan_mode_respond"].includes(
        `${type} ${name}`,
      ) && !isTask;
    const asks = {
      request: `${type} ${name}` === "say api_req_started",
      failure: `${type} ${name}` === "ask api_req_failed",
    };
    const other = asks.request ? "request" : asks.failure ? "failure" : "";
    const role = isPerson ? "person" : CALLS.has(name) ? "tool" : isTold ? "agent" : other;
    told.set(`${role} ${message.ts}`, (told.get(`${role} ${message.ts}`) ?? 0) + 1);
    if (message.partial === true) continue;
    const words = text.trim();
    if (isPerson && !(isTask && isSub)) {
      const before = messages.slice(0, at).findLast((other) => !/^(checkpoint|info|hook)/.test(nameOf(other)));
      const is = (action: string) => event(message, role, "user_action", { action });
      if (name === "user_feedback_diff") is("approve");
      else if (words === "" && images.length + files.length === 0) continue;
      else if (name === "user_feedback" && before?.ask === "followup" && before.type === "ask") is("answer");
      else if (/^\/[a-z][\w.-]*(\s|$)/i.test(words)) is("command");
      else event(message, role, "user_message", { length: Buffer.byteLength(words), has_image: images.length > 0 });
    } else if (role === "request") {
      const later = messages.slice(at + 1);
      const isOver =
        later.some((other) => other.say === "api_req_started" || other.ask?.startsWith("resume_") === true) ||
        (later.some((other) => other.type === "ask" && other.partial !== true) && isWhole(sent.at(-1), parsed(text)));
      const took = isOver ? requestTook(parsed(text)) : undefined;
      if (took !== undefined) event(message, role, "agent_usage", { model: modelInfo?.modelId, ...agentId, ...took });
    } else if (role === "failure") {
      const { status } = (parsed(text) ?? {}) as { readonly status?: unknown };
      const isOne = Number.isInteger(status) && Number(status) >= 100 && Number(status) < 600;
      event(message, role, "agent_error", { status: isOne ? Number(status) : undefined, ...agentId });
    } else if (role === "tool") event(message, role, "agent_tool_use", { ...callOf(name, text), ...agentId });
    else if (isTold) {
      const said = name === "plan_mode_respond" ? (parsed(text) as { response: string }).response.trim() : words;
      if (said !== "")
        event(message, role, "agent_message", {
          length: Buffer.byteLength(said),
          model: modelInfo?.modelId,
          ...agentId,
        });
    }
  }
  return events;
}

interface Sent {
  readonly ts?: number;
  readonly role?: string;
  readonly metrics?: { readonly tokens: { readonly prompt: number; readonly completion: number } };
}

/** Whether the last that was sent or answered is no prompt with a time, nor an answer with other figures. */
function isWhole(last: Sent | undefined, request: unknown): boolean {
  if (last?.ts === undefined) return true;
  const { tokensIn, tokensOut } = request as Record<string, unknown>;
  const { prompt, completion } = last.metrics?.tokens ?? { prompt: tokensIn, completion: tokensOut };
  return last.role === "assistant" && prompt === tokensIn && completion === tokensOut;
}

/** The figures of a request, once it has a cost. */
function requestTook(request: unknown) {
  const said = (typeof request === "object" && request !== null ? request : {}) as Record<string, unknown>;
  if (typeof said["cost"] !== "number") return undefined;
  const [input, output] = [readCount(said["tokensIn"]), readCount(said["tokensOut"])];
  const [read, write] = [readCount(said["cacheReads"]), readCount(said["cacheWrites"])];
  const isWhole = said["apiProtocol"] !== undefined && input >= read + write;
  return usageFields({ input: isWhole ? input - read - write : input, output, read, write, cost: said["cost"] });
}

function callOf(name: string, text: string) {
  const input = (parsed(text) ?? {}) as {
    readonly tool?: string;
    readonly type?: string;
    readonly path?: string;
    readonly batchFiles?: readonly { readonly path: string }[];
  };
  if (name === "command") return { tool: "execute_command", tool_kind: "shell" };
  if (name.startsWith("browser")) return { tool: "browser_action", tool_kind: "web" };
  if (name === "use_mcp_server") return { tool: input.type, tool_kind: "other" };
  if (name === "use_subagents") return { tool: name, tool_kind: "sub_agent" };
  const tool = input.tool ?? "unknown";
  const kind = KINDS[tool] ?? wireKind(tool);
  const path = kind.startsWith("file") || kind === "search" ? input.path : undefined;
  return { tool, tool_kind: kind, file: path ?? input.batchFiles?.[0]?.path };
}

const nameOf = ({ type, ask, say }: Message): string => (type === "ask" ? ask : say) ?? "";
const timeOf = ({ ts }: Message): string => new Date(Math.floor(ts)).toISOString();

function placeIn(texts: readonly string[]): string | undefined {
  for (const text of texts) {
    const [, details] = text.split("<environment_details>");
    const found = details?.match(/\n# Current W[a-z]+ Directory \((\/[^\n]*|[a-z]:\/[^\n]*)\) Files\n/)?.[1];
    if (found !== undefined) return found;
  }
  return undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
