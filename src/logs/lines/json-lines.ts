import { isEvidence, type Observation, type SessionStarted } from "../../events/observation.ts";
import { isObject, type Json, type JsonObject } from "../../lib/json/json.ts";
import { rulesOf, type Rules } from "../../lib/scan/questions.ts";
import { memberOf } from "../record/fields.ts";
import { jsonLine, withoutReturn } from "./json-line.ts";
import type { LineFindings, LineFormat, LineQuestions, ScannedDecoder } from "./format.ts";
import { SessionStarts } from "../record/session-starts.ts";
import type { Asked, Log } from "../source.ts";

/** A format of logs that hold a JSON object a line, as the agent's folder gives it. */
export interface JsonLines<State extends Json> {
  /** Changes when the same lines would give other events, or the state has another form: every log is then read anew. */
  readonly revision: number;
  /** What `decode` knows at the first record of a log. */
  readonly initialState: State;
  /** A state that was stored, if `decode` can go on from it. */
  restoreState(stored: Json): State | undefined;
  /**
   * Decodes one record: what it shows goes to `found`. Returns what the next record needs to know of this one and of those
   * before. Must not change `state`, which may be stored already.
   */
  decode(record: JsonRecord, state: State, found: RecordFindings): State;
  /** For logs that grow large: what the decoder reads of a line, and which lines show nothing. */
  readonly scan?: { readonly questions: LineQuestions; readonly passing: Rules };
}

/** One record of a log. */
export interface JsonRecord {
  readonly fields: JsonObject;
  /** The bytes of its line, for a record without an id of its own. */
  readonly bytes: Buffer;
  readonly log: Log;
}

/** Takes what a record shows. */
export interface RecordFindings {
  /** The start of a session, which stands before all else of it; it is told once in a log, however often it is given. */
  start(session: Omit<SessionStarted, "kind">): void;
  /** Anything else. Evidence is left out where nobody asked for it. */
  add(observation: Observation): void;
  /** The record shows nothing, and why. */
  skipped(reason: string): void;
  /** A field holds a value that this version does not know: it is told to the person, by name. */
  unknown(field: string, value: string): void;
}

/** The format of a log's lines, by what its records show. */
export function jsonLines<State extends Json>(format: JsonLines<State>): LineFormat {
  const { revision, scan } = format;
  const decoder = (log: Log, stored: Json | undefined, asked?: Asked) => {
    const context = { log, evidence: asked?.evidence === true };
    if (stored === undefined) return new JsonDecoder(format, context, format.initialState, new SessionStarts());
    const starts = SessionStarts.restored(memberOf(stored, "started"));
    const last = isObject(stored) ? stored["state"] : undefined;
    const state = last === undefined ? undefined : format.restoreState(last);
    if (starts === undefined || state === undefined) return undefined;
    return new JsonDecoder(format, context, state, starts);
  };
  return scan === undefined ? { revision, decoder } : { revision, questions: () => scan.questions, decoder };
}

const NONE_PASSING = rulesOf({});

/** In which log a decoder is, and what is asked of it. */
interface Context {
  readonly log: Log;
  readonly evidence: boolean;
}

class JsonDecoder<State extends Json> implements ScannedDecoder {
  readonly #format: JsonLines<State>;
  readonly #context: Context;
  readonly #starts: SessionStarts;
  #state: State;
  readonly passing: Rules;

  constructor(format: JsonLines<State>, context: Context, state: State, starts: SessionStarts) {
    this.#format = format;
    this.#context = context;
    this.#state = state;
    this.#starts = starts;
    this.passing = format.scan?.passing ?? NONE_PASSING;
  }

  state(): Json {
    return { started: this.#starts.state(), state: this.#state };
  }

  line(raw: Buffer, offset: number, into: LineFindings): void {
    const { fields, bytes, isBlank } = jsonLine(raw, offset);
    if (fields !== undefined) this.#decode(fields, bytes, into);
    else if (!isBlank) into.malformed(offset);
  }

  record(fields: JsonObject, raw: Buffer, into: LineFindings): void {
    this.#decode(fields, withoutReturn(raw), into);
  }

  #decode(fields: JsonObject, bytes: Buffer, into: LineFindings): void {
    const { log, evidence } = this.#context;
    this.#state = this.#format.decode({ fields, bytes, log }, this.#state, {
      start: (session) => this.#starts.tell(session, into.observations),
      add: (observation) => {
        if (evidence || !isEvidence(observation)) into.observations.push(observation);
      },
      skipped: (reason) => into.skipped(reason),
      unknown: (field, value) => into.unknown(field, value),
    });
  }
}
