import { isObject, type JsonObject } from "../../../lib/json/json.ts";
import { readId, memberOf } from "../../../logs/record/fields.ts";

/** The output of a call, or of an item that a script's call left. */
export interface Output {
  /** The id of the call, if it is said. */
  readonly call: string | undefined;
  readonly text: string;
  /** Whether the record itself says that the call succeeded; most do not. */
  readonly success: boolean | undefined;
}

/** What the payload of a `response_item` is called that is an output. */
export const OUTPUTS = ["function_call_output", "custom_tool_call_output", "tool_search_output"] as const;
const TYPES: ReadonlySet<unknown> = new Set(OUTPUTS);

/** The output that the payload of a `response_item` is. */
export function outputIn({ type, call_id: call, output, status }: JsonObject): Output | undefined {
  if (!TYPES.has(type)) return undefined;
  const success = isObject(output) && typeof output["success"] === "boolean" ? output["success"] : undefined;
  return { call: readId(call), text: textIn(output), success: success ?? (status === "failed" ? false : undefined) };
}

/** The text of an output or a message, which may be a string, an object that has it, or a list of blocks. */
export function textIn(output: unknown): string {
  const content = isObject(output) ? output["content"] : output;
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return (content as readonly unknown[])
    .map((block) => memberOf(block, "text"))
    .filter((text) => typeof text === "string")
    .join("\n");
}
