/** An independent reading of OpenClaw's databases, session by session, from what is known of them; no code of `src`. */
import { globSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { zstdDecompressSync } from "node:zlib";
import { readCount, usageFields } from "../../support/reference/rules.ts";
import { wireEvent, wireKind, type WireEvent } from "../../support/reference/wire.ts";

type Row = Readonly<Record<string, unknown>>;

interface Block {
  readonly type?: string;
  readonly text?: unknown;
  readonly id?: string;
  readonly name?: string;
  readonly arguments?: { readonly path?: unknown };
}

interface Message {
  readonly role?: string;
  readonly content?: unknown;
  readonly timestamp?: unknown;
  readonly stopReason?: unknown;
  readonly provider?: string;
  readonly model?: string;
  readonly usage?: Readonly<Record<string, unknown>>;
  readonly errorMessage?: string;
  readonly toolCallId?: string;
  readonly isError?: boolean;
  readonly provenance?: { readonly kind?: string };
  readonly __openclaw?: { readonly senderIsOwner?: boolean };
}

interface Said {
  readonly id: string;
  readonly message: Message;
  readonly blocks: readonly Block[];
  readonly at: number;
  readonly written: number;
}

const EXACT: Readonly<Record<string, string>> = { sessions_spawn: "sub_agent", web_search: "web" };

export function referenceOpenClaw(directory: string): readonly WireEvent[] {
  return globSync("agents/*/agent/openclaw-agent.sqlite", { cwd: directory }).flatMap((path) => {
    const database = new DatabaseSync(join(directory, path), { readOnly: true });
    const rows = (sql: string): readonly Row[] => database.prepare(sql).all();
    const windows = rows("SELECT * FROM session_windows");
    const nodes = rows("SELECT * FROM session_nodes");
    const events = rows("SELECT * FROM transcript_events ORDER BY session_id, seq");
    database.close();
    return windows.flatMap((window) => {
      const node = nodes.find((each) => each["session_key"] === window["session_key"]) ?? {};
      const own = events.filter((event) => event["session_id"] === window["session_id"]).map(eventOf);
      return sessionEvents(window, node, own, callerOf(window, windows, nodes));
    });
  });
}

function isAgentsSession(window: Row, node: Row): boolean {
  const marks = [window["spawned_by"], node["spawned_by"]].some((each) => each != null);
  const isMade = node["created_via"] === "spawn" || node["created_actor_type"] === "agent";
  return marks || isMade || String(window["session_key"]).includes(":subagent:");
}

/** The session that a sub-agent works for, if it is in the database. */
function callerOf(window: Row, windows: readonly Row[], nodes: readonly Row[]): string | undefined {
  const nodeOf = ({ session_key: key }: Row) => nodes.find((each) => each["session_key"] === key) ?? {};
  const key = [window, nodeOf(window)].flatMap((row) => row["spawned_by"] ?? []).at(0);
  const parent = [window, nodeOf(window)].flatMap((row) => row["parent_session_key"] ?? []).at(0);
  const caller = windows
    .filter(
      (each) => each["session_key"] === (key ?? parent) && Number(each["created_at"]) <= Number(window["created_at"]),
    )
    .toSorted((a, b) => Number(a["created_at"]) - Number(b["created_at"]))
    .at(-1);
  if (caller === undefined) return undefined;
  return isAgentsSession(caller, nodeOf(caller)) ? callerOf(caller, windows, nodes) : String(caller["session_id"]);
}

function eventOf(row: Row): Record<string, unknown> {
  try {
    const { event_json: json, event_zstd: packed } = row;
    const text = typeof json === "string" ? json : zstdDecompressSync(packed as Uint8Array).toString();
    return { ...(JSON.parse(text) as object) };
  } catch {
    return {};
  }
}

function saidIn({ type, id, message, timestamp }: Record<string, unknown>): readonly Said[] {
  if (type !== "message" || typeof id !== "string" || typeof message !== "object" || message === null) return [];
  const said = message as Message;
  const written = Date.parse(String(timestamp));
  const at = typeof said.timestamp === "number" ? said.timestamp : written;
  const content: readonly unknown[] = Array.isArray(said.content)
    ? said.content
    : [{ type: "text", text: said.content }];
  const blocks = content.filter((block): block is Block => typeof block === "object" && block !== null);
  return Number.isNaN(at) ? [] : [{ id, message: said, blocks, at, written }];
}

const callsOf = ({ blocks }: Said) => blocks.filter(({ type, id }) => type === "toolCall" && typeof id === "string");

function sessionEvents(
  window: Row,
  node: Row,
  all: readonly Record<string, unknown>[],
  caller: string | undefined,
): readonly WireEvent[] {
  const events: WireEvent[] = [];
  const session = String(window["session_id"]);
  const isAgents = isAgentsSession(window, node);
  const place = (isAgents ? caller : undefined) ?? session;
  const created = Number(window["created_at"]);
  const [header] = all;
  const cwd = header?.["type"] === "session" && typeof header["cwd"] === "string" ? header["cwd"] : undefined;
  const whole = all.flatMap(saidIn);
  const messages = whole.filter(({ at }) => window["reason"] !== "fork" || at >= created);
  const iso = (millis: number) => new Date(millis).toISOString();
  const add = (type: string, at: number, key: string, rest: Parameters<typeof wireEvent>[1]) =>
    events.push(wireEvent({ agent: "openclaw", type, at: iso(at), key, session: place, cwd }, rest));
  const key = String(window["session_key"]);
  const via = node["created_via"];
  const isProgram =
    ["cron", "run", "plugin", "internal"].includes(String(via)) ||
    node["created_actor_type"] === "system" ||
    window["hook_external_content_source"] != null ||
    key.includes(":cron:");
  const agent_id = isAgents ? session : undefined;
  if (messages.length > 0 && !isAgents) add("agent_session", created, session, { action: "started" });
  for (const { type, timestamp } of all) {
    const at = Date.parse(String(timestamp));
    if (type !== "compaction" || isAgents || Number.isNaN(at) || (window["reason"] === "fork" && at < created))
      continue;
    add("agent_session", at, session, { action: "compacted" });
  }
  for (const said of messages) {
    const { id, message, blocks, at, written } = said;
    const before = whole.slice(0, whole.indexOf(said));
    const texts = blocks
      .flatMap(({ type, text }) => (type === "text" && typeof text === "string" ? [text.trim()] : []))
      .filter((text) => text !== "");
    if (message.role === "user") {
      const hasImage = blocks.some(({ type }) => type === "image");
      const origin = message.provenance?.kind;
      if (isAgents || origin === "inter_session" || message.__openclaw?.senderIsOwner === false) continue;
      if (texts.length === 0 && !hasImage) continue;
      const isBeat = texts[0]?.startsWith("Read HEARTBEAT.md if it exists") === true;
      add("user_message", at, id, {
        length: Buffer.byteLength(texts.join("")),
        has_image: hasImage,
        automated: isProgram || isBeat || origin === "internal_system" ? true : undefined,
      });
    }
    if (message.role === "toolResult") {
      const call = before.findLast((each) => callsOf(each).some((block) => block.id === message.toolCallId));
      if (call === undefined) continue;
      add("agent_tool_result", at, `${call.id}.${message.toolCallId}`, { ok: message.isError !== true, agent_id });
    }
    if (message.role !== "assistant" || message.provider === "openclaw") continue;
    const calls = callsOf(said);
    for (const [place, { id: call, name, arguments: input }] of calls.entries()) {
      const tool = name ?? "unknown";
      const kind = EXACT[tool] ?? wireKind(tool);
      const isSecond = calls.findIndex((other) => other.id === call) < place;
      const isOfFile = /^file_|^search$/.test(kind) && typeof input?.path === "string";
      add("agent_tool_use", at, `${id}.${call}${isSecond ? `.${place}` : ""}`, {
        tool,
        tool_kind: kind,
        file: isOfFile ? input.path : undefined,
        agent_id,
      });
    }
    const took = answerTook(message.usage ?? {});
    if (took !== undefined) add("agent_usage", at, id, { model: message.model, agent_id, ...took });
    const status = message.errorMessage?.match(/^[1-5]\d\d(?!\w)/)?.[0];
    if (message.stopReason === "error")
      add("agent_error", at, id, { status: status === undefined ? undefined : Number(status), agent_id });
    const stop = message.stopReason;
    if (typeof stop !== "string" || stop === "toolUse") continue;
    if (texts.length > 0 && calls.length === 0 && stop !== "error" && stop !== "aborted")
      add("agent_message", written, id, {
        length: Buffer.byteLength(texts.join("\n")),
        model: message.model,
        agent_id,
      });
    const from = before.findLastIndex((each) => each.message.role === "user");
    const prompt = before[from];
    const heard = before[from - 1]?.written ?? Number.NaN;
    const asked = Math.max(prompt?.at ?? 0, Number.isNaN(heard) ? 0 : heard);
    const turn = [...before.slice(from + 1).filter((each) => each.message.provider !== "openclaw"), said];
    const usedTools = turn.some((each) => callsOf(each).length > 0);
    // All that went before the answer were failures, and none lasted for ten minutes.
    const stops = turn.filter((each) => each.message.role === "assistant").map((each) => each.message.stopReason);
    const isFirst = stops.slice(0, -1).every((each) => typeof each !== "string" || ["error", "toolUse"].includes(each));
    const times = turn.filter((each) => each === said || each.message.stopReason === "error").map((each) => each.at);
    const isQuick = times.every((time, place) => time - (times[place - 1] ?? asked) <= 600_000);
    if (!isAgents && prompt !== undefined && !usedTools && stop !== "error" && isFirst && isQuick)
      add("agent_turn", written, id, { action: "ended", duration_ms: written - asked });
  }
  return events;
}

function answerTook(usage: Readonly<Record<string, unknown>>) {
  const { total } = (usage["cost"] ?? {}) as { readonly total?: unknown };
  return usageFields({
    input: readCount(usage["input"]),
    output: readCount(usage["output"]),
    read: readCount(usage["cacheRead"]),
    write: readCount(usage["cacheWrite"]),
    reasoning: readCount(usage["reasoningTokens"]),
    cost: total,
  });
}
