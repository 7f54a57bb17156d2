import type { Observation } from "../../events/observation.ts";
import { canonicalMillis } from "../../events/timestamp.ts";
import type { JsonObject } from "../../lib/json/json.ts";
import { worded } from "../../logs/record/worded.ts";
import type { Call } from "./calls/calls.ts";
import { common, isSubAgent, type Work } from "./observe.ts";
import { millisOf } from "./records.ts";

/** Where a text of an answer stands. */
interface Place {
  readonly key: string;
  /** Milliseconds since 1970. */
  readonly at: unknown;
}

/** What the agent said or thought in a part of 1.x or an item of 2.x; `undefined` if it is neither, or still empty. */
export function saidIn(work: Work, fields: JsonObject, { key, at: millis }: Place): Observation | undefined {
  const { type, text } = fields;
  const known = millisOf(millis);
  const at = known === undefined ? undefined : canonicalMillis(known);
  if ((type !== "text" && type !== "reasoning") || typeof text !== "string" || at === undefined) return undefined;
  if (text.trim() === "" || fields["synthetic"] === true || fields["ignored"] === true) return undefined;
  const of = type === "text" ? "words" : "reasoning";
  return { kind: "aside", of, ...common(work, at), key, ...worded(text.trim()), agentId: agentOf(work) };
}

/** How a call ended. It is shown where texts are asked for, and no evidence yet. */
export function resultOf(work: Work, { key, at, endedAt, error }: Call): Observation | undefined {
  if (endedAt === undefined) return undefined;
  const durationMs = Math.max(0, Date.parse(endedAt) - Date.parse(at));
  return {
    kind: "tool-result",
    ...common(work, endedAt),
    key,
    ok: error === undefined,
    durationMs,
    agentId: agentOf(work),
  };
}

function agentOf(work: Work): string | undefined {
  return isSubAgent(work) ? work.session.id : undefined;
}
