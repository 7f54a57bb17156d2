import type { Action, Observation } from "../../../events/observation.ts";
import { isObject, parseObject } from "../../../lib/json/json.ts";
import { memberOf } from "../../../logs/record/fields.ts";
import type { Call } from "./calls.ts";
import { common, type Work } from "../observe.ts";
import type { Session } from "../records.ts";

/** What a person decided whom a call had waited for, at its end: answers to questions, a plan, a permission. */
export function decision(work: Work, call: Call): Observation | undefined {
  if (call.endedAt === undefined) return undefined;
  const action = actionOf(work, call);
  if (action === undefined) return undefined;
  return { kind: "user-action", ...common(work, call.endedAt), key: call.key, automated: false, action };
}

function actionOf(work: Work, { tool, metadata, error }: Call): Action | undefined {
  if (error !== undefined) {
    if (!REJECTED.test(error)) return undefined;
    return FEEDBACK.test(error) || !(isUnattended(work.session) || isUnattended(work.root)) ? "reject" : undefined;
  }
  if (tool === "question" && Array.isArray(memberOf(metadata, "answers"))) return "answer";
  // It asks whether the plan is to be carried out, and fails on a no.
  return tool === "plan_exit" ? "approve" : undefined;
}

const REJECTED = /^(?:Error: )?The user (?:rejected permission to use|dismissed this question)/;
/** Nobody but a person says why. */
const FEEDBACK = /^(?:Error: )?The user rejected permission to use .* with the following feedback: /;

/** `opencode run` forbids the sessions that it begins to ask, and rejects by itself whatever would need a permission. */
function isUnattended({ permission }: Session): boolean {
  const rules = typeof permission === "string" ? parseObject(`{"rules":${permission}}`)?.["rules"] : permission;
  if (!Array.isArray(rules)) return false;
  return (rules as readonly unknown[]).some(
    (rule) => isObject(rule) && rule["permission"] === "question" && rule["action"] === "deny",
  );
}
