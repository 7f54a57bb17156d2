import type { Action } from "../../events/observation.ts";
import type { JsonObject } from "../../lib/json/json.ts";
import { isImageType, memberOf, isPresent } from "../../logs/record/fields.ts";
import { worded } from "../../logs/record/worded.ts";

export type Unknown = (field: string, value: string) => void;

/** Origins of a message that say that the person sent it; one without an origin is his, too. */
const OF_PERSON = new Set<unknown>(["user", "immediate-prompt"]);
/** Origins of messages that the program, a skill or another agent sent. */
const OF_PROGRAM =
  /^(?:system|autopilot|thinking-exhausted-continuation|instruction-discovery|jit-instruction|(?:skill|agent)-.*)$/s;
/** Ids within an origin: it is told as the kind that it is. */
const IDS = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d+/gi;

/** What a person sent, by the data of a `user.message`; `undefined` if a program did, or may have. */
export function promptIn(
  data: JsonObject,
  unknown: Unknown,
): { readonly length: number; readonly text: string; readonly hasImage: boolean } | undefined {
  const { content, source, attachments } = data;
  if (isPresent(source) && !OF_PERSON.has(source)) {
    if (typeof source === "string" && source !== "" && !OF_PROGRAM.test(source))
      unknown("source", source.replace(IDS, "*"));
    return undefined;
  }
  if (data["isAutopilotContinuation"] === true || (isPresent(content) && typeof content !== "string")) return undefined;
  const text = typeof content === "string" ? content.trim() : "";
  if (text.startsWith("<skill-context")) return undefined;
  const attached: readonly unknown[] = Array.isArray(attachments) ? attachments : [];
  if (text === "" && attached.length === 0) return undefined;
  return { ...worded(text), hasImage: attached.some(isImage) };
}

/** A picture from the clipboard comes with its media type (`blob`); a file is told by its path alone. */
function isImage(attachment: unknown): boolean {
  return memberOf(attachment, "type") === "image" || isImageType(memberOf(attachment, "mimeType"));
}

/** Whether the person stopped the agent: at the machine or from afar. Until 1.0.40 a reason is written in words. */
export function isInterrupt(data: JsonObject, unknown: Unknown): boolean {
  const { reason } = data;
  if (!isPresent(reason)) return true;
  if (typeof reason !== "string") return false;
  if (/^(?:user[ _](?:initiated|abort)|remote[ _]command)$/.test(reason)) return true;
  if (reason !== "autopilot_credit_limit") unknown("reason", reason);
  return false;
}

const DECIDERS = new Set([
  "human_response",
  "assisted_approval",
  "host_policy",
  "unattended_fallback",
  "authorization_carry_forward",
]);

/**
 * What the person said to a request for permission. An approval must name him (`decisionSource`): that without it none is
 * to be taken for a person's is what the program itself says. A refusal has a kind of its own when it is his.
 */
export function decisionIn(data: JsonObject, unknown: Unknown): Action | undefined {
  const { decisionSource: source, result } = data;
  if (typeof source === "string" && !DECIDERS.has(source)) unknown("decisionSource", source);
  if (isPresent(source) && source !== "human_response") return undefined;
  const kind = memberOf(result, "kind");
  if (kind === "denied-interactively-by-user") return "reject";
  const isApproved = typeof kind === "string" && /^approved(?:-for-session|-for-location)?$/.test(kind);
  return isApproved && isPresent(source) ? "approve" : undefined;
}

/** What the person said to a tool that asks: to a question, or to a plan. */
export function answerTo(tool: string, data: JsonObject): Action | undefined {
  if (data["success"] !== true || (tool !== "ask_user" && tool !== "exit_plan_mode")) return undefined;
  const said = memberOf(data["result"], "content");
  const begins = (start: string) => typeof said === "string" && said.startsWith(start);
  if (tool === "exit_plan_mode") {
    if (begins("Plan approved")) return "approve";
    return begins("Plan not approved") ? "reject" : undefined;
  }
  const noted = memberOf(data["toolTelemetry"], "properties");
  const outcome = memberOf(noted, "outcome") ?? memberOf(noted, "elicitation_action");
  if (isPresent(outcome)) return outcome === "answered" || outcome === "accept" ? "answer" : undefined;
  return begins("User responded: ") || begins("User selected: ") ? "answer" : undefined;
}
