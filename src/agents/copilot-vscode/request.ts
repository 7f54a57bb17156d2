import { isObject, type Json, type JsonObject } from "../../lib/json/json.ts";
import { isImageType, memberOf, readId, readMillis, readText } from "../../logs/record/fields.ts";
import { mayHaveAsked } from "./asked.ts";

/** What is known of a request, as far as what comes after it needs it. */
export interface Request {
  readonly id: string;
  /** When it was sent, in milliseconds since 1970. */
  readonly sentMs: number;
  readonly model: string | undefined;
  /** How the answer stands: see `ENDED`. */
  readonly state: number | undefined;
  /** How long the agent took. */
  readonly elapsedMs: number | undefined;
  /** Each part of the answer: the bytes of a text, `ASKED` where the agent may have waited for the person, 0 for any other. */
  readonly parts: readonly number[];
}

/** What the answer of a request is: pending, complete, cancelled, failed, waiting for the person. */
const STATES: ReadonlySet<number | undefined> = new Set([undefined, 0, 1, 2, 3, 4]);
/** Complete and failed. Cancelled is also what the editor writes of an answer that goes on. */
const ENDED: ReadonlySet<number | undefined> = new Set([1, 3, undefined]);

/** Whether the answer has ended. The first versions did not write how it stands, but what came out. */
export function hasEnded({ state, elapsedMs }: Request): boolean {
  return elapsedMs !== undefined && ENDED.has(state);
}

/** The request that some fields are; `undefined` if it has no id or no time. */
export function requestIn(fields: JsonObject): Request | undefined {
  const [id, sentMs] = [readId(fields["requestId"]), fields["timestamp"]];
  if (id === undefined || typeof sentMs !== "number" || !(sentMs > 0)) return undefined;
  const { response } = fields;
  return {
    id,
    sentMs,
    model: readText(fields["modelId"]),
    state: stateIn(fields["modelState"]),
    elapsedMs: elapsedIn(fields["result"]),
    parts: partsIn(response).map(measured),
  };
}

export function stateIn(modelState: unknown): number | undefined {
  const value = memberOf(modelState, "value");
  return typeof value === "number" ? value : undefined;
}

export function isKnownState(state: number | undefined): boolean {
  return STATES.has(state);
}

export function elapsedIn(result: unknown): number | undefined {
  return readMillis(memberOf(memberOf(result, "timings"), "totalElapsed"));
}

export function partsIn(response: unknown): readonly unknown[] {
  return Array.isArray(response) ? response : [];
}

/** In the place of a part whose wait for the person is in the time that the answer took: nothing tells how long it was. */
export const ASKED = -1;

/** What `Request` keeps of a part of an answer. Of texts alone, the kind is not said. */
export function measured(part: unknown): number {
  if (mayHaveAsked(part)) return ASKED;
  const kind = memberOf(part, "kind");
  const content = kind === "markdownVuln" || kind === "markdownContent" ? memberOf(part, "content") : part;
  const isText = kind === undefined || content !== part;
  const text = typeof content === "string" ? content : isText ? memberOf(content, "value") : undefined;
  return typeof text === "string" ? Buffer.byteLength(text.trim()) : 0;
}

/**
 * Whether a request was copied from the session that its own was forked from: a fork gives the copies ids of another
 * form, times in a row from its own creation on, and answers that took no time.
 */
export function isCopy(fields: JsonObject, created: number | undefined, index: number): boolean {
  const { requestId: id, timestamp: sent } = fields;
  if (typeof id !== "string" || id.startsWith("request_") || typeof sent !== "number") return false;
  return memberOf(fields["modelState"], "completedAt") === sent || (created !== undefined && sent === created + index);
}

/** What was typed. */
export function textIn({ message }: JsonObject): string {
  const text = typeof message === "string" ? message : memberOf(message, "text");
  return typeof text === "string" ? text.trim() : "";
}

export function hasImageIn({ variableData }: JsonObject): boolean {
  return partsIn(memberOf(variableData, "variables")).some(
    (one) => isObject(one) && (one["kind"] === "image" || one["isImage"] === true || isImageType(one["mimeType"])),
  );
}

/** Whether a program sent it: the editor itself, or an agent in another session. */
export function isAutomated(fields: JsonObject): boolean {
  return fields["isSystemInitiated"] === true || fields["hiddenFromTranscript"] === true || isObject(fields["origin"]);
}

/** A request as a decoder's state has it, and back. */
export function requestState({ id, sentMs, model, state, elapsedMs, parts }: Request): Json {
  return [id, sentMs, model ?? null, state ?? null, elapsedMs ?? null, ...parts];
}

export function requestOfState(stored: unknown): Request | undefined {
  if (!Array.isArray(stored)) return undefined;
  const [id, sentMs, model, state, elapsedMs, ...parts] = stored as readonly unknown[];
  if (typeof id !== "string" || typeof sentMs !== "number") return undefined;
  return {
    id,
    sentMs,
    model: typeof model === "string" ? model : undefined,
    state: typeof state === "number" ? state : undefined,
    elapsedMs: typeof elapsedMs === "number" ? elapsedMs : undefined,
    parts: parts.map((part) => (typeof part === "number" ? part : 0)),
  };
}
