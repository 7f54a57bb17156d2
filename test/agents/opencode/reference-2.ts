/** An independent reading of OpenCode's databases of both worlds, as a whole, from what is known of them; no code of `src`. */
import { DatabaseSync } from "node:sqlite";
import {
  isUnattended,
  referenceDecision,
  referenceSessions,
  referenceTool,
  sessionsInDatabase,
  type Info,
} from "./reference.ts";
import { wireEvent, type WireEvent } from "../../support/reference/wire.ts";

interface Item {
  readonly type: string;
  readonly id?: string;
  readonly name?: string;
  readonly executed?: boolean;
  readonly state?: {
    readonly status: string;
    readonly input?: unknown;
    readonly error?: { readonly message?: string };
    readonly metadata?: { readonly answers?: unknown };
  };
  readonly time?: { readonly created?: number; readonly ran?: number; readonly completed?: number };
}

interface Data {
  readonly status?: string;
  readonly finish?: string;
  readonly time?: { readonly created?: number; readonly completed?: number };
  readonly text?: string;
  readonly files?: readonly { readonly mime?: string }[];
  readonly skills?: readonly unknown[];
  readonly agents?: readonly unknown[];
  readonly content?: readonly Item[];
  readonly outcome?: string;
  readonly location?: { readonly directory?: string };
  readonly previous?: { readonly location?: { readonly directory?: string } };
}

interface Row {
  readonly id: string;
  readonly session: string;
  readonly type: string;
  readonly seq: number;
  readonly created: number;
  readonly data: Data;
}

/** The events of a database, whichever versions wrote it. */
export function referenceDatabase(path: string): readonly WireEvent[] {
  const database = new DatabaseSync(path, { readOnly: true });
  const all = (sql: string) => database.prepare(sql).all();
  const tables = new Set(all("SELECT name FROM sqlite_schema WHERE type = 'table'").map(({ name }) => String(name)));
  const isFirst = ["session", "message", "part"].every((table) => tables.has(table));
  const infosIn = (table: string): readonly Info[] =>
    !tables.has(table)
      ? []
      : all(`SELECT * FROM ${table}`).map((row) => ({
          id: String(row["id"]),
          parentID: row["parent_id"] === null ? null : String(row["parent_id"]),
          directory: String(row["directory"]),
          time: { created: Number(row["time_created"]) },
          permission: row["permission"],
        }));
  const [older, newer] = [infosIn("session"), infosIn("session_v2")];
  const rows = !tables.has("session_message")
    ? []
    : all("SELECT * FROM session_message ORDER BY session_id, seq").map((row) => ({
        id: String(row["id"]),
        session: String(row["session_id"]),
        type: String(row["type"]),
        seq: Number(row["seq"]),
        created: Number(row["time_created"]),
        data: JSON.parse(String(row["data"])) as Data,
      }));
  const known = new Set(isFirst ? all("SELECT id FROM message").map(({ id }) => String(id)) : []);
  const migrated =
    isFirst && tables.has("kv")
      ? all("SELECT * FROM kv WHERE key = 'migration.v1-v2'").at(0)?.["time_updated"]
      : undefined;
  database.close();
  const first = isFirst ? referenceSessions(sessionsInDatabase(path), newer) : [];
  const infos = new Map([...older, ...newer].map((info) => [info.id, info]));
  const second = [...Map.groupBy(rows, ({ session }) => session)].flatMap(([id, own]) => {
    const info = infos.get(id);
    return info === undefined
      ? []
      : referenceRows(
          info,
          own.filter((row) => !known.has(row.id) && row.created >= info.time.created),
          infos,
          migrated === undefined ? -Infinity : Number(migrated),
        );
  });
  return [...first, ...second];
}

