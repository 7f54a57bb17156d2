import { canonicalMillis } from "../../events/timestamp.ts";
import { isObject, type JsonObject } from "../../lib/json/json.ts";
import { readText } from "../../logs/record/fields.ts";

/** A message as the extension shows it: something that the agent asks, or something that is said. */
export interface UiMessage {
  /** When it was begun. The extension never changes it: it is the message's identity there. */
  readonly at: string;
  readonly type: "ask" | "say";
  /** What is asked or said: `tool`, `user_feedback`, ... */
  readonly sort: string;
  readonly role: Role;
  readonly text: string;
  /** Whether it is still being written; one of a task that was killed stays so. */
  readonly isPartial: boolean;
  readonly hasImage: boolean;
  readonly hasFile: boolean;
  readonly model: string | undefined;
  /** How many messages of this role, begun in the same millisecond, stand before it. */
  readonly number: number;
}

/** What a message can show. Its number counts within its role, so that an ID depends on nothing else in the task. */
export type Role = "person" | "tool" | "agent" | "request" | "failure" | "other";

/** The messages of a task in their order; what has no time or no sort is passed over. */
export function messagesIn(list: readonly unknown[]): readonly UiMessage[] {
  const numbers = new Map<string, number>();
  const messages: UiMessage[] = [];
  for (const record of list) {
    const message = isObject(record) ? messageOf(record, messages.length === 0) : undefined;
    if (message === undefined) continue;
    const same = `${message.at} ${message.role}`;
    const number = numbers.get(same) ?? 0;
    numbers.set(same, number + 1);
    messages.push({ ...message, number });
  }
  return messages;
}

function messageOf(record: JsonObject, isFirst: boolean): Omit<UiMessage, "number"> | undefined {
  const { ts, type, text, partial, images, files, modelInfo } = record;
  const at = typeof ts === "number" ? canonicalMillis(ts) : undefined;
  if (at === undefined || (type !== "ask" && type !== "say")) return undefined;
  const sort = readText(record[type]);
  if (sort === undefined) return undefined;
  return {
    at,
    type,
    sort,
    role: roleOf(type, sort, isFirst),
    text: typeof text === "string" ? text : "",
    isPartial: partial === true,
    hasImage: Array.isArray(images) && images.length > 0,
    hasFile: Array.isArray(files) && files.length > 0,
    model: isObject(modelInfo) ? readText(modelInfo["modelId"]) : undefined,
  };
}

const TOOLS = new Set([
  "tool",
  "command",
  "use_mcp_server",
  "browser_action",
  "browser_action_launch",
  "use_subagents",
]);
const ANSWERS = new Set(["say text", "say completion_result", "say plan_completion_result", "ask plan_mode_respond"]);

/** The first thing that is said is the task itself: `task` in Cline, `text` in what was forked from it before. */
function roleOf(type: "ask" | "say", sort: string, isFirst: boolean): Role {
  const isTask = isFirst && type === "say" && (sort === "task" || sort === "text");
  if (isTask || (type === "say" && (sort === "user_feedback" || sort === "user_feedback_diff"))) return "person";
  if (TOOLS.has(sort)) return "tool";
  if (type === "say" && sort === "api_req_started") return "request";
  if (type === "ask" && sort === "api_req_failed") return "failure";
  return ANSWERS.has(`${type} ${sort}`) ? "agent" : "other";
}
