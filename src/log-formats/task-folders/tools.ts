import { isObject, parseObject } from "../../lib/json/json.ts";
import { readText } from "../../logs/record/fields.ts";
import { toolPath } from "../../logs/record/tool-path.ts";
import { TASK_TOOLS } from "./tool-kinds.ts";
import type { UiMessage } from "./ui-message.ts";

export interface TaskCall {
  readonly tool: string;
  readonly file: string | undefined;
}

/** The call of a tool that a message shows. What a `tool` message is of stands in the JSON that is its text. */
export function callIn({ sort, text }: UiMessage): TaskCall {
  switch (sort) {
    case "command":
      return { tool: "execute_command", file: undefined };
    case "browser_action":
    case "browser_action_launch":
      return { tool: "browser_action", file: undefined };
    case "use_mcp_server":
      return { tool: readText(parseObject(text)?.["type"]) ?? "use_mcp_tool", file: undefined };
    case "use_subagents":
      return { tool: sort, file: undefined };
    default: {
      const input = parseObject(text);
      const tool = readText(input?.["tool"]) ?? "unknown";
      return { tool, file: toolPath(TASK_TOOLS, tool, input) ?? firstOf(input?.["batchFiles"]) };
    }
  }
}

/** Roo reads several files in one call: its file is the first. */
function firstOf(batch: unknown): string | undefined {
  const first: unknown = Array.isArray(batch) ? batch[0] : undefined;
  return isObject(first) ? readText(first["path"]) : undefined;
}
