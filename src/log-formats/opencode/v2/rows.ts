import type { Observation } from "../../../events/observation.ts";
import { canonicalMillis } from "../../../events/timestamp.ts";
import { isObject, type JsonObject } from "../../../lib/json/json.ts";
import { isImageType, memberOf } from "../../../logs/record/fields.ts";
import { worded } from "../../../logs/record/worded.ts";
import { common, isSubAgent, type Work } from "../observe.ts";

/** A row of 2.x that belongs to its session, at its time. */
export interface SessionRow {
  readonly id: string;
  /** Its place in its session. */
  readonly seq: number;
  /** Milliseconds since 1970. */
  readonly created: number;
  readonly record: JsonObject;
}

/** What a prompt shows. */
export function prompted(work: Work, { id, created, record }: SessionRow): Observation | undefined {
  const at = canonicalMillis(created);
  if (at === undefined || isSubAgent(work)) return undefined;
  const text = typeof record["text"] === "string" ? record["text"].trim() : "";
  const mimes = listOf(record["files"]).map((file) => memberOf(file, "mime"));
  const hasImage = mimes.some(isImageType);
  const observed = { ...common(work, at), key: id, automated: false };
  if (text !== "" || hasImage || mimes.includes("application/pdf"))
    return { kind: "user-message", ...observed, ...worded(text), hasImage };
  const isCommand = listOf(record["skills"]).length > 0 || listOf(record["agents"]).length > 0;
  return isCommand ? { kind: "user-action", ...observed, action: "command" } : undefined;
}

/** A command that a person typed behind a `!`. */
export function typedShell(work: Work, { id, created }: SessionRow): Observation | undefined {
  return acted(work, id, created, "shell");
}

/** How a session came to rest: that a person stopped the agent, and how long it had worked, if it is known when it began. */
export function rested(work: Work, row: SessionRow, began: number | undefined): readonly Observation[] {
  const at = canonicalMillis(row.created);
  if (at === undefined || isSubAgent(work)) return [];
  const stop = row.record["outcome"] === "interrupted" ? acted(work, row.id, row.created, "interrupt") : undefined;
  const observations: Observation[] = stop === undefined ? [] : [stop];
  if (began !== undefined) {
    const durationMs = Math.trunc(Math.max(0, row.created - began));
    observations.push({ kind: "turn-ended", ...common(work, at), key: row.id, durationMs });
  }
  return observations;
}

/** The known ways for a session to come to rest. */
export const OUTCOMES: ReadonlySet<unknown> = new Set(["succeeded", "failed", "interrupted"]);

function acted(work: Work, key: string, created: number, action: "shell" | "interrupt"): Observation | undefined {
  const at = canonicalMillis(created);
  if (at === undefined || isSubAgent(work)) return undefined;
  return { kind: "user-action", ...common(work, at), key, automated: false, action };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

/** The items of an answer. */
export function itemsOf(record: JsonObject): readonly JsonObject[] {
  return listOf(record["content"]).filter((item) => isObject(item));
}
