import { canonicalMillis } from "../../../events/timestamp.ts";
import { isObject, type Json, type JsonObject } from "../../../lib/json/json.ts";
import { jsonLines, type JsonRecord, type RecordFindings } from "../../../logs/lines/json-lines.ts";
import { lineId, memberOf, readId, readText, readUnixTime } from "../../../logs/record/fields.ts";
import { sessionOfName } from "../discover.ts";
import { toolFile } from "../tool-file.ts";
import { worded } from "../../../logs/record/worded.ts";
import { blocksIn, textIn } from "./blocks.ts";
import type { SkipReason } from "../../../logs/skip-reason.ts";

/** When the last prompt was sent. */
type State = { readonly prompted: string | null };

const KINDS = new Set([
  "Prompt",
  "AssistantMessage",
  "ToolResults",
  "Compaction",
  "Clear",
  "ResetTo",
  "CancelledPrompt",
]);

/** The program itself asks for the name of a session. */
const NAMING = "You are a session naming agent";

/** The lines of a session of the CLI before its version 3. */
export const cliLines = jsonLines<State>({
  revision: 1,
  initialState: { prompted: null },
  restoreState(stored: Json) {
    if (!isObject(stored)) return undefined;
    const { prompted } = stored;
    return prompted === null || typeof prompted === "string" ? { prompted } : undefined;
  },
  decode,
});

function decode({ fields, bytes, log }: JsonRecord, state: State, found: RecordFindings): State {
  const { kind, data } = fields;
  if (typeof kind === "string" && !KINDS.has(kind)) found.unknown("kind", kind);
  if ((kind !== "Prompt" && kind !== "AssistantMessage") || !isObject(data)) return passed("other-type");
  const sessionId = readId(sessionOfName(log));
  const at = kind === "Prompt" ? sentAt(data) : (state.prompted ?? undefined);
  if (at === undefined || sessionId === undefined) return passed("incomplete");
  const key = readId(data["message_id"]) ?? lineId(bytes);
  const blocks = blocksIn(data["content"]);
  if (kind === "Prompt") {
    const text = textIn(blocks);
    const hasImage = blocks.some((block) => block["kind"] === "image");
    if ((text === "" && !hasImage) || text.includes(NAMING)) found.skipped("other-type");
    else {
      found.start({ at, sessionId });
      found.add({ kind: "user-message", at, sessionId, key, ...worded(text), hasImage, automated: false });
    }
    return { prompted: at };
  }
  let calls = 0;
  for (const [index, block] of blocks.entries()) {
    if (block["kind"] !== "toolUse") continue;
    calls++;
    const tool = readText(memberOf(block["data"], "name")) ?? "unknown";
    const file = toolFile(tool, memberOf(block["data"], "input"));
    // The line of an answer has no time: it is told when it was asked for.
    found.add({ kind: "tool-use", at, sessionId, key: `${key}-${index}`, tool, file });
  }
  if (calls === 0) found.skipped("other-type");
  return state;

  function passed(why: SkipReason): State {
    found.skipped(why);
    return state;
  }
}

function sentAt(data: JsonObject): string | undefined {
  const millis = readUnixTime(memberOf(data["meta"], "timestamp"));
  return millis === undefined ? undefined : canonicalMillis(millis);
}
