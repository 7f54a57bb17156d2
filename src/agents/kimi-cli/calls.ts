import type { Action } from "../../events/observation.ts";
import { parseObject } from "../../lib/json.ts";
import { memberOf, readMillis, readText } from "../../logs/record/fields.ts";
import { toolPath } from "../../logs/record/tool-path.ts";
import { facts } from "./facts.ts";

/** Calls whose results are still to come, by their ids. */
export type Calls = readonly (readonly [id: string, tool: string])[];

/** So many are remembered; those of an agent that was killed never end. */
const MOST = 64;

export function isCalls(stored: unknown): stored is Calls {
  return (
    Array.isArray(stored) &&
    (stored as readonly unknown[]).every(
      (entry) => Array.isArray(entry) && typeof entry[0] === "string" && typeof entry[1] === "string",
    )
  );
}

export function withCall(calls: Calls, id: string, tool: string): Calls {
  const others = calls.filter(([each]) => each !== id);
  return [...others.slice(others.length >= MOST ? 1 : 0), [id, tool]];
}

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
export function decisionOn(tool: string | undefined, result: unknown): Action | undefined {
  const message = memberOf(result, "message");
  if (typeof message !== "string") return undefined;
  if (message.startsWith("The tool call is rejected by the user.")) return "reject";
  if (tool === "AskUserQuestion") return message === "User has answered." ? "answer" : undefined;
  if (tool !== "ExitPlanMode") return undefined;
  if (message.startsWith("Plan rejected by user.")) return "reject";
  return /^Plan approved(?:$|: )/.test(message) ? "approve" : undefined;
}
