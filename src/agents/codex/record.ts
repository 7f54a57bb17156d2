import { isObject, type JsonObject } from "../../lib/json/json.ts";
import { readId, readTime } from "../../logs/record/fields.ts";

/** A line of a rollout in its envelope. */
export interface RolloutRecord {
  readonly type: string;
  readonly payload: JsonObject;
  /** When the line was written, if it says so. */
  readonly at: string | undefined;
  /** Its number; only paginated rollouts have it. */
  readonly ordinal: number | undefined;
  readonly turnId: string | undefined;
}

/** A record that has a time. */
export type Timed = RolloutRecord & { readonly at: string };

export function isTimed(record: RolloutRecord): record is Timed {
  return record.at !== undefined;
}

/** Opens the envelope; `undefined` if there is none. */
export function recordOf({ type, payload, timestamp, ordinal }: JsonObject): RolloutRecord | undefined {
  if (typeof type !== "string" || !isObject(payload)) return undefined;
  return {
    type,
    payload,
    at: readTime(timestamp),
    ordinal: Number.isSafeInteger(ordinal) ? Number(ordinal) : undefined,
    turnId: readId(payload["turn_id"]),
  };
}

/** The first line before there was an envelope (to September 2025): `{"id","timestamp","instructions","git"}`. */
export function bareHeaderOf(fields: JsonObject): { readonly id: string; readonly at: string } | undefined {
  if ("type" in fields || "payload" in fields || "record_type" in fields) return undefined;
  const id = readId(fields["id"]);
  const at = readTime(fields["timestamp"]);
  return id === undefined || at === undefined ? undefined : { id, at };
}
