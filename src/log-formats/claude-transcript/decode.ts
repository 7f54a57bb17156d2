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
import { SessionChanges } from "./session-changes.ts";
import { embeddedIn } from "./usage/embedded.ts";
import { failed, retried } from "./usage/faults.ts";
import { usageOf } from "./usage/usage.ts";
import { UsageSoFar } from "../../logs/record/usage-so-far.ts";
import { countingRecord, type CountingRecord } from "./record.ts";
import { SALVAGE_CAP, salvage } from "./salvage.ts";
import { toolUses } from "./tool-uses.ts";
import { isSubAgentLog } from "./sub-agent-log.ts";
import { Turns, turnsOf } from "./turns.ts";
import { belowOf } from "../../logs/files/below.ts";

/** The lines of a transcript. `README.md` beside this file tells what they look like. */
export const claudeLines: ScannedFormat = { revision: 4, questions: questionsFor, decoder: claudeDecoder };

function claudeDecoder(log: Log, state: Json | undefined, asked?: Asked): ClaudeDecoder | undefined {
  const context = { isSubAgent: isSubAgentLog(belowOf(log)), asked: asked ?? {} };
  if (state === undefined) return new ClaudeDecoder(context, newMemory(asked));
  const memory = restoredMemory(state, asked);
  return memory === undefined ? undefined : new ClaudeDecoder(context, memory);
}

/** What later records need of the earlier ones. */
interface Memory {
  readonly starts: SessionStarts;
  readonly turns: Turns;
  readonly changes: SessionChanges;
  /** There if usage is asked for. */
  readonly usage: UsageSoFar | undefined;
}

function newMemory(asked: Asked | undefined): Memory {
  const usage = asked?.usage === true ? new UsageSoFar() : undefined;
  return { starts: new SessionStarts(), turns: new Turns(new Map()), changes: new SessionChanges(), usage };
}

/** Nothing where usage is asked for now and was not before: the log is then read from its start. */
function restoredMemory(state: Json, asked: Asked | undefined): Memory | undefined {
  const starts = SessionStarts.restored(memberOf(state, "started"));
  const turns = turnsOf(memberOf(state, "turns"));
  const changes = SessionChanges.restored(memberOf(state, "resumed"));
  const usage = asked?.usage === true ? UsageSoFar.restored(memberOf(state, "usage")) : undefined;
  if (starts === undefined || turns === undefined || changes === undefined) return undefined;
  return asked?.usage === true && usage === undefined ? undefined : { starts, turns, changes, usage };
}

/** In which log a decoder is, and what is asked of it. */
interface Context {
  readonly isSubAgent: boolean;
  readonly asked: Asked;
}

class ClaudeDecoder implements ScannedDecoder {
  readonly #context: Context;
  readonly passing: Rules;
  readonly #memory: Memory;

  constructor(context: Context, memory: Memory) {
    this.#context = context;
    const { inSession, inSubAgent } = questionsFor(context.asked);
    this.passing = context.isSubAgent ? inSubAgent : inSession;
    this.#memory = memory;
  }

  state(): Json {
    const { starts, turns, changes, usage } = this.#memory;
    return {
      started: starts.state(),
      turns: turns.state(),
      resumed: changes.state(),
      ...(usage === undefined ? {} : { usage: usage.state() }),
    };
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
    const { starts, turns } = this.#memory;
    return starts.has(session) && turns.isUnderWay(session);
  }

  #record(fields: JsonObject, bytes: Buffer, into: LineFindings): void {
    const record = countingRecord(fields);
    if (typeof record === "string") {
      if (record === "other-type" && this.#embedded(fields, bytes, into)) return;
      if (record === "other-type") tellUnknownType(fields["type"], into);
      into.skipped(record);
      return;
    }
    const { isSubAgent, asked } = this.#context;
    const { starts, turns } = this.#memory;
    const evidence = asked.evidence === true;
    const isMain = !isSubAgent && !record.isSidechain;
    const isTalk = record.type === "user" || record.type === "assistant";
    if (!isSubAgent && record.type !== "system") turns.pass(record);
    if (isMain && isTalk) starts.tell(record, into.observations);
    if (record.type === "assistant") {
      if (asked.texts === true) asides(record, bytes, isSubAgent, into.observations);
      toolUses(record, bytes, isSubAgent, into.observations);
      if (evidence) answer(record, bytes, isSubAgent, into.observations);
      this.#usage(record, bytes, into);
      return;
    }
    if (isMain) this.#personOrTurn(record, bytes, into);
    if (evidence && record.type === "user") toolResults(record, bytes, isSubAgent, into.observations);
    if (asked.usage === true && record.type === "system") push(into, retried(record, bytes, this.#agentOf(record)));
  }

  /** What an answer took, or why there was none. */
  #usage(record: CountingRecord, bytes: Buffer, into: LineFindings): void {
    const { usage } = this.#memory;
    if (usage === undefined) return;
    const agentId = this.#agentOf(record);
    const speaker = { isSubAgent: this.#context.isSubAgent || record.isSidechain, agentId };
    into.observations.push(...usageOf(record, bytes, speaker, usage));
    push(into, failed(record, bytes, agentId));
  }

  /** What an answer of a sub-agent took that a record of another type holds, if it holds one and that is asked for. */
  #embedded(fields: JsonObject, bytes: Buffer, into: LineFindings): boolean {
    const { usage } = this.#memory;
    const embedded = usage === undefined ? undefined : embeddedIn(fields);
    if (usage === undefined || embedded === undefined) return false;
    const { record, agentId } = embedded;
    into.observations.push(...usageOf(record, bytes, { isSubAgent: true, agentId }, usage));
    return true;
  }

  #agentOf({ fields }: CountingRecord): string | undefined {
    return this.#context.isSubAgent ? readId(fields["agentId"]) : undefined;
  }

  #personOrTurn(record: CountingRecord, bytes: Buffer, into: LineFindings): void {
    const { turns, changes } = this.#memory;
    if (record.type === "attachment") queuedPrompt(record, bytes, into);
    else if (record.type === "system") {
      push(into, turns.end(record, bytes));
      localCommand(record, bytes, into);
    } else {
      fromPerson(record, bytes, into);
      push(into, decision(record, bytes));
    }
    push(into, changes.seen(record));
  }
}

function push(into: LineFindings, seen: Observation | undefined): void {
  if (seen !== undefined) into.observations.push(seen);
}
