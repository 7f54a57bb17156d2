/** Sessions of Pi, read whole from the notes on the format; shares no code with the program. */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { member, type JsonObject } from "../../support/reference/lines.ts";
import type { ReferenceEvent } from "../../support/reference/record.ts";
import { pathGiven } from "../../support/reference/path-given.ts";
import {
  kindOfTool,
  readCount,
  readDuration,
  readId,
  readText,
  readTime,
  usageFields,
} from "../../support/reference/rules.ts";
import { EventWriter, filesBelow, logRecords, readBelow } from "../../support/reference/sessions.ts";

/** The events of one session's log. */
function readSession(bytes: Buffer, writer: EventWriter): void {
  let header: JsonObject | undefined;
  let asked: number | undefined;
  let failed: number | undefined;
  /** The writing of the last word of anybody. */
  let last = -Infinity;
  let open = new Map<string, string>();
  for (const { record } of logRecords(bytes)) {
    const type = member(record, "type");
    if (type === "session") {
      header = record;
      asked = undefined;
      failed = undefined;
      last = -Infinity;
      open = new Map();
    }
    const session = readId(member(header, "id"));
    const written = readTime(member(record, "timestamp"));
    const message = member(record, "message");
    if (type === "custom_message" && written !== undefined) {
      // An extension that speaks more than ten seconds after the last word has woken the agent.
      if (Date.parse(written) > last + 10_000 && last > -Infinity) asked = undefined;
      last = Date.parse(written);
    }
    if ((type !== "message" && type !== "compaction") || session === undefined || written === undefined) continue;
    const parent = member(header, "parentSession");
    const begun = readTime(member(header, "timestamp"));
    const isFork = typeof parent === "string" && parent !== "" && begun !== undefined;
    const isCopy = isFork && Date.parse(written) < Date.parse(begun);
    const name = isCopy ? (parent.split(/[/\\]/).at(-1) ?? "") : "";
    const from = name.endsWith(".jsonl") && name.includes("_") ? name.slice(name.indexOf("_") + 1, -6) : "";
    const place = { agent: "pi", session: readId(from) ?? session, cwd: readText(member(header, "cwd"), 2048) };
    if (type === "compaction") {
      writer.put(place, "agent_session", written, place.session, { action: "compacted" });
      continue;
    }
    if (typeof message !== "object" || Array.isArray(message) || message === null) continue;
    const content = member(message, "content");
    const blocks: unknown[] = Array.isArray(content) ? content : typeof content === "string" ? [content] : [];
    const text = blocks
      .map((block) => (typeof block === "string" ? block : member(block, "type") === "text" && member(block, "text")))
      .filter((each) => typeof each === "string")
      .join("\n")
      .trim();
    const own = member(message, "timestamp");
    const sent =
      typeof own === "number" && Math.abs(own) < 8e15 ? readTime(new Date(Math.floor(own)).toISOString()) : undefined;
    const key = keyOf(record);
    const put = (kind: string, at: string, id: string, fields: Readonly<Record<string, unknown>>): void => {
      if (!isCopy) writer.start(place, at);
      writer.put(place, kind, at, id, fields);
    };
    const before = last;
    if (["user", "assistant", "toolResult"].includes(member(message, "role") as string)) last = Date.parse(written);
    switch (member(message, "role")) {
      case "user": {
        const hasImage = blocks.some((block) => member(block, "type") === "image");
        if (text === "" && !hasImage) break;
        const at = sent ?? written;
        put("user_message", at, key, { length: Buffer.byteLength(text.toWellFormed()), has_image: hasImage });
        // What was typed while the agent worked goes with its turn, or has waited until its last word.
        if (asked === undefined || failed !== undefined || Date.parse(at) > before)
          asked = Math.max(Date.parse(at), before);
        failed = undefined;
        break;
      }
      case "bashExecution":
        put("user_action", sent ?? written, key, { action: "shell" });
        break;
      case "toolResult": {
        const call = readId(member(message, "toolCallId")) ?? "";
        const use = open.get(call);
        open.delete(call);
        if (use !== undefined) put("agent_tool_result", written, use, { ok: member(message, "isError") !== true });
        break;
      }
      case "assistant": {
        const calls = [...blocks.entries()].filter(([, block]) => member(block, "type") === "toolCall");
        for (const [index, call] of calls) {
          const tool = readText(member(call, "name"), 10_000) ?? "unknown";
          const input = member(call, "arguments");
          const seconds = member(input, "timeout");
          const isShell = tool === "bash" || tool === "powershell";
          const modelId = readId(member(call, "id"));
          if (modelId !== undefined) open.set(modelId, `${key}-${index}`);
          put("agent_tool_use", written, `${key}-${index}`, {
            tool: readText(tool, 256),
            tool_kind: kindOfTool(tool),
            file: readText(pathGiven(kindOfTool(tool), input), 2048),
            timeout_ms: isShell && typeof seconds === "number" ? readDuration(seconds * 1000) : undefined,
          });
        }
        const stop = member(message, "stopReason");
        // Ten minutes after a failure nobody tries again.
        if (failed !== undefined && Date.parse(sent ?? written) - failed > 600_000) asked = undefined;
        failed = stop === "error" ? Date.parse(written) : undefined;
        if (stop === "length" && calls.length === 0) asked = undefined;
        const took = answerTook(member(message, "usage"));
        const model = readText(member(message, "model"), 256);
        if (took !== undefined) writer.put(place, "agent_usage", written, key, { model, ...took });
        const code = /^[1-5]\d\d(?!\w)/.exec(String(member(message, "errorMessage")))?.[0];
        const status = code === undefined ? undefined : Number(code);
        if (stop === "error") writer.put(place, "agent_error", written, key, { status });
        if (stop === "aborted") {
          put("user_action", written, key, { action: "interrupt" });
          asked = undefined;
        }
        if (stop !== "stop") break;
        if (text !== "" && calls.length === 0)
          put("agent_message", written, key, { length: Buffer.byteLength(text.toWellFormed()), model });
        if (asked !== undefined && Date.parse(written) >= asked)
          put("agent_turn", written, key, { action: "ended", duration_ms: Date.parse(written) - asked });
        asked = undefined;
        break;
      }
      default:
    }
  }
}

