import { toolKind } from "../../../events/tool-kind.ts";
import { isObject, parseObject, type JsonObject } from "../../../lib/json/json.ts";
import { readId, memberOf, readMillis, readText } from "../../../logs/record/fields.ts";
import { facts } from "../facts.ts";
import { toolPath } from "../../../logs/record/tool-path.ts";

/** A tool that was used. */
export interface Call {
  readonly tool: string;
  /** The id of the call, if it has one. */
  readonly id: string | undefined;
  readonly file: string | undefined;
  /** How long a command may run, in whole milliseconds, where the call says so. */
  readonly timeoutMs: number | undefined;
  /** Where the call itself says that it worked. */
  readonly cwd: string | undefined;
  /** Whether it may be a script in which the agent calls its other tools ("code mode"). */
  readonly isScript: boolean;
}

/** Calls that are not named by themselves. */
const NAMES: ReadonlyMap<unknown, string> = new Map([
  ["local_shell_call", "local_shell"],
  ["web_search_call", "web_search"],
  ["tool_search_call", "tool_search"],
  ["image_generation_call", "image_generation"],
]);

const SCRIPTS: ReadonlySet<string> = new Set(["exec", "wait", "js"]);

/** The call that the payload of a `response_item` is. */
export function callIn(payload: JsonObject): Call | undefined {
  const { type } = payload;
  const id = readId(payload["call_id"]) ?? readId(payload["id"]);
  const unnamed = NAMES.get(type);
  if (unnamed !== undefined) {
    const { action } = payload;
    const cwd = placeOf(memberOf(action, "working_directory"));
    return { tool: unnamed, id, file: undefined, timeoutMs: timeoutOf(unnamed, action), cwd, isScript: false };
  }
  if (type !== "function_call" && type !== "custom_tool_call") return undefined;
  const tool = toolName(readText(payload["namespace"]), readText(payload["name"]));
  const input = type === "function_call" ? argumentsOf(payload["arguments"]) : payload["input"];
  return {
    tool,
    id,
    file: toolPath(facts.tools, tool, input),
    timeoutMs: timeoutOf(tool, input),
    cwd: placeOf(memberOf(input, "workdir")),
    isScript: SCRIPTS.has(tool),
  };
}

/** What items are called that tell of a call that a script can make. */
export const ITEM_CALLS = [
  "CommandExecution",
  "FileChange",
  "ImageView",
  "WebSearch",
  "McpToolCall",
  "DynamicToolCall",
] as const;
/** How the ids of calls begin that a script made. */
export const OF_SCRIPTS = "exec-";

/** The call that a completed item tells of, if it is one that a script can make. */
export function callInItem(item: JsonObject): Call | undefined {
  const tool = toolOfItem(item);
  // What the person ran with `!` is no call of the agent's.
  if (tool === undefined || readText(item["source"])?.startsWith("user") === true) return undefined;
  const changes = isObject(item["changes"]) ? Object.keys(item["changes"]) : [];
  const file = readText(changes[0]) ?? toolPath(facts.tools, tool, item);
  return { tool, id: readId(item["id"]), file, timeoutMs: undefined, cwd: placeOf(item["cwd"]), isScript: false };
}

/** A tool of a server's is named by both, as two words. */
function toolName(namespace: string | undefined, name = "unknown"): string {
  if (namespace === undefined) return name;
  const seam = namespace.endsWith("_") || name.startsWith("_") ? "" : "__";
  return namespace + seam + name;
}

function toolOfItem({ type, server, namespace, tool }: JsonObject): string | undefined {
  switch (type) {
    case "CommandExecution":
      return "exec_command";
    case "FileChange":
      return "apply_patch";
    case "ImageView":
      return "view_image";
    case "WebSearch":
      return "web_search";
    case "McpToolCall":
      return toolName(serverName(readText(server) ?? "unknown"), readText(tool));
    case "DynamicToolCall":
      return toolName(readText(namespace), readText(tool));
    default:
      return undefined;
  }
}

/** What the namespace of its tools is in a `response_item`. */
function serverName(server: string): string {
  return server.startsWith("mcp__") ? server : `mcp__${server}`;
}

function timeoutOf(tool: string, input: unknown): number | undefined {
  if (toolKind(tool, facts.tools) !== "shell") return undefined;
  return readMillis(memberOf(input, "timeout_ms") ?? memberOf(input, "timeout"));
}

/** Arguments are JSON in a string; some tools that imitate Codex write them as an object. */
function argumentsOf(value: unknown): unknown {
  return typeof value === "string" ? (parseObject(value) ?? value) : value;
}

/** A directory, if it names one whatever it is relative to. */
function placeOf(value: unknown): string | undefined {
  const path = readText(value);
  return path !== undefined && /^(?:[/\\]|[A-Za-z]:[/\\])/.test(path) ? path : undefined;
}
