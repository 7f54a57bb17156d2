import type { JsonObject } from "../../lib/json/json.ts";
import { isImagePart, partsOf, typedIn } from "../../log-formats/google-content.ts";
import { isPresent, memberOf, readText } from "../../logs/record/fields.ts";
import { worded } from "../../logs/record/worded.ts";

/** What the program itself sends as the user. */
const OF_PROGRAM = new Set<unknown>([
  "notification",
  "background_task_completed",
  "goal_runtime",
  "agent_launch_prompt",
  "realtime_message",
]);
const PROVENANCES = new Set<unknown>(["real_user", "system", "goal_control", "goal_runtime"]);

export type Unknown = (field: string, value: string) => void;

export interface Prompt {
  readonly length: number;
  readonly text: string;
  readonly hasImage: boolean;
  readonly automated: boolean;
}

/** What a person, or a schedule, sent with a `user` record; `undefined` if the program did. */
export function promptIn(record: JsonObject, unknown: Unknown): Prompt | undefined {
  const { subtype, provenance, message, systemPayload } = record;
  if (typeof provenance === "string" && !PROVENANCES.has(provenance)) unknown("provenance", provenance);
  const isScheduled = subtype === "cron";
  if (isPresent(subtype) && subtype !== "mid_turn_user_message" && !isScheduled) {
    if (typeof subtype === "string" && !OF_PROGRAM.has(subtype)) unknown("subtype", subtype);
    return undefined;
  }
  if (isPresent(provenance) && provenance !== "real_user" && !isScheduled) return undefined;
  // A turn that a task in the background began.
  if (isPresent(record["backgroundTurn"])) return undefined;
  const parts = partsOf(memberOf(message, "parts"));
  const text = readText(memberOf(systemPayload, "displayText"))?.trim() ?? typedIn(parts);
  const hasImage = parts.some(isImagePart);
  if (text === "" && !hasImage) return undefined;
  return { ...worded(text), hasImage, automated: isScheduled };
}

/** Whether a `system` record is of a slash command that the person gave; it tells of its result in another one. */
export function isCommand({ subtype, systemPayload }: JsonObject): boolean {
  if (subtype !== "slash_command" || memberOf(systemPayload, "phase") !== "invocation") return false;
  const raw = memberOf(systemPayload, "rawCommand");
  return typeof raw === "string" && raw.trim() !== "" && memberOf(systemPayload, "hiddenInvocation") !== true;
}

/** Whether a command sends a prompt of its own making. */
export function isSendingCommand(record: JsonObject): boolean {
  return isCommand(record) && memberOf(record["systemPayload"], "sentToModel") === true;
}

/** Whether a `system` record says that a schedule or another session began this one. */
export function isBegunByProgram({ subtype, systemPayload }: JsonObject): boolean {
  if (subtype === "parent_session") return true;
  const source = subtype === "session_source" ? memberOf(systemPayload, "sourceId") : undefined;
  return typeof source === "string" && source.startsWith("scheduled_task_run:");
}
