import type { Placeless } from "../../events/observation.ts";
import { canonicalMillis } from "../../events/timestamp.ts";
import { isObject, type JsonObject } from "../../lib/json/json.ts";
import { blocksOf, hasBlock, textOfBlocks, thoughtsIn } from "../../logs/record/blocks.ts";
import { memberOf, readId, readMillis, readText } from "../../logs/record/fields.ts";
import { openCall, withOpen, withoutOpen, type OpenCalls } from "../../logs/record/open-calls.ts";
import { worded } from "../../logs/record/worded.ts";
import { toolPath } from "../../logs/record/tool-path.ts";
import { facts } from "./facts.ts";
import { keyOf } from "./key.ts";
import { turnAfter, turnOf, turnWith, type Turn } from "./turn.ts";
import { accounted } from "./usage.ts";

/** What is known of an entry beside what it says. */
interface About {
  /** When it was written. */
  readonly written: string;
  readonly turn: Turn | null;
  /** When the last message before it was written, in milliseconds since 1970. */
  readonly spoken: number | null;
  readonly calls: OpenCalls;
}

export type Seen = Placeless;

interface Shown {
  readonly seen: readonly Seen[];
  /** The turn that goes on after the entry. */
  readonly turn: Turn | null;
  readonly calls: OpenCalls;
}

/** What an entry with a message shows. */
export function observe(entry: JsonObject, message: JsonObject, about: About): Shown {
  const { written, turn, spoken, calls } = about;
  switch (message["role"]) {
    case "user": {
      const blocks = blocksOf(message["content"]);
      const text = textOfBlocks(blocks);
      const hasImage = hasBlock(blocks, "image");
      if (text === "" && !hasImage) return { seen: [], turn, calls };
      const at = sentAt(message) ?? written;
      return {
        seen: [{ kind: "user-message", at, key: keyOf(entry), ...worded(text), hasImage, automated: false }],
        turn: turnWith(turn, Date.parse(at), spoken),
        calls,
      };
    }
    // A command with `!`.
    case "bashExecution": {
      const at = sentAt(message) ?? written;
      return {
        seen: [
          {
            kind: "user-action",
            at,
            key: keyOf(entry),
            action: "shell",
            automated: false,
            text: readText(message["command"]),
          },
        ],
        turn,
        calls,
      };
    }
    case "assistant": {
      const { seen, ...after } = fromModel(entry, message, about);
      return { seen: [...seen, ...accounted(message, written, keyOf(entry))], ...after };
    }
    case "toolResult": {
      const id = readId(message["toolCallId"]);
      const call = openCall(calls, id);
      if (call === undefined) return { seen: [], turn, calls };
      const ok = message["isError"] !== true;
      return { seen: [{ kind: "tool-result", at: written, key: call.key, ok }], turn, calls: withoutOpen(calls, id) };
    }
    default:
      return { seen: [], turn, calls };
  }
}

/** When a message came to be: of the person's, when he sent it, and of the model's, when it was asked. */
function sentAt(message: JsonObject): string | undefined {
  const { timestamp } = message;
  return typeof timestamp === "number" ? canonicalMillis(timestamp) : undefined;
}

function fromModel(entry: JsonObject, message: JsonObject, { written: at, turn: open, calls: before }: About): Shown {
  const blocks = blocksOf(message["content"]);
  const key = keyOf(entry);
  const seen: Seen[] = [];
  let calls = before;
  for (const [index, block] of blocks.entries()) {
    if (!isObject(block) || block["type"] !== "toolCall") continue;
    const tool = readText(block["name"]) ?? "unknown";
    const input = block["arguments"];
    const file = toolPath(facts.tools, tool, input);
    const use = `${key}-${index}`;
    seen.push({ kind: "tool-use", at, key: use, tool, file, timeoutMs: timeoutOf(tool, input) });
    calls = withOpen(calls, readId(block["id"]), use, tool);
  }
  for (const said of thoughtsIn(blocks)) seen.push({ kind: "aside", of: "reasoning", at, key, ...said });
  const text = textOfBlocks(blocks);
  const said = { at, key, ...worded(text), model: readText(message["model"]) };
  const isAnswer = !hasBlock(blocks, "toolCall");
  if (text !== "" && !isAnswer) seen.push({ kind: "aside", of: "words", ...said });
  const { stopReason } = message;
  const turn = turnOf(open, Date.parse(sentAt(message) ?? at));
  if (stopReason === "aborted") seen.push({ kind: "user-action", at, key, action: "interrupt", automated: false });
  if (stopReason !== "stop") return { seen, turn: turnAfter(turn, stopReason, Date.parse(at), !isAnswer), calls };
  if (text !== "" && isAnswer) seen.push({ kind: "agent-message", ...said });
  const durationMs = turn === null ? -1 : Date.parse(at) - turn.since;
  if (durationMs >= 0) seen.push({ kind: "turn-ended", at, key, durationMs });
  return { seen, turn: null, calls };
}

/** Its shells take seconds. */
function timeoutOf(tool: string, input: unknown): number | undefined {
  if (tool !== "bash" && tool !== "powershell") return undefined;
  const seconds = memberOf(input, "timeout");
  return typeof seconds === "number" ? readMillis(seconds * 1000) : undefined;
}
