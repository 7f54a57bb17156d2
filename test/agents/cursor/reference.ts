/** An independent reading of Cursor's databases as they are, from what is known of them; no code of `src`. */
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { member } from "../../support/reference/lines.ts";
import { readTime } from "../../support/reference/rules.ts";
import { wireEvent, wireKind, type WireEvent } from "../../support/reference/wire.ts";

/** The events of the editor's and the command line's databases in a home folder, each once. */
export function referenceHome(home: string): readonly WireEvent[] {
  const found = new Map<unknown, WireEvent>();
  const places = [".config/Cursor/User/globalStorage/state.vscdb", ".cursor/chats/*/*/store.db"];
  for (const path of globSync(places, { cwd: home })) {
    const database = new DatabaseSync(join(home, path), { readOnly: true });
    const isEditor = path.endsWith(".vscdb");
    for (const event of isEditor ? editor(database, join(home, path)) : chat(database, join(home, path)))
      if (!found.has(event["id"])) found.set(event["id"], event);
    database.close();
  }
  return [...found.values()];
}

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";
const jsonOf = (value: unknown): unknown => {
  const text = value instanceof Uint8Array ? Buffer.from(value).toString() : value;
  if (typeof text !== "string") return value;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
const isoOf = (value: unknown): string | undefined =>
  typeof value === "number" && value > 1e10 ? new Date(Math.floor(value)).toISOString() : readTime(value);

interface Conversation {
  readonly session: string;
  readonly agent: string | undefined;
  readonly start: string | undefined;
  readonly cwd: string | undefined;
}

function* editor(database: DatabaseSync, path: string): Generator<WireEvent> {
  const rows = database.prepare("SELECT key, value FROM cursorDiskKV ORDER BY rowid").all();
  const values = new Map(rows.map(({ key, value }) => [String(key), jsonOf(value)]));
  const hasHeaders = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'composerHeaders'").get() !== undefined;
  const headers = hasHeaders ? database.prepare("SELECT * FROM composerHeaders").all() : [];
  for (const [key, bubble] of values) {
    const at = key.startsWith("bubbleId:") ? key.lastIndexOf(":") : -1;
    const [id, bubbleId] = [key.slice("bubbleId:".length, at), key.slice(at + 1)];
    if (at < "bubbleId:x".length) continue;
    const header = headers.find(({ composerId }) => composerId === id);
    const records = [values.get(`composerData:${id}`), jsonOf(header?.["value"])].filter(
      (record) => typeof record === "object" && record !== null,
    );
    if (records.length === 0) continue;
    const conversation = conversationOf(id, records, { header, user: dirname(dirname(path)) });
    yield* bubbleEvents(bubble, bubbleId, conversation);
  }
}

function conversationOf(
  id: string,
  records: readonly unknown[],
  place: { readonly header: Record<string, unknown> | undefined; readonly user: string },
): Conversation {
  const of = (name: string) => records.map((record) => member(record, name)).find((value) => value !== undefined);
  const info = of("subagentInfo");
  const isAgent = info !== undefined || id.startsWith("task-") || place.header?.["isSubagent"] === 1;
  const parent = member(info, "rootParentConversationId") ?? member(info, "parentComposerId");
  const workspace = of("workspaceIdentifier");
  const repositories = of("trackedGitRepos");
  const file = join(place.user, "workspaceStorage", String(member(workspace, "id") ?? place.header?.["workspaceId"]));
  const [, folder] = existsSync(join(file, "workspace.json"))
    ? (/"folder": "file:\/\/([^"]*)"/.exec(readFileSync(join(file, "workspace.json"), "utf8")) ?? [])
    : [];
  const repository =
    Array.isArray(repositories) && repositories.length === 1 ? member(repositories[0], "repoPath") : undefined;
  const cwd = member(member(workspace, "uri"), "fsPath") ?? folder ?? repository;
  return {
    session: isText(parent) ? parent : id,
    agent: isAgent ? id : undefined,
    start: isoOf(of("createdAt")),
    cwd: isText(cwd) ? cwd : undefined,
  };
}

