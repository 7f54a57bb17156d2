import type { Observation } from "../../events/observation.ts";
import { parseObject, type Json, type JsonObject } from "../../lib/json.ts";
import { cleanLine, withoutReturn } from "../clean-line.ts";
import { idOf, memberOf } from "../fields.ts";
import type { LineDecoder, LineFindings, LineFormat } from "../line-format.ts";
import type { Log } from "../source.ts";
import { isSubAgentLog } from "./discover.ts";
import { fromPerson, queuedPrompt } from "./person.ts";
import { common, countingRecord, keyOf, type CountingRecord } from "./record.ts";
import { SALVAGE_CAP, salvage } from "./salvage.ts";
import { toolUses } from "./tool-uses.ts";

const LONGEST_TURN_MS = 10 ** 10;
/** Nothing but the white space of JSON. */
const BLANK = /^[ \t\r]*$/;

/** The lines of a transcript. `README.md` beside this file tells what they look like. */
export const claudeLines: LineFormat = { revision: 1, decoder: claudeDecoder };

export function claudeDecoder(log: Log, memo: Json | undefined): ClaudeDecoder | undefined {
  if (memo === undefined) return new ClaudeDecoder(isSubAgentLog(log.below), []);
  const started = memberOf(memo, "started");
  if (!Array.isArray(started) || !started.every((id) => typeof id === "string")) return undefined;
  return new ClaudeDecoder(isSubAgentLog(log.below), started);
}

export class ClaudeDecoder implements LineDecoder {
  readonly isSubAgent: boolean;
  /** The sessions whose start this log has shown. */
  readonly #started: Set<string>;

  constructor(isSubAgent: boolean, started: readonly string[]) {
    this.isSubAgent = isSubAgent;
    this.#started = new Set(started);
  }

  memo(): Json {
    return { started: [...this.#started] };
  }

  line(raw: Buffer, offset: number, into: LineFindings): void {
    const bytes = cleanLine(raw, offset);
    const text = bytes.toString("utf8");
    if (BLANK.test(text)) return;
    const fields = parseObject(text);
    if (fields !== undefined) {
      this.#record(fields, bytes, into);
      return;
    }
    if (raw.length > SALVAGE_CAP) {
      into.malformed(offset);
      return;
    }
    const { pieces, lost } = salvage(bytes);
    for (const piece of pieces) this.#record(piece.fields, piece.bytes, into);
    if (lost) into.malformed(offset);
  }

  /** As `line`, of a line that is an object; `text` is JSON of it that has at least the members that are read here. */
  reduced(text: string, raw: Buffer, into: LineFindings): void {
    const fields = parseObject(text);
    if (fields !== undefined) this.#record(fields, withoutReturn(raw), into);
  }

  /** Whether a record of this session counts, if all else does, and starts nothing. */
  knows(session: string): boolean {
    return this.isSubAgent ? idOf(session) !== undefined : this.#started.has(session);
  }

  #record(fields: JsonObject, bytes: Buffer, into: LineFindings): void {
    const record = countingRecord(fields);
    if (typeof record === "string") {
      into.skipped(record);
      return;
    }
    const isMain = !this.isSubAgent && !record.isSidechain;
    if (isMain && (record.type === "user" || record.type === "assistant") && !this.#started.has(record.sessionId)) {
      this.#started.add(record.sessionId);
      into.observations.push({ kind: "session-started", ...common(record) });
    }
    if (record.type === "assistant") toolUses(record, bytes, this.isSubAgent, into.observations);
    else if (isMain) {
      const seen = personOrTurn(record, bytes);
      if (seen !== undefined) into.observations.push(seen);
    }
  }
}

function personOrTurn(record: CountingRecord, bytes: Buffer): Observation | undefined {
  switch (record.type) {
    case "user":
      return fromPerson(record, bytes);
    case "attachment":
      return queuedPrompt(record, bytes);
    case "system":
      return turnEnded(record, bytes);
    case "assistant":
      return undefined;
  }
}

function turnEnded(record: CountingRecord, bytes: Buffer): Observation | undefined {
  const { subtype, durationMs, uuid } = record.fields;
  if (subtype !== "turn_duration" || typeof durationMs !== "number") return undefined;
  if (!(durationMs >= 0 && durationMs <= LONGEST_TURN_MS)) return undefined;
  return { kind: "turn-ended", ...common(record), key: keyOf(uuid, bytes), durationMs: Math.trunc(durationMs) };
}
