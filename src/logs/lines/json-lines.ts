import type { Observation, SessionStarted } from "../../events/observation.ts";
import { isObject, type Json, type JsonObject } from "../../lib/json/json.ts";
import { rulesOf, type Rules } from "../../lib/scan/questions.ts";
import { memberOf } from "../record/fields.ts";
import { jsonLine, withoutReturn } from "./json-line.ts";
import type { LineFindings, LineFormat, LineQuestions, ScannedDecoder } from "./format.ts";
import { SessionStarts } from "../record/session-starts.ts";
import type { SkipReason } from "../skip-reason.ts";
import { isAsked, type Asked, type Log } from "../source.ts";

/** What an agent's folder says of logs with one JSON object a line. */
export interface JsonLines<State extends Json> {
  /**
   * Must change when the same lines would give other events, or the state gets another form: all logs are then read
   * anew.
   */
  readonly revision: number;
  /** The state before the first record of a log. */
  readonly initialState: State;
  /** Checks a stored state. Returns `undefined` if it has another form: the log is then read from its start. */
  restoreState(stored: Json): State | undefined;
  /**
   * Decodes one record: adds what it shows to `found`, and returns the state for the next record. Must not modify
   * `state`, which may already be stored.
   */
  decode(record: JsonRecord, state: State, found: RecordFindings): State;
  /** For large logs: what `decode` reads of a line, and which lines show nothing, so that most are never parsed. */
  readonly scan?: { readonly questions: LineQuestions; readonly passing: Rules };
}

/** One record of a log. */
export interface JsonRecord {
  readonly fields: JsonObject;
  /** The bytes of its line, for a record without an id of its own. */
  readonly bytes: Buffer;
  readonly log: Log;
}

/** Receives what a record shows. */
export interface RecordFindings {
  /**
   * Adds the start of a session, unless this log has it already. To be called before its other observations are added.
   */
  start(session: Omit<SessionStarted, "kind">): void;
  /** Adds an observation. Evidence, usage and asides are dropped if nobody asked for them. */
  add(observation: Observation): void;
  /** Counts a record that shows nothing, by the reason. */
  skipped(reason: SkipReason): void;
  /** Reports a value that this version does not know, so that the summary can count it by name. */
  unknown(field: string, value: string): void;
}

/** Makes a line format of it. */
export function jsonLines<State extends Json>(format: JsonLines<State>): LineFormat {
  const { revision, scan } = format;
  const decoder = (log: Log, stored: Json | undefined, asked?: Asked) => {
    const context = { log, asked: asked ?? {} };
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
  readonly asked: Asked;
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
    const { log, asked } = this.#context;
    this.#state = this.#format.decode({ fields, bytes, log }, this.#state, {
      start: (session) => this.#starts.tell(session, into.observations),
      add: (observation) => {
        if (isAsked(observation, asked)) into.observations.push(observation);
      },
      skipped: (reason) => into.skipped(reason),
      unknown: (field, value) => into.unknown(field, value),
    });
  }
}
