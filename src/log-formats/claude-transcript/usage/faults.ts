import type { Observation } from "../../../events/observation.ts";
import { canonicalMillis } from "../../../events/timestamp.ts";
import { isObject } from "../../../lib/json/json.ts";
import { memberOf } from "../../../logs/record/fields.ts";
import { readStatus } from "../../../logs/record/usage-so-far.ts";
import { common, keyOf, type CountingRecord } from "../record.ts";

/** That the provider's API failed: Claude Code notes each retry as a record of the system. */
export function retried(record: CountingRecord, bytes: Buffer, agentId: string | undefined): Observation | undefined {
  const { subtype, error, uuid } = record.fields;
  if (subtype !== "api_error") return undefined;
  const status = readStatus(memberOf(error, "status"));
  return { kind: "error", ...common(record), key: keyOf(uuid, bytes), status, agentId };
}

/** What stands in the place of an answer where there was none: an error of the API, or a limit that was hit. */
export function failed(record: CountingRecord, bytes: Buffer, agentId: string | undefined): Observation | undefined {
  const { isApiErrorMessage, message, error, uuid } = record.fields;
  if (isApiErrorMessage !== true) return undefined;
  const text = textIn(memberOf(message, "content")).trim();
  const observed = { ...common(record), key: keyOf(uuid, bytes) };
  const limit = LIMIT.exec(text);
  if (limit !== null && !text.startsWith("API Error")) {
    const [, until] = UNTIL.exec(text) ?? [];
    const resetsAt = until === undefined ? undefined : canonicalMillis(Number(until) * 1000);
    return { kind: "limit", ...observed, action: "hit", scope: SCOPES.find((scope) => scopeIn(text, scope)), resetsAt };
  }
  const [, told] = /^API Error:? [A-Za-z ]*\(?(\d{3})\b/.exec(text) ?? [];
  const status = told === undefined ? STATUS_OF.get(error) : readStatus(Number(told));
  return { kind: "error", ...observed, status, agentId };
}

/** `Claude AI usage limit reached|1751000000`, `5-hour limit reached ∙ resets 3pm`, `You've hit your weekly limit`. */
const LIMIT = /^(?:[A-Za-z0-9-]+ ){0,5}limit reached|^You've (?:hit|reached) your/;
/** When it is over, in seconds since 1970; a time of a clock would need its zone. */
const UNTIL = /\|(\d{10})\b/;
/** The limits that are told apart, the narrower ones first. */
const SCOPES = ["opus", "sonnet", "weekly", "5-hour", "session", "usage"] as const;

function scopeIn(text: string, scope: string): boolean {
  return text.slice(0, LONGEST_HEAD).toLowerCase().includes(scope);
}

const LONGEST_HEAD = 80;

/** Kinds of errors that have one status. */
const STATUS_OF: ReadonlyMap<unknown, number> = new Map([
  ["rate_limit", 429],
  ["authentication_failed", 401],
]);

function textIn(content: unknown): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  const first = (content as readonly unknown[]).find((block) => isObject(block) && block["type"] === "text");
  const text = memberOf(first, "text");
  return typeof text === "string" ? text : "";
}
