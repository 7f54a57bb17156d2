/** An independent reading of Gemini CLI's chats as whole texts, from what is known of them; no code of `src`. */
import { wireEvent, wireKind, type WireEvent } from "./wire.ts";

interface Head {
  readonly sessionId?: string;
  readonly startTime?: string;
  readonly kind?: string;
  readonly messages?: readonly Message[];
}

interface Message {
  readonly id: string;
  readonly timestamp: string;
  readonly type?: string;
  readonly content?: Content;
  readonly displayContent?: Content;
  readonly toolCalls?: readonly Call[];
}

type Content = string | readonly Piece[];
type Piece =
  | string
  | { readonly text?: string; readonly inlineData?: { readonly mimeType: string }; readonly functionResponse?: object };

interface Call {
  readonly id?: string;
  readonly name?: string;
  readonly status?: string;
  readonly timestamp?: string;
  readonly args?: { readonly [name: string]: string | undefined };
}

interface Place {
  readonly cwd?: string;
  /** The directory of a sub-agent's chat: its parent's session. */
  readonly parent?: string;
}

/** The events of a chat in either container: a document, or a log of changes. */
export function referenceChat(text: string, place: Place): readonly WireEvent[] {
  const { head, messages } = isDocument(text) ? wholeDocument(text) : replayed(text);
  if (head?.sessionId === undefined) return [];
  const events = messages.flatMap((message) => eventsOf(head, message, place));
  const known = new Set<unknown>();
  return events.filter((event) => {
    const once = event["type"] === "agent_session" ? "start" : event["id"];
    return !known.has(once) && known.add(once);
  });
}

interface Whole {
  readonly head: Head | undefined;
  readonly messages: readonly Message[];
}

function isDocument(text: string): boolean {
  try {
    return !("$set" in (JSON.parse(text) as object));
  } catch {
    return false;
  }
}

function wholeDocument(text: string): Whole {
  const head = JSON.parse(text) as Head;
  return { head, messages: head.messages ?? [] };
}

/** All versions of all messages, but of those that first stood in a new version of the whole history. */
function replayed(text: string): Whole {
  let head: Head | undefined;
  const messages: Message[] = [];
  const own = new Set<string>();
  const madeUp = new Set<string>();
  for (const line of text.split("\n").slice(0, -1)) {
    const record = JSON.parse(line) as Message & Head & { readonly $set?: Head; readonly $rewindTo?: string };
    if (record.$rewindTo !== undefined) continue;
    if (record.$set !== undefined) {
      for (const { id } of record.$set.messages ?? []) if (!own.has(id)) madeUp.add(id);
    } else if (record.id !== undefined) {
      own.add(record.id);
      messages.push(record);
    } else {
      head ??= record;
      for (const message of record.messages ?? []) {
        own.add(message.id);
        messages.push(message);
      }
    }
  }
  return { head, messages: messages.filter(({ id }) => !madeUp.has(id)) };
}

function eventsOf(head: Head, message: Message, { cwd, parent }: Place): readonly WireEvent[] {
  const id = head.sessionId ?? "";
  const isSubAgent = head.kind === "subagent" || parent !== undefined;
  const iso = (time: string) => new Date(time).toISOString();
  const common = { agent: "gemini-cli", session: parent ?? id, cwd };
  const at = iso(message.timestamp);
  const events: WireEvent[] = [];
  const person = isSubAgent ? undefined : personal(message);
  const talk = message.type === "user" || message.type === "gemini";
  if ((talk || person !== undefined) && parent === undefined) {
    const start = head.startTime === undefined ? at : iso(head.startTime);
    events.push(wireEvent({ ...common, type: "agent_session", at: start, key: id }, { action: "started" }));
  }
  if (person !== undefined)
    events.push(
      wireEvent({ ...common, type: "action" in person ? "user_action" : "user_message", at, key: message.id }, person),
    );
  for (const [index, call] of (message.type === "gemini" ? (message.toolCalls ?? []) : []).entries()) {
    if (["validating", "awaiting_approval", "scheduled", "pending", "running", "executing"].includes(call.status ?? ""))
      continue;
    const { name: tool = "unknown", args = {} } = call;
    const file = /^(read_file|write_file|replace)$/.test(tool)
      ? (args["file_path"] ?? args["absolute_path"])
      : /^(list_directory|glob|grep_search|search_file_content)$/.test(tool)
        ? (args["dir_path"] ?? args["path"])
        : undefined;
    const key = call.id === undefined ? `${message.id}-${index}` : `${id}.${call.id}`;
    events.push(
      wireEvent(
        { ...common, type: "agent_tool_use", at: call.timestamp === undefined ? at : iso(call.timestamp), key },
        { tool, tool_kind: wireKind(tool), file, agent_id: isSubAgent ? id : undefined },
      ),
    );
  }
  return events;
}

type Personal = { readonly action: string } | { readonly length: number; readonly has_image: boolean };

function personal({ type, content = [], displayContent = [] }: Message): Personal | undefined {
  const list = (pieces: Content) => (typeof pieces === "string" ? [pieces] : pieces);
  const texts = (pieces: readonly Piece[]) =>
    pieces.map((piece) => (typeof piece === "string" ? piece : (piece.text ?? "")));
  if (type === "info")
    return texts(list(content)).join("").trim() === "Request cancelled." ? { action: "interrupt" } : undefined;
  if (type !== "user") return undefined;
  const all = list(content);
  if (all.some((piece) => typeof piece === "object" && piece.functionResponse !== undefined)) return undefined;
  const shown = texts(displayContent.length > 0 ? list(displayContent) : all);
  const injected = shown.findIndex((text) => /^\s*--- Content from referenced files ---/.test(text));
  const text = (injected < 0 ? shown : shown.slice(0, injected)).join("").trim();
  const hasImage = all.some((piece) => typeof piece === "object" && piece.inlineData?.mimeType.startsWith("image/"));
  if (text === "" && !hasImage) return undefined;
  if (text.startsWith("/")) return { action: "command" };
  if (/^(\?|<session_context>|<hook_context>)/.test(text)) return undefined;
  return { length: Buffer.byteLength(text), has_image: hasImage };
}
