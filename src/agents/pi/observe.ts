import type { Observation } from "../../events/observation.ts";
import { canonicalMillis } from "../../events/timestamp.ts";
import { isObject, type JsonObject } from "../../lib/json.ts";
import { blocksOf, hasBlock, textOfBlocks } from "../../logs/record/blocks.ts";
import { memberOf, readId, readMillis, readText } from "../../logs/record/fields.ts";
import { toolPath } from "../../logs/record/tool-path.ts";
import { facts } from "./facts.ts";
import { keyOf } from "./key.ts";

/** What is known of an entry beside what it says. */
interface About {
  /** When it was written. */
  readonly written: string;
  readonly since: number | null;
}

export type Seen = Observation extends infer Each
  ? Each extends { key: string }
    ? Omit<Each, "sessionId" | "cwd" | "gitBranch">
    : never
  : never;

interface Shown {
  readonly seen: readonly Seen[];
  /** When the turn began that goes on after the entry. */
  readonly since: number | null;
}

/** What an entry with a message shows. */
export function observe(entry: JsonObject, message: JsonObject, { written, since }: About): Shown {
  switch (message["role"]) {
    case "user": {
      const blocks = blocksOf(message["content"]);
      const text = textOfBlocks(blocks);
      const hasImage = hasBlock(blocks, "image");
      if (text === "" && !hasImage) return { seen: [], since };
      const at = sentAt(message) ?? written;
      const length = Buffer.byteLength(text);
      return {
        seen: [{ kind: "user-message", at, key: keyOf(entry), length, hasImage, automated: false }],
        since: Date.parse(at),
      };
    }
    // A command with `!`.
    case "bashExecution": {
      const at = sentAt(message) ?? written;
      return { seen: [{ kind: "user-action", at, key: keyOf(entry), action: "shell", automated: false }], since };
    }
    case "assistant":
      return fromModel(entry, message, { written, since });
    case "toolResult": {
      const key = readId(message["toolCallId"]);
      if (key === undefined) return { seen: [], since };
      return { seen: [{ kind: "tool-result", at: written, key, ok: message["isError"] !== true }], since };
    }
    default:
      return { seen: [], since };
  }
}

/** When a message came to be: of the person's, when he sent it. */
function sentAt(message: JsonObject): string | undefined {
  const { timestamp } = message;
  return typeof timestamp === "number" ? canonicalMillis(timestamp) : undefined;
}

function fromModel(entry: JsonObject, message: JsonObject, { written: at, since }: About): Shown {
  const blocks = blocksOf(message["content"]);
  const key = keyOf(entry);
  const seen: Seen[] = [];
  for (const [index, block] of blocks.entries()) {
    if (!isObject(block) || block["type"] !== "toolCall") continue;
    const tool = readText(block["name"]) ?? "unknown";
    const input = block["arguments"];
    const file = toolPath(facts.tools, tool, input);
    seen.push({
      kind: "tool-use",
      at,
      key: readId(block["id"]) ?? `${key}-${index}`,
      tool,
      file,
      timeoutMs: timeoutOf(tool, input),
    });
  }
  const { stopReason } = message;
  if (stopReason === "aborted") seen.push({ kind: "user-action", at, key, action: "interrupt", automated: false });
  if (stopReason !== "stop") return { seen, since: stopReason === "aborted" ? null : since };
  const text = textOfBlocks(blocks);
  if (text !== "" && !hasBlock(blocks, "toolCall"))
    seen.push({ kind: "agent-message", at, key, length: Buffer.byteLength(text), model: readText(message["model"]) });
  const durationMs = since === null ? -1 : Date.parse(at) - since;
  if (durationMs >= 0) seen.push({ kind: "turn-ended", at, key, durationMs });
  return { seen, since: null };
}

/** Its shells take seconds. */
function timeoutOf(tool: string, input: unknown): number | undefined {
  if (tool !== "bash" && tool !== "powershell") return undefined;
  const seconds = memberOf(input, "timeout");
  return typeof seconds === "number" ? readMillis(seconds * 1000) : undefined;
}
