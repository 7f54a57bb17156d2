/** An independent reading of OpenCode's sessions as whole documents, from what is known of them; no code of `src`. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { wireEvent, wireKind, type WireEvent } from "../../support/reference/wire.ts";

/** A session or a message, as far as it matters. */
export interface Info {
  readonly id: string;
  readonly parentID?: string | null;
  readonly directory?: string;
  readonly role?: string;
  readonly time: { readonly created: number; readonly completed?: number; readonly updated?: number };
  readonly error?: { readonly name?: string };
  readonly permission?: unknown;
  readonly [more: string]: unknown;
}

export interface PartInfo {
  readonly id: string;
  readonly type: string;
  readonly text?: string;
  readonly mime?: string;
  readonly synthetic?: boolean;
  readonly ignored?: boolean;
  readonly tool?: string;
  readonly state?: {
    readonly status: string;
    readonly input?: ToolInput;
    readonly time?: { readonly start: number; readonly end?: number };
    readonly error?: unknown;
    readonly metadata?: { readonly answers?: unknown };
  };
  readonly [more: string]: unknown;
}

export interface ToolInput {
  readonly filePath?: string;
  readonly path?: string;
  readonly patchText?: string;
  readonly timeout?: unknown;
}

/** A session with everything in it, as `opencode export` prints it. */
export interface Exported {
  readonly info: Info;
  readonly messages: readonly { readonly info: Info; readonly parts: readonly PartInfo[] }[];
}

/** `others` are sessions that may be parents, and have nothing else here. */
export function referenceSessions(sessions: readonly Exported[], others: readonly Info[] = []): readonly WireEvent[] {
  const infos = new Map([...others, ...sessions.map(({ info }) => info)].map((info) => [info.id, info]));
  return sessions.flatMap((session) => referenceSession(session, infos));
}

function referenceSession({ info, messages }: Exported, infos: ReadonlyMap<string, Info>): readonly WireEvent[] {
  const events: WireEvent[] = [];
  let head = info;
  for (let above = infos.get(info.parentID ?? ""); above !== undefined; above = infos.get(above.parentID ?? ""))
    head = above;
  const isChild = typeof info.parentID === "string";
  const iso = (millis: number) => new Date(Math.floor(millis)).toISOString();
  const event = (type: string, at: number, key: string, rest: Parameters<typeof wireEvent>[1]) =>
    events.push(
      wireEvent(
        { agent: "opencode", type, at: iso(at), key, session: head.id, cwd: info.directory || undefined },
        rest,
      ),
    );
  const own = messages.filter(
    ({ info: { id, role, time } }) =>
      (role === "user" || role === "assistant") &&
      (time.created >= info.time.created || ageOfId(id, info.time.created) > 0),
  );
  const isOfShell = (part: PartInfo) =>
    part.synthetic === true && part.text === "The following tool was executed by the user";
  const shells = new Set(messages.filter(({ parts }) => parts.some(isOfShell)).map((message) => message.info.id));
  if (own.length > 0 && head === info) event("agent_session", info.time.created, info.id, { action: "started" });
  for (const { info: message, parts } of own) {
    if (message.role === "assistant") {
      if (message.error?.name === "MessageAbortedError" && !isChild && message.time.completed)
        event("user_action", message.time.completed, message.id, { action: "interrupt" });
      for (const part of parts) {
        const { tool = "unknown", state } = part;
        if (part.type !== "tool" || state === undefined || !["completed", "error"].includes(state.status)) continue;
        if (state.time === undefined || shells.has(message.parentID ?? "")) continue;
        event("agent_tool_use", state.time.start, part.id, {
          ...referenceTool(tool, state.input ?? {}),
          agent_id: isChild ? info.id : undefined,
        });
        if (typeof state.time.end !== "number") continue;
        const action = referenceDecision(
          tool,
          state.status === "error" ? String(state.error) : undefined,
          state.metadata?.answers,
          isUnattended(info) || isUnattended(head),
        );
        if (action !== undefined) event("user_action", state.time.end, part.id, { action });
      }
      continue;
    }
    if (isChild) continue;
    if (parts.some(({ type }) => type === "compaction"))
      event("agent_session", message.time.created, info.id, { action: "compacted" });
    const human = parts.filter((part) => part.synthetic !== true && part.ignored !== true);
    const texts = human.flatMap((part) =>
      part.type === "text" && typeof part.text === "string" && part.text.trim() !== "" ? [part.text.trim()] : [],
    );
    const files = human.flatMap((part) => (part.type === "file" && typeof part.mime === "string" ? [part.mime] : []));
    const hasImage = files.some((mime) => mime.startsWith("image/"));
    if (texts.length > 0 || hasImage || files.includes("application/pdf"))
      event("user_message", message.time.created, message.id, {
        length: texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0),
        has_image: hasImage,
      });
    else if (parts.some(isOfShell)) event("user_action", message.time.created, message.id, { action: "shell" });
    else if (parts.some(({ type }) => type === "subtask"))
      event("user_action", message.time.created, message.id, { action: "command" });
  }
  return events;
}

