import type { DatabaseSync } from "node:sqlite";
import { dirname, join } from "node:path";
import type { Observation } from "../../events/observation.ts";
import { canonicalMillis } from "../../events/timestamp.ts";
import { failedWith } from "../../failure.ts";
import { isObject, parseObject, type JsonObject } from "../../lib/json/json.ts";
import { readSmallFile } from "../../lib/files/read-small.ts";
import type { Row } from "../../logs/databases/rows.ts";
import { memberOf, readId, readText, readUnixTime } from "../../logs/record/fields.ts";
import type { Log } from "../../logs/source.ts";
import { fileOf } from "./tools.ts";

/** A chat of the command line. */
interface Chat {
  readonly id: string;
  readonly created: number | undefined;
  readonly cwd: string | undefined;
  readonly isSubAgent: boolean;
  readonly parentId: string | undefined;
}

const ROLES: ReadonlySet<string> = new Set(["user", "assistant", "tool", "system"]);

/** Gives meaning to the messages of a chat. */
export class Blobs {
  readonly #chat: Chat | undefined;
  readonly #unknown: (field: string, value: string) => void;

  constructor(database: DatabaseSync, unknown: (field: string, value: string) => void, log: Log) {
    this.#chat = chatIn(database, log);
    this.#unknown = unknown;
  }

  row({ id }: Row, record: JsonObject, into: Observation[]): "open" | "done" {
    const { role, content } = record;
    if (typeof role !== "string" || id === undefined) return "done";
    if (!ROLES.has(role)) this.#unknown("role", role);
    const sent = readUnixTime(record["createdAt"]);
    const at = sent === undefined ? undefined : canonicalMillis(sent);
    // Older versions tell no time.
    if (at === undefined) return "done";
    const chat = this.#chat;
    if (chat === undefined) return "open";
    const common = { at, sessionId: chat.parentId ?? chat.id, cwd: chat.cwd };
    const seen: Observation[] = [];
    if (role === "user" && !chat.isSubAgent) {
      const blocks = Array.isArray(content) ? (content as readonly unknown[]) : [{ type: "text", text: content }];
      const typed = blocks.flatMap(queriesIn);
      const length = typed.reduce((sum, text) => sum + Buffer.byteLength(text.trim()), 0);
      const hasImage = typed.length > 0 && blocks.some((block) => memberOf(block, "type") === "image");
      if (length > 0 || hasImage)
        seen.push({
          kind: "user-message",
          ...common,
          key: id,
          length,
          text: typed.map((text) => text.trim()).join("\n"),
          hasImage,
          automated: false,
        });
    }
    if (role === "assistant" && Array.isArray(content))
      for (const [index, block] of (content as readonly unknown[]).entries()) {
        if (memberOf(block, "type") !== "tool-call") continue;
        const tool = readText(memberOf(block, "toolName")) ?? "unknown";
        // A message that goes on is another blob, with the same calls and the same time.
        const key = readId(memberOf(block, "toolCallId")) ?? `${id}-${index}`;
        const agentId = chat.isSubAgent ? chat.id : undefined;
        seen.push({ kind: "tool-use", ...common, key, tool, file: fileOf(tool, memberOf(block, "args")), agentId });
      }
    if (seen.length === 0) return "done";
    const start = (chat.created === undefined ? undefined : canonicalMillis(chat.created)) ?? at;
    if (!chat.isSubAgent) into.push({ kind: "session-started", at: start, sessionId: chat.id, cwd: chat.cwd });
    into.push(...seen);
    return "done";
  }
}

/** What the person typed stands between marks; what is not between them, the program has added. */
const QUERY = /<user_query>(.*?)<\/user_query>/gs;

function queriesIn(block: unknown): readonly string[] {
  const text = memberOf(block, "type") === "text" ? memberOf(block, "text") : undefined;
  return typeof text === "string" ? [...text.matchAll(QUERY)].map(([, query = ""]) => query) : [];
}

/** What a chat says of itself: a record in hexadecimal digits, or plain, and a file beside. */
function chatIn(database: DatabaseSync, log: Log): Chat | undefined {
  const value = database.prepare("SELECT CAST(value AS TEXT) AS value FROM meta WHERE key = '0'").get()?.["value"];
  if (typeof value !== "string") return undefined;
  const record = parseObject(value) ?? parseObject(Buffer.from(value, "hex").toString("utf8"));
  const id = readId(record?.["agentId"]);
  if (record === undefined || id === undefined) return undefined;
  const beside = metaBeside(log);
  const info = record["subagentInfo"];
  return {
    id,
    created: readUnixTime(record["createdAt"]) ?? readUnixTime(beside?.["createdAtMs"]),
    cwd: readText(record["workspacePath"]) ?? readText(beside?.["cwd"]),
    isSubAgent: isObject(info) || beside?.["isSubagent"] === true,
    parentId: readId(memberOf(info, "rootParentAgentId")) ?? readId(memberOf(info, "parentAgentId")),
  };
}

const LONGEST = 1 << 20;

function metaBeside({ path }: Log): JsonObject | undefined {
  try {
    return parseObject(readSmallFile(join(dirname(path), "meta.json"), LONGEST) ?? "");
  } catch (error) {
    // Older versions have none.
    if (failedWith(error, "ENOENT", "ENOTDIR", "EACCES", "EPERM", "ELOOP")) return undefined;
    throw error;
  }
}
