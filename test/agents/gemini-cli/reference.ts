/** An independent reading of Gemini CLI's chats as whole texts, from what is known of them; no code of `src`. */
import { wireEvent, wireKind, type WireEvent } from "../../support/reference/wire.ts";

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
  readonly thoughts?: readonly object[];
  readonly model?: string;
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
  readonly result?: readonly { readonly functionResponse?: { readonly response?: Response } }[] | null;
}

interface Response {
  readonly output?: string;
  readonly error?: string;
}

interface Place {
  readonly cwd?: string;
  /** The directory of a sub-agent's chat: its parent's session. */
  readonly parent?: string;
  /** Whether the types of evidence are asked for. */
  readonly evidence?: boolean;
}

/** The events of a chat in either container: a document, or a log of changes. */
export function referenceChat(text: string, place: Place): readonly WireEvent[] {
  const { head, messages } = isDocument(text) ? wholeDocument(text) : replayed(text);
  if (head?.sessionId === undefined) return [];
  let last = "";
  const events = messages.flatMap((message) => {
    const said = personal(message, last);
    last = said?.seen ?? last;
    return eventsOf(head, { message, said: said?.shows }, place);
  });
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

interface Read {
  readonly message: Message;
  /** What it shows of the person. */
  readonly said: Personal | undefined;
}

function eventsOf(head: Head, { message, said }: Read, { cwd, parent, evidence = false }: Place): readonly WireEvent[] {
  const id = head.sessionId ?? "";
  const isSubAgent = head.kind === "subagent" || parent !== undefined;
  const iso = (time: string) => new Date(time).toISOString();
  const common = { agent: "gemini-cli", session: parent ?? id, cwd };
  const at = iso(message.timestamp);
  const agent = { agent_id: isSubAgent ? id : undefined };
  const events: WireEvent[] = [];
  const person = isSubAgent ? undefined : said;
  const answer = message.type === "gemini" ? spoken(message) : "";
  const calls = message.type === "gemini" ? (message.toolCalls ?? []) : [];
  const works = answer !== "" || calls.length > 0 || (message.type === "gemini" && (message.thoughts ?? []).length > 0);
  if ((works || person !== undefined) && !isSubAgent) {
    const start = head.startTime === undefined ? at : iso(head.startTime);
    events.push(wireEvent({ ...common, type: "agent_session", at: start, key: id }, { action: "started" }));
  }
  if (person !== undefined)
    events.push(
      wireEvent({ ...common, type: "action" in person ? "user_action" : "user_message", at, key: message.id }, person),
    );
  if (answer !== "" && evidence) {
    const origin = { ...common, type: "agent_message", at, key: message.id };
    events.push(wireEvent(origin, { length: Buffer.byteLength(answer), model: message.model, ...agent }));
  }
  for (const [index, call] of calls.entries()) {
    const state = call.status ?? "";
    if (["validating", "awaiting_approval", "scheduled", "pending", "running", "executing"].includes(state)) continue;
    const { name: tool = "unknown", args = {} } = call;
    const file = /^(read_file|write_file|replace)$/.test(tool)
      ? (args["file_path"] ?? args["absolute_path"])
      : /^(list_directory|glob|grep_search|search_file_content)$/.test(tool)
        ? (args["dir_path"] ?? args["path"])
        : undefined;
    const key = call.id === undefined ? `${message.id}-${index}` : `${id}.${call.id}`;
    const origin = { ...common, at: call.timestamp === undefined ? at : iso(call.timestamp), key };
    events.push(wireEvent({ ...origin, type: "agent_tool_use" }, { tool, tool_kind: wireKind(tool), file, ...agent }));
    if (evidence && ["success", "error", "cancelled"].includes(state))
      events.push(wireEvent({ ...origin, type: "agent_tool_result" }, { ok: state === "success", ...agent }));
    const action = isSubAgent ? undefined : decided(tool, call);
    if (action !== undefined) events.push(wireEvent({ ...origin, type: "user_action" }, { action }));
  }
  return events;
}

/** What the person said to a call, by what went back to the model. */
function decided(tool: string, { status, result }: Call): string | undefined {
  const answers = (Array.isArray(result) ? result : []).map(({ functionResponse }) => functionResponse?.response);
  const [answer = ""] = answers.flatMap((each) => each?.output ?? each?.error ?? []);
  if (status === "cancelled")
    return /^\[Operation Cancelled\] Reason: User (denied execution|did not allow tool call)/.test(answer)
      ? "reject"
      : undefined;
  if (status !== "success") return undefined;
  if (tool === "ask_user") return /^\{"answers": ?\{/.test(answer) ? "answer" : undefined;
  if (tool !== "exit_plan_mode") return undefined;
  if (answer.startsWith("Plan approved.")) return "approve";
  return /^(Plan rejected\.|User cancelled the plan)/.test(answer) ? "reject" : undefined;
}

function spoken({ content = [] }: Message): string {
  const text = texts(list(content)).join("").trim();
  return /^Got it. Thanks for the (additional )?context!$/.test(text) ? "" : text;
}

const list = (pieces: Content) => (typeof pieces === "string" ? [pieces] : pieces);
const texts = (pieces: readonly Piece[]) =>
  pieces.map((piece) => (typeof piece === "string" ? piece : (piece.text ?? "")));

type Personal = { readonly action: string } | { readonly length: number; readonly has_image: boolean };

const MADE_BY_PROGRAM =
  /^(System: |<session_context>|<hook_context>|<state_snapshot>|<scratchpad>|This is the Gemini CLI\. We are|Here is the user's editor context as a JSON|Here is a summary of changes in the user's editor|- \*\*Workspace Dir|I'm currently working in the (directory|following directories):|User has manually exited Plan Mode\.|Background execution update:)/;

/** Who a message is of, and what it then shows; `seen`: what the person saw of it, `last` of the one before. */
function personal(message: Message, last: string): { readonly shows?: Personal; readonly seen?: string } | undefined {
  const { type, content = [], displayContent = [] } = message;
  if (type === "info")
    return texts(list(content)).join("").trim() === "Request cancelled."
      ? { shows: { action: "interrupt" } }
      : undefined;
  if (type !== "user") return undefined;
  const all = list(content);
  const cut = (pieces: readonly string[]) => {
    const injected = pieces.findIndex((text) => /^\s*--- Content from referenced files ---/.test(text));
    const kept = injected < 0 ? pieces : pieces.slice(0, injected);
    return kept
      .filter((text, index) => index === 0 || !text.startsWith("<hook_context>"))
      .join("")
      .trim();
  };
  const sent = cut(texts(all));
  const text = displayContent.length > 0 ? cut(texts(list(displayContent))) : sent;
  if (MADE_BY_PROGRAM.test(sent) || MADE_BY_PROGRAM.test(text)) return undefined;
  if (text !== sent) {
    const isTemplate = text.startsWith("/") || sent.includes(text);
    const hasMore = texts(all).join("").includes("--- Content from") || all.some((piece) => !hasText(piece));
    if (sent === "Please continue." || (text === last && !isTemplate && !hasMore)) return undefined;
  }
  const hint = /^User steering update:\s*<user_input>([^]*?)<\/user_input>/.exec(sent)?.[1]?.trim();
  if (hint === undefined && all.some((piece) => typeof piece === "object" && piece.functionResponse !== undefined))
    return undefined;
  const own = hint ?? text;
  const hasImage = all.some((piece) => typeof piece === "object" && piece.inlineData?.mimeType.startsWith("image/"));
  if (own === "" && !hasImage) return undefined;
  if (sent.startsWith("I ran the following shell command:")) return { shows: { action: "shell" }, seen: text };
  if (own.startsWith("/")) return { shows: { action: "command" }, seen: text };
  if (own.startsWith("?")) return { seen: text };
  return { shows: { length: Buffer.byteLength(own), has_image: hasImage }, seen: text };
}

const hasText = (piece: Piece) => typeof piece === "string" || piece.text !== undefined;