/** By how much an id is older than a time; below zero if it is younger, or has no time in it. */
function ageOfId(id: string, than: number): number {
  const [, digits] = /^[a-z]+_([0-9a-f]{12})/.exec(id) ?? [];
  if (digits === undefined) return -1;
  return Number(BigInt.asIntN(36, BigInt(Math.floor(than)) - (BigInt(`0x${digits}`) >> 12n)));
}

/** What is told of the use of a tool, under its name of 1.x or of 2.x. */
export function referenceTool(tool: string, input: ToolInput) {
  let file: string | undefined;
  if (["read", "write", "edit", "multiedit"].includes(tool)) file = input.filePath || input.path;
  if (["glob", "grep", "list"].includes(tool)) file = input.path;
  if (/^(apply_)?patch$/.test(tool))
    file = /^\*\*\* (?:Add|Update|Delete) File: (.+)$/m.exec(input.patchText ?? "")?.[1]?.trim();
  const { timeout } = input;
  const isTimed = ["bash", "shell"].includes(tool) && typeof timeout === "number" && timeout >= 0 && timeout <= 1e10;
  return {
    tool,
    tool_kind: wireKind(tool),
    file: file || undefined,
    timeout_ms: isTimed ? Math.floor(timeout) : undefined,
  };
}

/** What a person decided by which a call ended. */
export function referenceDecision(
  tool: string,
  error: string | undefined,
  answers: unknown,
  isUnattended: boolean,
): "answer" | "approve" | "reject" | undefined {
  if (error === undefined) {
    if (tool === "plan_exit") return "approve";
    return tool === "question" && Array.isArray(answers) ? "answer" : undefined;
  }
  const text = error.replace(/^Error: /, "");
  if (/^The user rejected permission to use .* with the following feedback: /.test(text)) return "reject";
  const isNo =
    text.startsWith("The user rejected permission to use") || text.startsWith("The user dismissed this question");
  return isNo && !isUnattended ? "reject" : undefined;
}

export function isUnattended({ permission }: Info): boolean {
  const rules: unknown = typeof permission === "string" ? JSON.parse(permission) : permission;
  return JSON.stringify(rules ?? []).includes('"permission":"question","pattern":"*","action":"deny"');
}

/** Everything in a database. */
export function sessionsInDatabase(path: string): readonly Exported[] {
  const database = new DatabaseSync(path, { readOnly: true });
  const rows = (sql: string, ...values: string[]) => database.prepare(sql).all(...values);
  const record = (row: Record<string, unknown>): object => ({
    ...(JSON.parse(String(row["data"])) as object),
    id: row["id"],
  });
  const sessions = rows("SELECT * FROM session").map((row): Exported => {
    const id = String(row["id"]);
    const parentID = row["parent_id"] === null ? null : String(row["parent_id"]);
    return {
      info: {
        id,
        parentID,
        directory: String(row["directory"]),
        time: { created: Number(row["time_created"]) },
        permission: row["permission"],
      },
      messages: rows("SELECT * FROM message WHERE session_id = ?", id).map((message) => ({
        info: record(message) as Info,
        parts: rows("SELECT * FROM part WHERE message_id = ?", String(message["id"])).map(
          (part) => record(part) as PartInfo,
        ),
      })),
    };
  });
  database.close();
  return sessions;
}

/** Everything in a `storage/` tree. */
export function sessionsInStorage(storage: string): readonly Exported[] {
  const read = (path: string): object => ({
    ...(JSON.parse(readFileSync(path, "utf8")) as object),
    id: basename(path, ".json"),
  });
  const list = (folder: string): readonly string[] =>
    existsSync(join(storage, folder))
      ? readdirSync(join(storage, folder)).map((name) => join(storage, folder, name))
      : [];
  return list("session")
    .flatMap((project) => list(join("session", basename(project))))
    .map((path) => {
      const info = read(path) as Info;
      const messages = list(join("message", info.id)).map((message) => read(message) as Info);
      return {
        info,
        messages: messages.map((message) => ({
          info: message,
          parts: list(join("part", message.id)).map((part) => read(part) as PartInfo),
        })),
      };
    });
}
