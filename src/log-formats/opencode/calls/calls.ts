import type { Observation } from "../../../events/observation.ts";
import { canonicalMillis } from "../../../events/timestamp.ts";
import { isObject, type JsonObject } from "../../../lib/json/json.ts";
import { readId, memberOf, readMillis, readText } from "../../../logs/record/fields.ts";
import { common, isSubAgent, type Work } from "../observe.ts";
import { millisOf, type Part } from "../records.ts";

/** A call of a tool, from a part of 1.x or an item of 2.x. */
export interface Call {
  readonly key: string;
  readonly tool: string;
  /** When it began, canonical. */
  readonly at: string;
  /** When it ended, canonical. */
  readonly endedAt: string | undefined;
  readonly input: unknown;
  /** What the tool tells of its result beside the text for the model. */
  readonly metadata: unknown;
  /** Why it failed. */
  readonly error: string | undefined;
}

/** Whether a part is a tool call that has not ended: an abort still writes another time of its start. */
export function isOpenCall({ fields }: Part): boolean {
  return fields["type"] === "tool" && !ENDED.has(memberOf(fields["state"], "status"));
}

const ENDED = new Set<unknown>(["completed", "error"]);

/** The call that a part of 1.x is, once it has ended. */
export function callOf(part: Part): Call | undefined {
  const { type, tool, state } = part.fields;
  if (type !== "tool" || !isObject(state) || isOpenCall(part)) return undefined;
  const at = canonical(memberOf(state["time"], "start"));
  if (at === undefined) return undefined;
  return {
    key: part.id,
    tool: readText(tool) ?? "unknown",
    at,
    endedAt: canonical(memberOf(state["time"], "end")),
    input: state["input"],
    metadata: state["metadata"],
    error: state["status"] === "error" ? readText(state["error"]) : undefined,
  };
}

/** The states of a call of 2.x that goes on: its input is not there as long as it is `streaming` (`pending`, before). */
const GOES_ON: ReadonlySet<unknown> = new Set(["streaming", "pending", "running"]);

export function goesOn(item: JsonObject): boolean {
  return GOES_ON.has(memberOf(item["state"], "status"));
}

export function isKnownState(status: string): boolean {
  return GOES_ON.has(status) || ENDED.has(status);
}

/**
 * The call that an item of 2.x is, once its input is there; its time stays as it is. Its own id is the provider's, which
 * need not be another in the next answer, so that the message's stands before it.
 */
export function callOfItem(message: string, item: JsonObject, index: number): Call | undefined {
  const { id, name, time, state } = item;
  const at = canonical(memberOf(time, "created"));
  if (at === undefined || !isObject(state) || !isObject(state["input"])) return undefined;
  const error = state["error"];
  return {
    key: `${message}.${readId(id) ?? index}`,
    tool: readText(name) ?? "unknown",
    at,
    endedAt: ENDED.has(state["status"]) ? canonical(memberOf(time, "completed")) : undefined,
    input: state["input"],
    metadata: state["metadata"] ?? state["structured"],
    error: state["status"] === "error" ? (readText(memberOf(error, "message")) ?? readText(error)) : undefined,
  };
}

export function toolUse(work: Work, { key, tool, at, input }: Call): Observation {
  return {
    kind: "tool-use",
    ...common(work, at),
    key,
    tool,
    file: fileOf(tool, input),
    timeoutMs: timeoutOf(tool, input),
    agentId: isSubAgent(work) ? work.session.id : undefined,
  };
}

/** `*** Update File: path` begins what a patch does to its first file. */
const PATCHED = /^\*\*\* (?:Add|Update|Delete) File: (.+)$/m;

/** 1.x says `filePath` where 2.x says `path`. */
function fileOf(tool: string, input: unknown): string | undefined {
  switch (tool) {
    case "read":
    case "write":
    case "edit":
    case "multiedit":
      return readText(memberOf(input, "filePath")) ?? readText(memberOf(input, "path"));
    case "glob":
    case "grep":
    case "list":
      return readText(memberOf(input, "path"));
    case "apply_patch":
    case "patch": {
      const text = memberOf(input, "patchText");
      return typeof text === "string" ? readText(PATCHED.exec(text)?.[1]?.trim()) : undefined;
    }
    default:
      return undefined;
  }
}

function timeoutOf(tool: string, input: unknown): number | undefined {
  return tool === "bash" || tool === "shell" ? readMillis(memberOf(input, "timeout")) : undefined;
}

function canonical(value: unknown): string | undefined {
  const millis = millisOf(value);
  return millis === undefined ? undefined : canonicalMillis(millis);
}
