/** An independent reading of Goose's database, session by session, from what is known of it; no code of `src`. */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { readCount, usageFields } from "../../support/reference/rules.ts";
import { wireEvent, wireKind, type WireEvent } from "../../support/reference/wire.ts";

type Row = Readonly<Record<string, string | number | null | undefined>>;

interface Item {
  readonly type?: string;
  readonly text?: unknown;
  readonly id?: string;
  readonly toolCall?: { readonly value?: { readonly name: string; readonly arguments: { readonly path?: string } } };
  readonly toolResult?: { readonly status: string; readonly value?: { readonly isError?: boolean } };
}

interface Metadata {
  readonly userVisible?: boolean;
  readonly agentVisible?: boolean;
  readonly inference?: { readonly requestedModel?: string };
}

interface Message {
  readonly key: string;
  readonly id: string | undefined;
  readonly role: string;
  readonly at: number;
  readonly items: readonly Item[];
  readonly isSeen: boolean;
  readonly model: string | undefined;
}

const EXACT: Readonly<Record<string, string>> = { tree: "search", delegate: "sub_agent", todo__todo_write: "other" };
const iso = (millis: number) => new Date(millis).toISOString();

export function referenceGoose(directory: string): readonly WireEvent[] {
  const path = join(directory, "sessions/sessions.db");
  if (!existsSync(path)) return [];
  const database = new DatabaseSync(path, { readOnly: true });
  const rows = (sql: string) => database.prepare(sql).all() as unknown as readonly Row[];
  const sessions = rows("SELECT * FROM sessions");
  const messages = rows("SELECT * FROM messages WHERE created_timestamp < 1e15 ORDER BY id");
  const isLedger = rows("SELECT 1 FROM sqlite_master WHERE name = 'usage_ledger'").length > 0;
  const ledger = (isLedger ? rows("SELECT * FROM usage_ledger") : []).filter(
    (row) => row["cost_source"] !== "carried_forward",
  );
  database.close();
  return sessions.flatMap((session) => {
    const isOwn = (row: Row) => row["session_id"] === session["id"];
    const head = headOf(session, sessions);
    const own = messages.filter((row) => isOwn(row) && !isOfShell(session, row)).flatMap(messageOf);
    const told = sessionEvents(session, head, own);
    return [...told, ...ledger.filter(isOwn).flatMap((row) => requestEvents(session, head, row))];
  });
}

/** What the shell noted of the commands that ran in it. */
function isOfShell(session: Row, row: Row): boolean {
  const isNote = /"agentVisible":false/.test(String(row["metadata_json"])) && row["role"] === "user";
  if (session["session_type"] !== "terminal" || !isNote || Number(row["created_timestamp"]) < 1e10) return false;
  return !String(row["content_json"]).includes(String.raw`<shell_history>\n`);
}

/** What a request took: its input holds the cache. */
function requestEvents(session: Row, head: Row, row: Row): readonly WireEvent[] {
  const created = Number(row["created_timestamp"]);
  const at = created > 1e10 ? created : created * 1000;
  const isOld = /^\d{8}_\d{6}$/.test(String(session["id"]));
  if (!isOld && at < beginOf(session) - 60_000) return [];
  const cwd = session["working_dir"] === "" ? undefined : String(session["working_dir"]);
  const agent_id = isChild(session) ? String(session["id"]) : undefined;
  const common = { agent: "goose", at: iso(at), session: String(head["id"]), cwd };
  const [read, write] = [readCount(row["cache_read_tokens"]), readCount(row["cache_write_tokens"])];
  const [input, output] = [readCount(row["input_tokens"]), readCount(row["output_tokens"])];
  const took = usageFields({ input: input - read - write, output, read, write, cost: row["cost"] });
  const model = typeof row["model"] === "string" ? row["model"] : undefined;
  const key = `${String(session["id"])}.${String(row["id"])}`;
  return [
    ...(took === undefined ? [] : [wireEvent({ ...common, type: "agent_usage", key }, { model, agent_id, ...took })]),
    ...(row["is_compaction"] === 1 && agent_id === undefined
      ? [wireEvent({ ...common, type: "agent_session", key: String(head["id"]) }, { action: "compacted" })]
      : []),
  ];
}

function beginOf(session: Row): number {
  const created = String(session["created_at"]);
  return Date.parse(/Z|\+/.test(created) ? created : `${created.replace(" ", "T")}Z`);
}

const isChild = (session: Row) => session["session_type"] === "sub_agent";

function headOf(session: Row, sessions: readonly Row[]): Row {
  const parent = sessions.find(({ id }) => id === session["parent_session_id"]);
  return isChild(session) && parent !== undefined ? headOf(parent, sessions) : session;
}

