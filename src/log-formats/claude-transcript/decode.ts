import type { Observation } from "../../events/observation.ts";
import type { Json, JsonObject } from "../../lib/json/json.ts";
import { readId, memberOf } from "../../logs/record/fields.ts";
import { jsonLine, withoutReturn } from "../../logs/lines/json-line.ts";
import type { LineFindings, ScannedDecoder, ScannedFormat } from "../../logs/lines/format.ts";
import type { Rules } from "../../lib/scan/questions.ts";
import { SessionStarts } from "../../logs/record/session-starts.ts";
import type { Asked, Log } from "../../logs/source.ts";
import { decision, localCommand } from "./person/decisions.ts";
import { answer, asides, toolResults } from "./evidence.ts";
import { tellUnknownType } from "./known-values.ts";
import { fromPerson, queuedPrompt } from "./person/person.ts";
import { questionsFor } from "./questions.ts";
import { countingRecord, type CountingRecord } from "./record.ts";
import { SALVAGE_CAP, salvage } from "./salvage.ts";
import { toolUses } from "./tool-uses.ts";
import { isSubAgentLog } from "./sub-agent-log.ts";
import { Turns, turnsOf } from "./turns.ts";

/** The lines of a transcript. `README.md` beside this file tells what they look like. */
export const claudeLines: ScannedFormat = { revision: 2, questions: questionsFor, decoder: claudeDecoder };

function claudeDecoder(log: Log, state: Json | undefined, asked?: Asked): ClaudeDecoder | undefined {
  const context = {
    isSubAgent: isSubAgentLog(log.below),
    evidence: asked?.evidence === true,
    texts: asked?.texts === true,
  };
  if (state === undefined) return new ClaudeDecoder(context, new SessionStarts(), new Turns(new Map()));
  const starts = SessionStarts.restored(memberOf(state, "started"));
  const turns = turnsOf(memberOf(state, "turns"));
  return starts === undefined || turns === undefined ? undefined : new ClaudeDecoder(context, starts, turns);
}

/** In which log a decoder is, and what is asked of it. */
interface Context {
  readonly isSubAgent: boolean;
  readonly evidence: boolean;
  readonly texts: boolean;
}

class ClaudeDecoder implements ScannedDecoder {
  readonly #context: Context;
  readonly passing: Rules;
  readonly #starts: SessionStarts;
  readonly #turns: Turns;

  constructor(context: Context, starts: SessionStarts, turns: Turns) {
    this.#context = context;
    const { inSession, inSubAgent } = questionsFor(context);
    this.passing = context.isSubAgent ? inSubAgent : inSession;
    this.#starts = starts;
    this.#turns = turns;
  }

  state(): Json {
    return { started: this.#starts.state(), turns: this.#turns.state() };
  }

  line(raw: Buffer, offset: number, into: LineFindings): void {
    const { fields, bytes, isBlank } = jsonLine(raw, offset);
    if (isBlank) return;
    if (fields !== undefined) {
      this.#record(fields, bytes, into);
      return;
    }
    if (raw.length > SALVAGE_CAP) {
      into.malformed(offset);
      return;
    }
    const { records, lost } = salvage(bytes);
    for (const record of records) this.#record(record.fields, record.bytes, into);
    if (lost) into.malformed(offset);
  }

  record(fields: JsonObject, raw: Buffer, into: LineFindings): void {
    this.#record(fields, withoutReturn(raw), into);
  }

  /** Of a session: a record of it that counts, and shows nothing itself, changes nothing once it is under way. */
  knows(session: string): boolean {
    if (this.#context.isSubAgent) return readId(session) !== undefined;
    return this.#starts.has(session) && this.#turns.isUnderWay(session);
  }

  #record(fields: JsonObject, bytes: Buffer, into: LineFindings): void {
    const record = countingRecord(fields);
    if (typeof record === "string") {
      if (record === "other-type") tellUnknownType(fields["type"], into);
      into.skipped(record);
      return;
    }
    const { isSubAgent, evidence, texts } = this.#context;
    const isMain = !isSubAgent && !record.isSidechain;
    const isTalk = record.type === "user" || record.type === "assistant";
    if (!isSubAgent && record.type !== "system") this.#turns.pass(record);
    if (isMain && isTalk) this.#starts.tell(record, into.observations);
    if (record.type === "assistant") {
      if (texts) asides(record, bytes, isSubAgent, into.observations);
      toolUses(record, bytes, isSubAgent, into.observations);
      if (evidence) answer(record, bytes, isSubAgent, into.observations);
      return;
    }
    if (isMain) this.#personOrTurn(record, bytes, into);
    if (evidence && record.type === "user") toolResults(record, bytes, isSubAgent, into.observations);
  }

  #personOrTurn(record: CountingRecord, bytes: Buffer, into: LineFindings): void {
    let seen: Observation | undefined;
    if (record.type === "attachment") queuedPrompt(record, bytes, into);
    else if (record.type === "system") seen = this.#turns.end(record, bytes) ?? localCommand(record, bytes);
    else {
      fromPerson(record, bytes, into);
      seen = decision(record, bytes);
    }
    if (seen !== undefined) into.observations.push(seen);
  }
}
