import type { Action, Observation } from "../../../events/observation.ts";
import { isObject, parseObject, type JsonObject } from "../../../lib/json/json.ts";
import { partsOf, responsesIn } from "../../../log-formats/google-content.ts";
import { memberOf, readId, readText, readTime } from "../../../logs/record/fields.ts";
import type { Chat } from "../chat.ts";

/** Calls are recorded when they have ended; these states would say otherwise, and their times could still change. */
const UNFINISHED = new Set<unknown>([
  "validating",
  "awaiting_approval",
  "scheduled",
  "pending",
  "running",
  "executing",
]);
const ENDED = new Set<unknown>(["success", "error", "cancelled"]);

/** What the tool calls of a message show: that they were made, how they ended, and what the person said to them. */
export function* callsIn(
  chat: Chat,
  message: JsonObject,
  { at, unknown }: { readonly at: string; readonly unknown: (field: string, value: string) => void },
): Generator<Observation, void, undefined> {
  const calls = message["toolCalls"];
  if (message["type"] !== "gemini" || !Array.isArray(calls)) return;
  for (const [index, call] of (calls as readonly unknown[]).entries()) {
    if (!isObject(call) || UNFINISHED.has(call["status"])) continue;
    const { status } = call;
    if (typeof status === "string" && !ENDED.has(status)) unknown("status", status);
    const tool = readText(call["name"]) ?? "unknown";
    const id = readId(call["id"]);
    const common = {
      at: readTime(call["timestamp"]) ?? at,
      sessionId: chat.sessionId,
      // Ids of calls are unique within their chat alone.
      key: id === undefined ? `${readId(message["id"])}-${index}` : `${chat.id}.${id}`,
    };
    const agentId = chat.isSubAgent ? chat.id : undefined;
    yield { kind: "tool-use", ...common, tool, file: fileOf(tool, call["args"]), agentId };
    if (ENDED.has(status)) yield { kind: "tool-result", ...common, ok: status === "success", agentId };
    const action = chat.isSubAgent ? undefined : decisionOn(tool, status, call["result"]);
    if (action !== undefined) yield { kind: "user-action", ...common, action, automated: false };
  }
}

function fileOf(tool: string, args: unknown): string | undefined {
  switch (tool) {
    case "read_file":
    case "write_file":
    case "replace":
      return readText(memberOf(args, "file_path")) ?? readText(memberOf(args, "absolute_path"));
    case "list_directory":
    case "glob":
    case "grep_search":
    case "search_file_content":
      return readText(memberOf(args, "dir_path")) ?? readText(memberOf(args, "path"));
    default:
      return undefined;
  }
}

/** Why a call was not made where the person did not allow it; the others that it took with it have another reason. */
const DENIED = /^\[Operation Cancelled\] Reason: User (?:denied execution|did not allow tool call)/;

/** What the person decided, as the answer to the model tells: whoever else ends a call leaves other words. */
function decisionOn(tool: string, status: unknown, result: unknown): Action | undefined {
  const said = responsesIn(partsOf(result));
  if (status === "cancelled") return said.some((text) => DENIED.test(text)) ? "reject" : undefined;
  if (status !== "success") return undefined;
  if (tool === "exit_plan_mode") {
    if (said.some((text) => text.startsWith("Plan approved."))) return "approve";
    return said.some((text) => /^(?:Plan rejected\.|User cancelled the plan approval)/.test(text))
      ? "reject"
      : undefined;
  }
  const isAnswered = tool === "ask_user" && said.some((text) => isObject(parseObject(text)?.["answers"]));
  return isAnswered ? "answer" : undefined;
}