function messageOf(row: Row): Message[] {
  const json = (text: unknown): unknown => {
    try {
      return JSON.parse(String(text));
    } catch {
      return undefined;
    }
  };
  const items = json(row["content_json"]);
  if (!Array.isArray(items)) return [];
  const metadata = json(row["metadata_json"]) as Metadata | undefined;
  const id = typeof row["message_id"] === "string" ? row["message_id"] : undefined;
  const hash = createHash("sha256")
    .update(`{"content":${String(row["content_json"])}}`)
    .digest("hex")
    .slice(0, 16);
  const created = Number(row["created_timestamp"]);
  return [
    {
      key: id ?? `line-${hash}`,
      id,
      role: String(row["role"]),
      at: created > 1e10 ? created : created * 1000,
      items: (items as readonly (Item | null)[]).filter((item) => item !== null && typeof item === "object"),
      isSeen: metadata?.userVisible !== false,
      model: metadata?.inference?.requestedModel,
    },
  ];
}

/** Without the history of the shell that stands before it. */
function asTyped(text: string): string {
  const end = "\n</shell_history>";
  return text.startsWith("<shell_history>\n") && text.includes(end)
    ? text.slice(text.lastIndexOf(end) + end.length).trim()
    : text;
}

function sessionEvents(session: Row, head: Row, all: readonly Message[]): readonly WireEvent[] {
  const events: WireEvent[] = [];
  const began = beginOf(session);
  const isOld = /^\d{8}_\d{6}$/.test(String(session["id"]));
  const messages = all.filter(({ at }) => isOld || Number.isNaN(began) || at >= began - 60_000);
  const cwd = session["working_dir"] === "" ? undefined : String(session["working_dir"]);
  const agent_id = isChild(session) ? String(session["id"]) : undefined;
  const add = (type: string, at: number, key: string, rest: Parameters<typeof wireEvent>[1]) =>
    events.push(wireEvent({ agent: "goose", type, at: iso(at), key, session: String(head["id"]), cwd }, rest));
  const [first] = messages;
  if (first !== undefined && head === session)
    add("agent_session", Number.isNaN(began) ? first.at : began, String(session["id"]), { action: "started" });
  const recipe = JSON.parse(String(session["recipe_json"] ?? "{}")) as { prompt?: string; instructions?: string };
  const type = String(session["session_type"]);
  const isSchedule = type === "scheduled" || (type !== "hidden" && session["schedule_id"] != null);
  let asked = all.length - messages.length;
  for (const [index, message] of messages.entries()) {
    const { key, role, at, items } = message;
    const texts = items
      .flatMap(({ type, text }) => (type === "text" && typeof text === "string" ? [text.trim()] : []))
      .filter((text) => text !== "");
    if (role === "user") {
      for (const { type, id = "", toolResult } of items) {
        const call = messages
          .slice(0, index)
          .findLast((each) => each.items.some((item) => item.type === "toolRequest" && item.id === id));
        if (type !== "toolResponse" || toolResult === undefined || call === undefined) continue;
        const ok = toolResult.status === "success" && toolResult.value?.isError !== true;
        add("agent_tool_result", at, `${call.key}.${id}`, { ok, agent_id });
      }
      const hasImage = items.some(({ type }) => type === "image");
      if (isChild(session) || !message.isSeen || items.some(({ type }) => type === "toolResponse")) continue;
      if (texts.length === 0 && !hasImage) continue;
      asked++;
      const isOneText = texts.length === 1 && !hasImage;
      const isFirst = isSchedule && asked === 1 && (isOld || !(at >= began + 3_600_000));
      const isOfRecipe = [recipe.prompt, recipe.instructions].some((words) => words?.trim() === texts[0]);
      const automated = type === "hidden" || (isOneText && (isFirst || isOfRecipe)) ? true : undefined;
      if (/^(\/[a-z][a-z0-9_.:-]*( [^]*)?|Please compact this conversation)$/i.test(texts.join("\n"))) {
        add("user_action", at, key, { action: "command", automated });
        continue;
      }
      const written = type === "terminal" ? texts.map((text) => asTyped(text)) : texts;
      if (written.join("") !== "" || hasImage)
        add("user_message", at, key, { length: Buffer.byteLength(written.join("")), has_image: hasImage, automated });
    }
    if (role !== "assistant") continue;
    const calls = items.filter(({ type, id, toolCall }) => type === "toolRequest" && id && toolCall?.value);
    for (const { id, toolCall } of calls) {
      const tool = toolCall?.value?.name || "unknown";
      const kind = EXACT[tool] ?? wireKind(tool);
      const file = /^file_|^search$/.test(kind) ? toolCall?.value?.arguments.path : undefined;
      add("agent_tool_use", at, `${key}.${id}`, { tool, tool_kind: kind, file, agent_id });
    }
    if (texts.length === 0 || calls.length > 0 || !message.isSeen) continue;
    const before = messages.slice(0, index).filter(({ id }) => id !== undefined && id === message.id).length;
    const length = Buffer.byteLength(texts.join("\n"));
    add("agent_message", at, before > 0 ? `${key}.${before}` : key, { length, model: message.model, agent_id });
  }
  return events;
}
