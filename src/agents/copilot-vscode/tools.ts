import type { ToolUse } from "../../events/observation.ts";
import { isObject } from "../../lib/json/json.ts";
import { readId, readText } from "../../logs/record/fields.ts";

/**
 * The use of a tool that a part of an answer is. Its key is the id of the call, which need not be another in the next
 * answer. It is written as complete from the first, and says nothing of when it began or ended.
 */
export function toolUseIn(part: unknown): Pick<ToolUse, "kind" | "key" | "tool" | "agentId"> | undefined {
  if (!isObject(part) || part["kind"] !== "toolInvocationSerialized") return undefined;
  const key = readId(part["toolCallId"]);
  if (key === undefined) return undefined;
  const agentId = readId(part["subAgentInvocationId"]);
  return { kind: "tool-use", key, tool: readText(part["toolId"]) ?? "unknown", agentId };
}