function* bubbleEvents(
  bubble: unknown,
  id: string,
  { session, agent, start, cwd }: Conversation,
): Generator<WireEvent> {
  const at = isoOf(member(bubble, "createdAt")) ?? isoOf(member(member(bubble, "timingInfo"), "clientRpcSendTime"));
  if (at === undefined) return;
  const common = { agent: "cursor", session, cwd };
  const events: WireEvent[] = [];
  const text = member(bubble, "text");
  const images = member(bubble, "images");
  const has_image = Array.isArray(images) && images.length > 0;
  const length = isText(text) ? Buffer.byteLength(text.trim()) : 0;
  const isPrompt = member(bubble, "type") === 1 && agent === undefined && member(bubble, "capabilityType") !== 22;
  if (isPrompt && (length > 0 || has_image))
    events.push(wireEvent({ ...common, type: "user_message", at, key: id }, { length, has_image }));
  const data = member(bubble, "toolFormerData");
  const name = member(data, "name");
  if (member(bubble, "type") === 2 && isText(name) && member(data, "status") !== "loading")
    events.push(
      wireEvent(
        { ...common, type: "agent_tool_use", at, key: id },
        { tool: name, tool_kind: kindOf(name), file: fileOf(name, data), agent_id: agent },
      ),
    );
  if (events.length > 0 && agent === undefined) yield startOf(common, start ?? at);
  yield* events;
}

function startOf(common: { agent: string; session: string; cwd: string | undefined }, at: string): WireEvent {
  return wireEvent({ ...common, type: "agent_session", at, key: common.session }, { action: "started" });
}

/** The kinds of the tools that the fixtures use and whose names would not tell. */
function kindOf(tool: string): string {
  if (tool.startsWith("run_terminal")) return "shell";
  if (tool.startsWith("list_dir")) return "search";
  if (tool.startsWith("task")) return "sub_agent";
  if (tool === "StrReplace") return "file_edit";
  return tool === "web_search" ? "web" : wireKind(tool);
}

function fileOf(tool: string, data: unknown): string | undefined {
  if (!/^(file_|search)/.test(kindOf(tool))) return undefined;
  for (const given of [jsonOf(member(data, "params")), jsonOf(member(data, "rawArgs"))])
    for (const name of ["target_file", "targetFile", "relativeWorkspacePath", "targetDirectory", "path"]) {
      const value = member(given, name);
      if (isText(value)) return value;
    }
  return undefined;
}

function* chat(database: DatabaseSync, path: string): Generator<WireEvent> {
  const value = String(database.prepare("SELECT value FROM meta").get()?.["value"]);
  const meta = jsonOf(value) ?? jsonOf(Buffer.from(value, "hex").toString());
  if (typeof meta !== "object") return;
  const beside = join(dirname(path), "meta.json");
  const told = existsSync(beside) ? jsonOf(readFileSync(beside, "utf8")) : undefined;
  const info = member(meta, "subagentInfo");
  const own = String(member(meta, "agentId"));
  const cwd = member(meta, "workspacePath") ?? member(told, "cwd");
  const session = info === undefined ? own : String(member(info, "rootParentAgentId"));
  const common = { agent: "cursor", session, cwd: isText(cwd) ? cwd : undefined };
  for (const { id, data } of database.prepare("SELECT id, data FROM blobs ORDER BY rowid").all()) {
    const message = jsonOf(data);
    const at = isoOf(member(message, "createdAt"));
    if (at === undefined) continue;
    const content = member(message, "content");
    const blocks: readonly unknown[] = Array.isArray(content) ? content : [{ type: "text", text: content }];
    const events: WireEvent[] = [];
    const typed = blocks
      .map((block) => /<user_query>([^]*)<\/user_query>/.exec(String(member(block, "text")))?.[1]?.trim())
      .filter(isText);
    if (member(message, "role") === "user" && typed.length > 0 && info === undefined) {
      const has_image = blocks.some((block) => member(block, "type") === "image");
      const length = Buffer.byteLength(typed.join(""));
      events.push(wireEvent({ ...common, type: "user_message", at, key: String(id) }, { length, has_image }));
    }
    for (const [index, block] of blocks.entries()) {
      if (member(block, "type") !== "tool-call") continue;
      const tool = String(member(block, "toolName"));
      const file = /^(file_|search)/.test(kindOf(tool)) ? member(member(block, "args"), "path") : undefined;
      const call = member(block, "toolCallId");
      events.push(
        wireEvent(
          { ...common, type: "agent_tool_use", at, key: isText(call) ? call : `${String(id)}-${index}` },
          {
            tool,
            tool_kind: kindOf(tool),
            file: isText(file) ? file : undefined,
            agent_id: info === undefined ? undefined : own,
          },
        ),
      );
    }
    if (events.length > 0 && info === undefined) yield startOf(common, isoOf(member(meta, "createdAt")) ?? at);
    yield* events;
  }
}
