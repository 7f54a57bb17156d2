/** An independent reading of Crush's databases, session by session, from what is known of them; no code of `src`. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { wireEvent, wireKind, type WireEvent } from "../../support/reference/wire.ts";

interface Part {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

type Row = Readonly<Record<string, string | number | null>>;

/** Everything that a directory with a register, or with a database, leads to. */
export function referenceCrush(directory: string): readonly WireEvent[] {
  const own = join(directory, "crush.db");
  const register = join(directory, "projects.json");
  const listed = existsSync(register)
    ? (JSON.parse(readFileSync(register, "utf8")) as { projects: readonly { data_dir: string }[] }).projects
    : [];
  const paths = [own, ...listed.map((project) => join(project.data_dir, "crush.db"))];
  return paths.filter((path) => existsSync(path)).flatMap(databaseEvents);
}

const iso = (seconds: number) => new Date(seconds * 1000).toISOString();
const EXACT: Readonly<Record<string, string>> = {
  job_output: "shell",
  job_kill: "shell",
  lsp_rename: "file_edit",
  lsp_replace_symbol: "file_edit",
  read_mcp_resource: "other",
  download: "web",
  sourcegraph: "web",
  web_search: "web",
};

function databaseEvents(path: string): readonly WireEvent[] {
  const database = new DatabaseSync(path, { readOnly: true });
  const sessions = database.prepare("SELECT * FROM sessions").all() as unknown as readonly Row[];
  const messages = database
    .prepare("SELECT * FROM messages WHERE created_at < 1e15 ORDER BY rowid")
    .all() as unknown as readonly Row[];
  database.close();
  const cwd = dirname(path).endsWith("/.crush") ? dirname(dirname(path)) : undefined;
  return sessions.flatMap((session) => {
    let head = session;
    for (
      let parent: Row | undefined = head;
      parent !== undefined;
      parent = sessions.find(({ id }) => id === head["parent_session_id"])
    )
      head = parent;
    const own = messages.filter((message) => message["session_id"] === session["id"]).map(messageOf);
    return sessionEvents(session, head, own, cwd);
  });
}

interface Message {
  readonly id: string;
  readonly role: string;
  readonly at: number;
  readonly model: string;
  readonly isSummary: boolean;
  readonly parts: readonly Part[];
}

function messageOf(row: Row): Message {
  let parts: readonly Part[] | undefined;
  try {
    const value: unknown = JSON.parse(String(row["parts"]));
    const isPart = (part: Partial<Part> | null) => typeof part?.type === "string" && typeof part.data === "object";
    if (Array.isArray(value)) parts = (value as readonly Part[]).filter(isPart);
  } catch {
    parts = undefined;
  }
  return {
    id: String(row["id"]),
    role: parts === undefined ? "damaged" : String(row["role"]),
    at: Number(row["created_at"]),
    model: String(row["model"]),
    isSummary: row["is_summary_message"] === 1,
    parts: parts ?? [],
  };
}

