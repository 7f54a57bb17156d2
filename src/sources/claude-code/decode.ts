import type { Observation } from "../../events/observation.ts";
import { isObject, parseObject, type Json, type JsonObject } from "../../lib/json.ts";
import { cleanLine, withoutReturn } from "../clean-line.ts";
import { idOf, lineId, memberOf, present, textOf } from "../fields.ts";
import type { LineDecoder, LineFindings, LineFormat } from "../line-format.ts";
import type { Log } from "../source.ts";
import { isSubAgentLog } from "./discover.ts";
import { sentIn, synthetic, type Sent } from "./prompt.ts";
import { countingRecord, type CountingRecord } from "./record.ts";
import { SALVAGE_CAP, salvage } from "./salvage.ts";

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

function common({ at, sessionId, cwd, gitBranch }: CountingRecord) {
  return { at, sessionId, cwd, gitBranch };
}

/** A record's own id, or what stands for it. */
function keyOf(id: unknown, bytes: Buffer): string {
  return idOf(id) ?? lineId(bytes);
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

/** What a `user` record shows of the person: most of them are results of tools, or were written by the program. */
function fromPerson(record: CountingRecord, bytes: Buffer): Observation | undefined {
  const { fields } = record;
  const { message } = fields;
  if (memberOf(message, "role") !== "user") return undefined;
  const origin = memberOf(fields["origin"], "kind");
  if (!isHuman(origin)) return undefined;
  if (fields["isCompactSummary"] === true || fields["promptSource"] === "system") return undefined;
  // Messages from a channel (a chat) are marked as meta though a person wrote them.
  if (fields["isMeta"] === true && !present(origin)) return undefined;
  const sent = sentIn(memberOf(message, "content"));
  if (sent === undefined || isEmpty(sent)) return undefined;
  const observed = { ...common(record), key: keyOf(fields["uuid"], bytes), automated: isAutomated(fields) };
  const other = synthetic(sent.text);
  if (other === "synthetic") return undefined;
  if (other !== undefined) return { kind: "user-action", ...observed, action: other };
  // Of an approved plan the person wrote nothing.
  const length = typeof fields["planContent"] === "string" ? 0 : Buffer.byteLength(sent.text.toWellFormed());
  return { kind: "user-message", ...observed, length, hasImage: sent.hasImage };
}

/** A prompt that was typed while the agent worked. */
function queuedPrompt(record: CountingRecord, bytes: Buffer): Observation | undefined {
  const { fields } = record;
  const { attachment } = fields;
  if (memberOf(attachment, "type") !== "queued_command" || memberOf(attachment, "commandMode") !== "prompt")
    return undefined;
  if (!isHuman(memberOf(memberOf(attachment, "origin"), "kind"))) return undefined;
  const sent = sentIn(memberOf(attachment, "prompt"));
  if (sent === undefined || isEmpty(sent) || synthetic(sent.text) !== undefined) return undefined;
  return {
    kind: "user-message",
    ...common(record),
    key: keyOf(fields["uuid"], bytes),
    length: Buffer.byteLength(sent.text.toWellFormed()),
    hasImage: sent.hasImage,
    automated: isAutomated(fields),
  };
}

function turnEnded(record: CountingRecord, bytes: Buffer): Observation | undefined {
  const { subtype, durationMs, uuid } = record.fields;
  if (subtype !== "turn_duration" || typeof durationMs !== "number") return undefined;
  if (!(durationMs >= 0 && durationMs <= LONGEST_TURN_MS)) return undefined;
  return { kind: "turn-ended", ...common(record), key: keyOf(uuid, bytes), durationMs: Math.trunc(durationMs) };
}

function toolUses(record: CountingRecord, bytes: Buffer, isSubAgent: boolean, into: Observation[]): void {
  const content = memberOf(record.fields["message"], "content");
  if (!Array.isArray(content)) return;
  // Once a line: a line may hold millions of blocks.
  let lineKey: string | undefined;
  for (let index = 0; index < content.length; index++) {
    const block: unknown = content[index];
    if (!isObject(block) || block["type"] !== "tool_use") continue;
    const tool = textOf(block["name"]) ?? "unknown";
    into.push({
      kind: "tool-use",
      ...common(record),
      key: idOf(block["id"]) ?? `${(lineKey ??= keyOf(undefined, bytes))}-${index}`,
      tool,
      file: fileOf(tool, block["input"]),
      agentId: isSubAgent ? idOf(record.fields["agentId"]) : undefined,
    });
  }
}

function fileOf(tool: string, input: unknown): string | undefined {
  switch (tool) {
    case "Read":
    case "Edit":
    case "MultiEdit":
    case "Write":
      return textOf(memberOf(input, "file_path"));
    case "NotebookEdit":
      return textOf(memberOf(input, "notebook_path")) ?? textOf(memberOf(input, "file_path"));
    case "Glob":
    case "Grep":
    case "LS":
      return textOf(memberOf(input, "path"));
    default:
      return undefined;
  }
}

function isHuman(origin: unknown): boolean {
  return !present(origin) || origin === "human" || origin === "channel";
}

function isEmpty({ text, hasImage, hasDocument }: Sent): boolean {
  return text === "" && !hasImage && !hasDocument;
}

/** Whether a program sent it, by way of the SDK. */
function isAutomated({ promptSource, entrypoint }: JsonObject): boolean {
  return promptSource === "sdk" || (typeof entrypoint === "string" && entrypoint.startsWith("sdk"));
}
