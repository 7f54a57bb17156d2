import type { Action } from "../../events/observation.ts";
import { parseObject } from "../../lib/json/json.ts";
import { memberOf, readMillis, readText } from "../../logs/record/fields.ts";
import { toolPath } from "../../logs/record/tool-path.ts";
import { facts } from "./facts.ts";

/** What a tool was given: a path, how long a command may run. */
export function given(tool: string, json: unknown): { readonly file?: string; readonly timeoutMs?: number } {
  const input = typeof json === "string" ? parseObject(json) : undefined;
  if (input === undefined) return {};
  const file = toolPath(facts.tools, tool, input) ?? (tool === "Glob" ? readText(input["directory"]) : undefined);
  const { timeout } = input;
  const timeoutMs = tool === "Shell" && typeof timeout === "number" ? readMillis(timeout * 1000) : undefined;
  return { ...(file === undefined ? {} : { file }), ...(timeoutMs === undefined ? {} : { timeoutMs }) };
}

/** What the person said to a call, by the message of its result: an approval stands in a record of its own. */
export function decisionOn(tool: string, result: unknown): Action | undefined {
  const message = memberOf(result, "message");
  if (typeof message !== "string") return undefined;
  if (message.startsWith("The tool call is rejected by the user.")) return "reject";
  if (tool === "AskUserQuestion") return message === "User has answered." ? "answer" : undefined;
  if (tool !== "ExitPlanMode") return undefined;
  if (message.startsWith("Plan rejected by user.")) return "reject";
  return /^Plan approved(?:$|: )/.test(message) ? "approve" : undefined;
}
