import type { Action } from "../../events/observation.ts";
import { isObject, type JsonObject } from "../../lib/json/json.ts";
import { responsesIn } from "../../log-formats/google-content.ts";
import { memberOf, readId, readMillis, readText } from "../../logs/record/fields.ts";

/** How long calls took whose results are still to come, by their ids. */
export type Took = readonly (readonly [id: string, durationMs: number])[];

/** So many are remembered. */
const MOST = 64;

export function isTook(stored: unknown): stored is Took {
  return (
    Array.isArray(stored) &&
    (stored as readonly unknown[]).every((entry) => {
      const [id, ms] = Array.isArray(entry) ? (entry as readonly unknown[]) : [];
      return typeof id === "string" && typeof ms === "number";
    })
  );
}

/**
 * The calls with one that a record of telemetry tells of. What waited for the person is left out: its time is no call's.
 */
export function withTelemetry(took: Took, { subtype, systemPayload }: JsonObject): Took {
  const event = subtype === "ui_telemetry" ? memberOf(systemPayload, "uiEvent") : undefined;
  if (!isObject(event) || event["event.name"] !== "qwen-code.tool_call" || event["decision"] !== "auto_accept")
    return took;
  const [id, ms] = [readId(event["call_id"]), readMillis(event["duration_ms"])];
  if (id === undefined || ms === undefined) return took;
  const others = took.filter(([each]) => each !== id);
  return [...others.slice(others.length >= MOST ? 1 : 0), [id, ms]];
}

/** Whether a call succeeded, by the record of its result; `undefined` if that does not say. */
export function outcomeOf({ toolCallResult }: JsonObject): boolean | undefined {
  const status = readText(memberOf(toolCallResult, "status"));
  return status === undefined ? undefined : status === "success";
}

const DENIED = /\[Operation Cancelled\] Reason: User did not allow tool call/;

/** What the person said to a call, as its result tells the model. */
export function decisionOn(tool: string, part: unknown): Action | undefined {
  const said = responsesIn([part]);
  if (said.some((text) => DENIED.test(text))) return "reject";
  if (tool === "ask_user_question")
    return said.some((text) => text.startsWith("User has provided the following answers")) ? "answer" : undefined;
  if (tool !== "exit_plan_mode") return undefined;
  return said.some((text) => text.startsWith("User approved.")) ? "approve" : undefined;
}