/** The events of a session of 2.x by its own rows, in their order. */
function referenceRows(
  info: Info,
  rows: readonly Row[],
  infos: ReadonlyMap<string, Info>,
  migrated: number,
): readonly WireEvent[] {
  const events: WireEvent[] = [];
  let head = info;
  for (let above = infos.get(info.parentID ?? ""); above !== undefined; above = infos.get(above.parentID ?? ""))
    head = above;
  const isChild = typeof info.parentID === "string";
  // Where the session was before its first move.
  let directory =
    rows.find(({ type }) => type === "location-switched")?.data.previous?.location?.directory ?? info.directory;
  const first = directory;
  let turn: Row[] = [];
  let isStarted = false;
  for (const row of rows) {
    const { id, type, created, data } = row;
    const event = (kind: string, at: number, key: string, rest: Parameters<typeof wireEvent>[1], cwd = directory) =>
      events.push(
        wireEvent(
          {
            agent: "opencode",
            type: kind,
            at: new Date(at).toISOString(),
            key,
            session: head.id,
            cwd: cwd || undefined,
          },
          rest,
        ),
      );
    if (type === "location-switched") directory = data.location?.directory ?? directory;
    if (!["user", "assistant", "shell", "idle", "compaction"].includes(type)) continue;
    if (!isStarted && head === info) event("agent_session", info.time.created, info.id, { action: "started" }, first);
    isStarted = true;
    if (type === "user" || type === "assistant") turn.push(row);
    if (type === "assistant") {
      const keys = new Set<string>();
      for (const [index, item] of (data.content ?? []).entries()) {
        const { state, time, name = "unknown" } = item;
        if (item.type !== "tool" || time?.created === undefined) continue;
        if (typeof state?.input !== "object" || state.input === null) continue;
        if (item.executed === undefined && time.ran === undefined && created < migrated) continue;
        let key = `${id}.${item.id || index}`;
        if (keys.has(key)) key += `.${index}`;
        keys.add(key);
        event("agent_tool_use", time.created, key, {
          ...referenceTool(name, state.input),
          agent_id: isChild ? info.id : undefined,
        });
        const isOver = state.status === "completed" || state.status === "error";
        const error = state.status === "error" ? (state.error?.message ?? "") : undefined;
        const action = referenceDecision(
          name,
          error,
          state.metadata?.answers,
          isUnattended(info) || isUnattended(head),
        );
        if (isOver && time.completed !== undefined && action !== undefined)
          event("user_action", time.completed, key, { action });
      }
    }
    if (type === "idle") {
      const length = workedIn(turn, created);
      turn = [];
      if (isChild) continue;
      if (data.outcome === "interrupted") event("user_action", created, id, { action: "interrupt" });
      if (length !== undefined) event("agent_turn", created, id, { action: "ended", duration_ms: length });
    }
    if (isChild) continue;
    if (type === "compaction" && data.status === "completed")
      event("agent_session", created, info.id, { action: "compacted" });
    if (type === "shell") event("user_action", created, id, { action: "shell" });
    if (type !== "user") continue;
    const mimes = (data.files ?? []).map(({ mime = "" }) => mime);
    const hasImage = mimes.some((mime) => mime.startsWith("image/"));
    const text = (data.text ?? "").trim();
    if (text !== "" || hasImage || mimes.includes("application/pdf"))
      event("user_message", created, id, { length: Buffer.byteLength(text), has_image: hasImage });
    else if ((data.skills ?? []).length + (data.agents ?? []).length > 0)
      event("user_action", created, id, { action: "command" });
  }
  return events;
}

/** How long a turn's last part was that a prompt begins, if neither ten silent minutes nor a tool lie in it. */
function workedIn(turn: readonly Row[], end: number): number | undefined {
  const heardIn = ({ created, data }: Row) =>
    Math.max(created, data.finish === undefined ? 0 : (data.time?.completed ?? 0));
  const isSilent = (at: number, before: readonly Row[]) =>
    before.length > 0 && at - Math.max(...before.map(heardIn)) > 600_000;
  const start = Math.max(
    0,
    turn.findLastIndex(({ type, created }, index) => type === "user" && isSilent(created, turn.slice(0, index))),
  );
  const first = turn[start];
  const isUncertain = (row: Row, index: number) =>
    (row.data.content ?? []).some(({ type }) => type === "tool") ||
    (index > start && isSilent(row.created, turn.slice(0, index)));
  if (first === undefined || isSilent(end, turn)) return undefined;
  if (turn.some((row, index) => index >= start && isUncertain(row, index))) return undefined;
  return Math.max(0, end - first.created);
}
