import { isEvidence, type Observation, type Placeless } from "../../events/observation.ts";
import { canonicalMillis } from "../../events/timestamp.ts";
import { isObject, type JsonObject } from "../../lib/json/json.ts";
import { pathOfUri } from "../../log-formats/vscode/uri.ts";
import { readId, readText } from "../../logs/record/fields.ts";
import { saidIn } from "./person.ts";
import {
  ASKED,
  elapsedIn,
  hasEnded,
  isCopy,
  isKnownState,
  measured,
  partsIn,
  requestIn,
  stateIn,
  type Request,
} from "./request.ts";
import { toolUseIn } from "./tools.ts";

/** What a session says of all its requests. */
export interface Head {
  readonly id: string;
  /** When it was made, in milliseconds since 1970. */
  readonly created: number | undefined;
  readonly cwd: string | undefined;
}

/** Takes what a session shows, and what is in it that this version does not know. */
export interface SessionFindings {
  add(seen: Observation): void;
  unknown(field: string, value: string): void;
}

/** Reads the head of a session. `name`: what its file is called. */
export function headIn(fields: JsonObject, name: string | undefined): Head | undefined {
  const id = readId(fields["sessionId"]) ?? readId(name);
  if (id === undefined) return undefined;
  const created = fields["creationDate"];
  return {
    id,
    created: typeof created === "number" && created > 0 ? created : undefined,
    cwd: pathOfUri(fields["workingDirectory"]),
  };
}

/** The requests of a session, one after the other as they are sent and answered. It may show again what it has shown. */
export class Session {
  readonly head: Head;
  readonly #evidence: boolean;
  readonly #into: SessionFindings;
  /** What stands in each place: a request that is a copy, or that cannot be read, shows nothing. */
  readonly #requests: (Request | undefined)[];

  constructor(
    head: Head,
    options: { readonly evidence: boolean; readonly requests?: readonly (Request | undefined)[] },
    into: SessionFindings,
  ) {
    this.head = head;
    this.#evidence = options.evidence;
    this.#into = into;
    this.#requests = [...(options.requests ?? [])];
  }

  get requests(): readonly (Request | undefined)[] {
    return this.#requests;
  }

  get count(): number {
    return this.#requests.length;
  }

  /** The requests from a place on are others. What was taken back happened all the same. */
  cut(count: number): void {
    if (count < this.#requests.length) this.#requests.length = count;
  }

  push(fields: unknown): void {
    this.put(this.#requests.length, fields);
  }

  /** In this place stands this request. */
  put(index: number, fields: unknown): void {
    if (index > this.#requests.length) return;
    const isOwn = isObject(fields) && !isCopy(fields, this.head.created, index);
    const request = isOwn ? requestIn(fields) : undefined;
    this.#requests[index] = request;
    if (!isOwn || request === undefined) return;
    const said = saidIn(fields);
    if (said !== undefined) this.#show(request, { ...said, key: request.id });
    for (const part of partsIn(fields["response"])) this.#part(request, part);
    this.#ended(index, request);
  }

  /** A member of a request has another value. */
  change(index: number, member: unknown, value: unknown): void {
    const request = this.#requests[index];
    if (request === undefined) return;
    if (member === "response") this.answer(index, 0, partsIn(value));
    else if (member === "modelState") this.#ended(index, { ...request, state: stateIn(value) });
    else if (member === "result") this.#ended(index, { ...request, elapsedMs: elapsedIn(value) });
    else if (member === "modelId") this.#requests[index] = { ...request, model: readText(value) };
  }

  /** From a place on, or at its end, the answer to a request has these parts. */
  answer(index: number, from: number | undefined, parts: readonly unknown[]): void {
    const request = this.#requests[index];
    if (request === undefined) return;
    this.#requests[index] = { ...request, parts: [...request.parts.slice(0, from), ...parts.map(measured)] };
    for (const part of parts) this.#part(request, part);
  }

  #part(request: Request, part: unknown): void {
    const use = toolUseIn(part);
    if (use !== undefined) this.#show(request, { ...use, key: `${request.id}.${use.key}` });
  }

  #ended(index: number, request: Request): void {
    this.#requests[index] = request;
    const { id: key, model, state, elapsedMs = 0, sentMs, parts } = request;
    if (!isKnownState(state)) this.#into.unknown("modelState", String(state));
    if (!hasEnded(request)) return;
    // Nothing of it changes from here on.
    const asked = parts.filter((part) => part === ASKED).slice(0, 1);
    this.#requests[index] = { ...request, parts: asked };
    const at = sentMs + elapsedMs;
    const length = parts.reduce((sum, bytes) => sum + Math.max(0, bytes), 0);
    if (length > 0) this.#show(request, { kind: "agent-message", key, length, model }, at);
    if (asked.length === 0) this.#show(request, { kind: "turn-ended", key, durationMs: elapsedMs }, at);
  }

  #show(request: Request, seen: Shown, ms = request.sentMs): void {
    const at = canonicalMillis(ms);
    if (at === undefined) return;
    const { id: sessionId, created, cwd } = this.head;
    // Not the time of its first request: that may be edited, and is another then.
    const start = (created === undefined ? undefined : canonicalMillis(created)) ?? at;
    this.#into.add({ kind: "session-started", at: start, sessionId, cwd });
    const observation = { ...seen, at, sessionId, cwd };
    if (this.#evidence || !isEvidence(observation)) this.#into.add(observation);
  }
}

/** An observation without what its request says. */
type Shown = Placeless<"at">;
