import { isObject, type JsonObject } from "../../../lib/json/json.ts";
import { isPresent, memberOf, readText } from "../../../logs/record/fields.ts";

/** What a person sent, out of the envelope that Cline puts around it. */
export interface Prompt {
  /** Trimmed. */
  readonly text: string;
  readonly hasImage: boolean;
  readonly hasFile: boolean;
  /** The mode that it was sent in: `act`, `plan`, `yolo`. */
  readonly mode: string | undefined;
  readonly isCommand: boolean;
}

/**
 * The prompt in a message of the user's side. Only what stands in an envelope was sent by somebody; the program's own
 * messages (results of tools, summaries, reminders) have none, say in their metadata what they are, or begin as `SYNTHETIC` says.
 */
export function promptIn(message: JsonObject, unknown: (field: string, value: string) => void): Prompt | undefined {
  if (message["role"] !== "user" || isMade(message["metadata"], unknown)) return undefined;
  const { content } = message;
  const blocks = (Array.isArray(content) ? (content as readonly unknown[]) : []).filter((block) => isObject(block));
  const types = new Set(blocks.map(({ type }) => type));
  if (types.has("tool_result")) return undefined;
  const texts = blocks.map(({ type, text }) => (type === "text" && typeof text === "string" ? text : ""));
  const sent = typeof content === "string" ? content : texts.filter((text) => text !== "").join("\n");
  const input = elementIn(sent, "user_input");
  const command = elementIn(input?.inner ?? sent, "user_command");
  const found = command ?? input;
  if (found === undefined) return undefined;
  const text = withoutNotices(found.inner).trim();
  if (SYNTHETIC.some((start) => text.startsWith(start))) return undefined;
  const [hasImage, hasFile] = [types.has("image"), types.has("file")];
  if (text === "" && !hasImage && !hasFile && command === undefined) return undefined;
  const mode = readText(input === undefined ? undefined : MODE.exec(input.opening)?.[1]);
  return { text, hasImage, hasFile, mode, isCommand: command !== undefined };
}

/**
 * What Cline sends itself, in the envelope of what a person sends: when it resumes a session, when it goes on with a plan,
 * and when runs of teammates have ended.
 */
const SYNTHETIC = [
  "[TASK RESUMPTION]",
  "The user approved switching to act mode. Continue with the approved plan now.",
  "System-delivered teammate async run updates:",
];

const MODE = /\bmode="([^"]+)"/;

/** The kinds of messages that Cline makes up, as `metadata.kind`. */
const MADE = new Set([
  "auto_compaction",
  "compaction",
  "compaction_budget_emergency",
  "compaction_summary",
  "completion_reminder",
  "loop_detection_notice",
  "manual_compaction",
  "mistake_stop_notice",
  "recovery_notice",
]);
const NO_PERSON = new Set<unknown>(["system", "status", "error"]);

/** Whether a message stands for those before it, which are gone. */
export function isSummary({ metadata }: JsonObject): boolean {
  const kind = readText(memberOf(metadata, "kind"));
  return kind !== undefined && MADE.has(kind) && kind.includes("compaction");
}

function isMade(metadata: unknown, unknown: (field: string, value: string) => void): boolean {
  if (!isPresent(metadata)) return false;
  const kind = readText(memberOf(metadata, "kind"));
  if (kind !== undefined && !MADE.has(kind)) unknown("metadata.kind", kind);
  return (kind !== undefined && MADE.has(kind)) || NO_PERSON.has(memberOf(metadata, "displayRole"));
}

/** From the first opening tag of an element to its last closing one, for the person's own words may hold another. */
function elementIn(text: string, name: string): { readonly opening: string; readonly inner: string } | undefined {
  const start = text.search(new RegExp(`<${name}[ >]`));
  const opened = start < 0 ? -1 : text.indexOf(">", start) + 1;
  const end = text.lastIndexOf(`</${name}>`);
  if (start < 0 || opened === 0 || end < opened) return undefined;
  return { opening: text.slice(start, opened), inner: text.slice(opened, end) };
}

/** Without what tells the model that the person has changed the mode. */
function withoutNotices(text: string): string {
  return text.replaceAll(/<mode_notice>[^<]*<\/mode_notice>/g, "");
}
