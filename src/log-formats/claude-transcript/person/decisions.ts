import type { Action, UserAction } from "../../../events/observation.ts";
import type { JsonObject } from "../../../lib/json/json.ts";
import { isObject } from "../../../lib/json/json.ts";
import type { LineFindings } from "../../../logs/lines/format.ts";
import { memberOf } from "../../../logs/record/fields.ts";
import { COMMAND_STARTS, hasToolResult } from "./prompt.ts";
import { common, keyOf, type CountingRecord } from "../record.ts";
import { changeBy } from "../session-changes.ts";

/**
 * What a person decided while a tool waited for them: Claude Code writes it into the tool's result. That the program says
 * so itself is evidence enough, whoever the turn belongs to.
 */
export function decision(record: CountingRecord, bytes: Buffer): UserAction | undefined {
  const { message } = record.fields;
  if (memberOf(message, "role") !== "user") return undefined;
  const content = memberOf(message, "content");
  const action = hasToolResult(content) ? decided(record.fields, content) : undefined;
  return action === undefined ? undefined : acted(record, bytes, action);
}

/** A slash command that Claude Code notes in a `system` record of its own. */
export function localCommand(record: CountingRecord, bytes: Buffer, into: LineFindings): void {
  const { subtype, content } = record.fields;
  if (subtype !== "local_command" || typeof content !== "string") return;
  const text = content.trim();
  if (!COMMAND_STARTS.some((start) => text.startsWith(start))) return;
  const change = changeBy(text, record);
  into.observations.push(acted(record, bytes, "command"), ...(change === undefined ? [] : [change]));
}

function decided({ toolUseResult, toolDenialKind }: JsonObject, content: unknown): Action | undefined {
  if (isObject(toolUseResult)) {
    const { answers, plan } = toolUseResult;
    if (isObject(answers)) return "answer";
    if (typeof plan === "string" && !hasFailed(content)) return "approve";
  } else if (typeof toolUseResult === "string" && isRejection(toolUseResult)) return "reject";
  return typeof toolDenialKind === "string" && toolDenialKind.startsWith("user") ? "reject" : undefined;
}

const REJECTED = "User rejected tool use";
/** How results begin that tell that the person declined; the first of them has nothing behind it. */
export const REJECTIONS = [REJECTED, "Error: The user doesn't want to", "The user doesn't want to"] as const;

function isRejection(result: string): boolean {
  return result === REJECTED || REJECTIONS.slice(1).some((start) => result.startsWith(start));
}

function hasFailed(content: unknown): boolean {
  return (
    Array.isArray(content) &&
    content.some((block) => memberOf(block, "type") === "tool_result" && memberOf(block, "is_error") === true)
  );
}

function acted(record: CountingRecord, bytes: Buffer, action: Action): UserAction {
  const key = keyOf(record.fields["uuid"], bytes);
  return { kind: "user-action", ...common(record), key, action, automated: false };
}