function answerTook(usage: unknown) {
  const [input, output, read, write] = ["input", "output", "cacheRead", "cacheWrite"].map((name) =>
    readCount(member(usage, name)),
  );
  const cost = member(member(usage, "cost"), "total");
  return usageFields({ input: input ?? 0, output: output ?? 0, read: read ?? 0, write: write ?? 0, cost });
}

/** An id of Pi's own stands before the message; one behind it was given to an entry of version 1 later. */
function keyOf(record: JsonObject): string {
  const names = Object.keys(record);
  const id = readId(member(record, "id"));
  const isOwn = names.slice(0, names.indexOf("message")).includes("id");
  if (id !== undefined && isOwn) return id;
  const hash = createHash("sha256").update(JSON.stringify(record["message"])).digest("hex");
  return `message-${hash.slice(0, 16)}`;
}

/** Every session below a directory of Pi, or in one that holds sessions alone. */
export function referencePi(directory: string, evidence = false): ReferenceEvent[] {
  return sessionsOf(directory, evidence).flatMap(({ events }) => events);
}

/** What they tell of usage and errors. */
export function referencePiUsage(directory: string): ReferenceEvent[] {
  return sessionsOf(directory, false).flatMap(({ usage }) => usage);
}

function sessionsOf(directory: string, evidence: boolean): readonly EventWriter[] {
  const sessions = join(directory, "sessions");
  const isOwn = (path: string) => /^(?:--[^/]*\/)?\d{4}-\d\d-\d\dT[^/]*Z_[^/]+\.jsonl$/.test(path);
  const isAgents = (path: string) => path.endsWith(".jsonl") && path.split("/").length <= 2;
  const [top, isLog] = existsSync(sessions) ? [sessions, isAgents] : [directory, isOwn];
  return filesBelow(top, isLog).map((path) => {
    const writer = new EventWriter(evidence);
    readSession(readBelow(top, path), writer);
    return writer;
  });
}
