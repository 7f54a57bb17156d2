import { isObject, parseObject, type JsonObject } from "../../lib/json.ts";
import { idOf, memberOf, textOf } from "../fields.ts";
import { givenFile } from "../given-file.ts";

/** A tool that was used. */
export interface Call {
  readonly tool: string;
  /** The id of the call, if it has one. */
  readonly id: string | undefined;
  readonly file: string | undefined;
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
  const id = idOf(payload["call_id"]) ?? idOf(payload["id"]);
  const unnamed = NAMES.get(type);
  if (unnamed !== undefined) {
    const cwd = placeOf(memberOf(payload["action"], "working_directory"));
    return { tool: unnamed, id, file: undefined, cwd, isScript: false };
  }
  if (type !== "function_call" && type !== "custom_tool_call") return undefined;
  const name = textOf(payload["name"]) ?? "unknown";
  const tool = (textOf(payload["namespace"]) ?? "") + name;
  const input = type === "function_call" ? argumentsOf(payload["arguments"]) : payload["input"];
  return {
    tool,
    id,
    file: givenFile("codex", tool, input),
    cwd: placeOf(memberOf(input, "workdir")),
    isScript: SCRIPTS.has(tool),
  };
}

/** The call that a completed item tells of, if it is one that a script can make. */
export function callInItem(item: JsonObject): Call | undefined {
  const tool = toolOfItem(item);
  // What the person ran with `!` is no call of the agent's.
  if (tool === undefined || textOf(item["source"])?.startsWith("user") === true) return undefined;
  const changes = isObject(item["changes"]) ? Object.keys(item["changes"]) : [];
  const file = textOf(changes[0]) ?? givenFile("codex", tool, item);
  return { tool, id: idOf(item["id"]), file, cwd: placeOf(item["cwd"]), isScript: false };
}

function toolOfItem({ type, server, tool }: JsonObject): string | undefined {
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
      return `mcp__${textOf(server) ?? "unknown"}__${textOf(tool) ?? "unknown"}`;
    default:
      return undefined;
  }
}

/** Arguments are JSON in a string; some tools that imitate Codex write them as an object. */
function argumentsOf(value: unknown): unknown {
  return typeof value === "string" ? (parseObject(value) ?? value) : value;
}

/** A directory, if it names one whatever it is relative to. */
function placeOf(value: unknown): string | undefined {
  const path = textOf(value);
  return path !== undefined && /^(?:[/\\]|[A-Za-z]:[/\\])/.test(path) ? path : undefined;
}