function sessionEvents(session: Row, head: Row, messages: readonly Message[], cwd: string | undefined): WireEvent[] {
  const events: WireEvent[] = [];
  const isChild = session["parent_session_id"] !== null;
  const agent_id = isChild ? String(session["id"]) : undefined;
  const add = (type: string, at: string, key: string, rest: Parameters<typeof wireEvent>[1]) =>
    events.push(wireEvent({ agent: "crush", type, at, key, session: String(head["id"]), cwd }, rest));
  if (head === session && messages.some(({ role }) => role !== "damaged"))
    add("agent_session", iso(Number(session["created_at"])), String(session["id"]), { action: "started" });
  for (const [index, message] of messages.entries()) {
    const { id, role, parts } = message;
    const of = (type: string) => parts.filter((part) => part.type === type).map(({ data }) => data);
    if (message.isSummary) {
      const end = of("finish").at(-1)?.["reason"];
      const isMade = end !== undefined && end !== "canceled" && end !== "error";
      if (isMade && !isChild) add("agent_session", iso(message.at), String(head["id"]), { action: "compacted" });
      continue;
    }
    const texts = of("text")
      .flatMap(({ text }) => (typeof text === "string" ? [text.trim()] : []))
      .filter((text) => text !== "");
    if (role === "user" && !isChild) {
      const files = of("binary").map((data) => String(data["MIMEType"]));
      if (texts.length > 0 || files.length > 0) {
        if (texts[0]?.startsWith("The previous session was interrupted because it got too long")) continue;
        add("user_message", iso(message.at), id, {
          length: Buffer.byteLength(texts.join("")),
          has_image: files.some((type) => type.startsWith("image/")),
          automated: texts[0]?.startsWith("<channel ") === true ? true : undefined,
        });
      } else if (of("shell_command").length > 0) add("user_action", iso(message.at), id, { action: "shell" });
    }
    if (role === "tool") {
      const answer = messages.slice(0, index).findLast((each) => each.role === "assistant");
      for (const result of of("tool_result")) {
        if (answer === undefined) continue;
        const key = `${answer.id}.${String(result["tool_call_id"])}`;
        const { metadata } = result;
        const told = (typeof metadata === "string" && metadata !== "" ? JSON.parse(metadata) : {}) as {
          start_time?: number;
          end_time?: number;
        };
        const { start_time: start, end_time: end } = told;
        const isTimed = start !== undefined && end !== undefined;
        add("agent_tool_result", isTimed ? iso(end / 1000) : iso(message.at), key, {
          ok: result["is_error"] !== true,
          duration_ms: isTimed ? end - start : undefined,
          agent_id,
        });
        const text = String(result["content"]);
        const isNo = text === "User denied permission" || text === "User cancelled this question";
        if (isNo && result["is_error"] === true) add("user_action", iso(message.at), key, { action: "reject" });
        else if (result["name"] === "question" && result["is_error"] !== true && text.startsWith("Q1: "))
          add("user_action", iso(message.at), key, { action: "answer" });
      }
    }
    if (role !== "assistant") continue;
    const [finish] = of("finish");
    if (finish === undefined && index === messages.length - 1) continue;
    const calls = of("tool_call").filter((call) => call["finished"] === true && call["id"] !== "");
    for (const [place, { id: call, name, input }] of calls.entries()) {
      const tool = String(name);
      const kind = EXACT[tool] ?? wireKind(tool);
      const given = (/^\{.*\}$/s.test(String(input)) ? JSON.parse(String(input)) : {}) as {
        file_path?: string;
        path?: string;
      };
      const file = given.file_path ?? given.path;
      const isOfFile = /^file_|^search$/.test(kind);
      const told = { tool, tool_kind: kind, file: isOfFile ? file : undefined, agent_id };
      const isSecond = calls.findIndex((other) => other["id"] === call) < place;
      add("agent_tool_use", iso(message.at), `${id}.${String(call)}${isSecond ? `.${place}` : ""}`, told);
    }
    if (finish === undefined || finish["reason"] === "tool_use") continue;
    const ended = Number(finish["time"]);
    if (!(ended > 0)) continue;
    const isStopped = finish["reason"] === "canceled";
    if (calls.length === 0 && texts.length > 0 && !isStopped && finish["reason"] !== "error")
      add("agent_message", iso(ended), id, {
        length: Buffer.byteLength(texts.join("\n")),
        model: message.model,
        agent_id,
      });
    if (finish["reason"] === "error") add("agent_error", iso(ended), id, { agent_id });
    if (isChild) continue;
    if (isStopped) add("user_action", iso(ended), id, { action: "interrupt" });
    const from = messages.findLastIndex(
      (each, place) =>
        place < index && each.role === "user" && !each.parts.some(({ type }) => type === "shell_command"),
    );
    const usedTools = messages.slice(from + 1, index).some((each) => each.role === "tool") || calls.length > 0;
    const prompt = messages[from];
    if (prompt !== undefined && !usedTools)
      add("agent_turn", iso(ended), id, { action: "ended", duration_ms: (ended - prompt.at) * 1000 });
  }
  return events;
}
