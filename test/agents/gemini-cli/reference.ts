/** An independent reading of Gemini CLI's chats as whole texts, from what is known of them; no code of `src`. */
import { readId } from "../../support/reference/rules.ts";
import { wireEvent, wireKind, type WireEvent } from "../../support/reference/wire.ts";

import {
  asArray,
  asObject,
  readHead,
  readMessage,
  type Call,
  type Content,
  type Head,
  type Message,
} from "./reference-values.ts";

interface Place {
  readonly cwd?: string;
  /** The directory of a sub-agent's chat: its parent's session. */
  readonly parent?: string;
  /** Whether the types of evidence are asked for. */
  readonly evidence?: boolean;
  /** Whether usage and errors alone are. */
  readonly usage?: boolean;
}

/** The events of a chat in either container: a document, or a log of changes. */
export function referenceChat(text: string, place: Place): readonly WireEvent[] {
  const { head, messages } = isDocument(text) ? wholeDocument(text) : replayed(text);
  if (head === undefined) return [];
  let last = "";
  const events = messages.flatMap((message) => {
    if (message.timestamp === undefined) return [];
    const said = personal(message, last);
    last = said?.seen ?? last;
    if (place.usage === true) return usageOf(head, message, place);
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
  const document = asObject(JSON.parse(text)) ?? {};
  return {
    head: readHead(document),
    messages: asArray(document["messages"]).flatMap((each) => readMessage(each) ?? []),
  };
}

/** All versions of all messages, but of those that the program wrote when it made the whole history anew. */
function replayed(text: string): Whole {
  const lines = text.split("\n").slice(0, -1).map(parsed);
  let head: Head | undefined;
  const messages: Message[] = [];
  const own = new Set<string>();
  const madeUp = new Set<string>();
  for (const [index, record] of lines.entries()) {
    const { $rewindTo: rewound, $set: change, id } = record;
    const changed = asObject(change);
    if (typeof rewound === "string") continue;
    if (typeof id === "string") {
      if (own.size + madeUp.size > 0) for (const each of writtenAnew(lines.slice(index), own)) madeUp.add(each);
      take(record);
    } else if (changed !== undefined) {
      head ??= readHead(changed);
      for (const each of asArray(changed["messages"])) {
        const known = readId(asObject(each)?.["id"]);
        if (known !== undefined && !own.has(known)) madeUp.add(known);
      }
    } else {
      head ??= readHead(record);
      asArray(record["messages"]).forEach(take);
    }
  }
  return { head, messages };

  function take(value: unknown): void {
    const message = readMessage(value);
    if (message === undefined || head === undefined) return;
    if (madeUp.has(message.id)) {
      const { content: _, ...calls } = asObject(value) ?? {};
      const bare = readMessage({ ...calls, displayContent: [], thoughts: [], tokens: {} });
      if (calls["toolCalls"] !== undefined && bare !== undefined) messages.push(bare);
      return;
    }
    own.add(message.id);
    messages.push(message);
  }
}

type Line = Readonly<Record<string, unknown>>;

/** The ids of a history that is written anew from a line on: messages of one moment, each with a change of the time behind it. */
function writtenAnew(lines: readonly Line[], known: ReadonlySet<string>): readonly string[] {
  const [first] = lines.slice(0, 1).map(readMessage);
  const opening = texts(first?.content ?? [])
    .join("")
    .trim();
  if (first?.type !== "user" || !/^(<session_context>|This is the Gemini CLI\. We are setting)/.test(opening))
    return [];
  const ids: string[] = [];
  let before = Date.parse(first.timestamp ?? "");
  for (let at = 0; at < lines.length; at += 2) {
    const [line = {}, { $set: change } = {}] = lines.slice(at, at + 2);
    const message = readMessage(line);
    const now = Date.parse(message?.timestamp ?? "");
    const isBare = !["model", "displayContent", "toolCalls"].some((member) => member in line);
    if (message === undefined || (message.type !== "user" && message.type !== "gemini") || !isBare) break;
    if (!(Math.abs(now - before) <= 5000) || ids.includes(message.id) || known.has(message.id)) break;
    ids.push(message.id);
    before = now;
    if (asObject(change) === undefined || Object.keys(asObject(change) ?? {}).join() !== "lastUpdated") break;
  }
  return ids;
}

function parsed(line: string): Line {
  try {
    return asObject(JSON.parse(line)) ?? {};
  } catch {
    return {};
  }
}

interface Read {
  readonly message: Message;
  /** What it shows of the person. */
  readonly said: Personal | undefined;
}

function eventsOf(head: Head, { message, said }: Read, { cwd, parent, evidence = false }: Place): readonly WireEvent[] {
  const id = head.sessionId;
  const isSubAgent = head.kind === "subagent" || parent !== undefined;
  const common = { agent: "gemini-cli", session: parent ?? id, cwd };
  const at = message.timestamp ?? "";
  const agent = { agent_id: isSubAgent ? id : undefined };
  const events: WireEvent[] = [];
  const person = isSubAgent ? undefined : said;
  const answer = message.type === "gemini" ? spoken(message) : "";
  const calls = message.type === "gemini" ? message.toolCalls : [];
  const works = answer !== "" || calls.length > 0 || (message.type === "gemini" && message.thoughts > 0);
  if ((works || person !== undefined) && !isSubAgent) {
    events.push(
      wireEvent({ ...common, type: "agent_session", at: head.startTime ?? at, key: id }, { action: "started" }),
    );
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
    if (call === undefined) continue;
    const state = call.status ?? "";
    if (["validating", "awaiting_approval", "scheduled", "pending", "running", "executing"].includes(state)) continue;
    const { name: tool = "unknown", args } = call;
    const file = /^(read_file|write_file|replace)$/.test(tool)
      ? (args["file_path"] ?? args["absolute_path"])
      : /^(list_directory|glob|grep_search|search_file_content)$/.test(tool)
        ? (args["dir_path"] ?? args["path"])
        : undefined;
    const key = call.id === undefined ? `${message.id}-${index}` : `${id}.${call.id}`;
    const origin = { ...common, at: call.timestamp ?? at, key };
    events.push(wireEvent({ ...origin, type: "agent_tool_use" }, { tool, tool_kind: wireKind(tool), file, ...agent }));
    if (evidence && ["success", "error", "cancelled"].includes(state))
      events.push(wireEvent({ ...origin, type: "agent_tool_result" }, { ok: state === "success", ...agent }));
    const action = isSubAgent ? undefined : decided(tool, call);
    if (action !== undefined) events.push(wireEvent({ ...origin, type: "user_action" }, { action }));
  }
  return events;
}

/** What a message took, and that there was an error in its place. */
function usageOf(head: Head, message: Message, { cwd, parent }: Place): readonly WireEvent[] {
  const id = head.sessionId;
  const isSubAgent = head.kind === "subagent" || parent !== undefined;
  const agent = { agent_id: isSubAgent ? id : undefined };
  const origin = { agent: "gemini-cli", session: parent ?? id, cwd, at: message.timestamp ?? "", key: message.id };
  if (message.type === "error") {
    const text = texts(message.content).join("").trim();
    const inWords = text.split("got status: ")[1]?.match(/^\d\d\d\b/)?.[0];
    const inAnswer = /^[^{]*(\{.*\})[^}]*$/s.exec(text)?.[1] ?? "";
    const status = inWords ?? asObject(parsed(inAnswer)["error"])?.["code"];
    const isStatus = /^[1-5]\d\d$/.test(String(status)) && (inWords !== undefined || typeof status === "number");
    const fields = { status: isStatus ? Number(status) : undefined, ...agent };
    return text.startsWith("[API Error: ") ? [wireEvent({ ...origin, type: "agent_error" }, fields)] : [];
  }
  const { input = 0, output = 0, cached = 0, thoughts = 0, tool = 0 } = message.tokens;
  const fresh = Math.max(0, input + tool - cached);
  if (message.type !== "gemini" || fresh + output + cached + thoughts === 0) return [];
  const said = {
    model: message.model,
    ...agent,
    input_tokens: fresh || undefined,
    output_tokens: output + thoughts || undefined,
    cache_read_tokens: cached || undefined,
    reasoning_tokens: thoughts || undefined,
  };
  return [wireEvent({ ...origin, type: "agent_usage" }, said)];
}

/** What the person said to a call, by what went back to the model. */
function decided(tool: string, { status, result }: Call): string | undefined {
  const says = (pattern: RegExp) => result.some((answer) => pattern.test(answer));
  if (status === "cancelled")
    return says(/^\[Operation Cancelled\] Reason: User (denied execution|did not allow tool call)/)
      ? "reject"
      : undefined;
  if (status !== "success") return undefined;
  if (tool === "ask_user") return says(/^\{"answers": ?\{/) ? "answer" : undefined;
  if (tool !== "exit_plan_mode") return undefined;
  if (says(/^Plan approved\./)) return "approve";
  return says(/^(Plan rejected\.|User cancelled the plan approval)/) ? "reject" : undefined;
}

function spoken({ content }: Message): string {
  const text = texts(content).join("").trim();
  return /^Got it. Thanks for the (additional )?context!$/.test(text) ? "" : text;
}

const texts = (pieces: Content) => pieces.map(({ text }) => text ?? "");

type Personal = { readonly action: string } | { readonly length: number; readonly has_image: boolean };

const MADE_BY_PROGRAM =
  /^(System: |<session_context>|<hook_context>|<state_snapshot>|<scratchpad>|This is the Gemini CLI\. We are|Here is the user's editor context as a JSON|Here is a summary of changes in the user's editor|- \*\*Workspace Dir|I'm currently working in the (directory|following directories):|User has manually exited Plan Mode\.|Background execution update:)/;

/** Who a message is of, and what it then shows; `seen`: what the person saw of it, `last` of the one before. */
function personal(message: Message, last: string): { readonly shows?: Personal; readonly seen?: string } | undefined {
  const { type, content, displayContent } = message;
  if (type === "info")
    return texts(content).join("").trim() === "Request cancelled." ? { shows: { action: "interrupt" } } : undefined;
  if (type !== "user") return undefined;
  const cut = (pieces: readonly string[]) => {
    const injected = pieces.findIndex((text) => /^\s*--- Content from referenced files ---/.test(text));
    const kept = injected < 0 ? pieces : pieces.slice(0, injected);
    return kept
      .filter((text, index) => index === 0 || !text.startsWith("<hook_context>"))
      .join("")
      .trim();
  };
  const sent = cut(texts(content));
  const text = displayContent.length > 0 ? cut(texts(displayContent)) : sent;
  if (MADE_BY_PROGRAM.test(sent) || MADE_BY_PROGRAM.test(text)) return undefined;
  if (text !== sent) {
    const isPart = sent.includes(text);
    const hasMore =
      texts(content).some((part) => /^\s*--- Content from referenced files ---/.test(part)) ||
      content.some(({ text }) => text === undefined);
    if (sent === "Please continue." || (text === last && !isPart && !hasMore)) return undefined;
  }
  const hint = /^User steering update:\s*<user_input>([^]*?)<\/user_input>/.exec(sent)?.[1]?.trim();
  if (hint === undefined && content.some(({ isResponse }) => isResponse)) return undefined;
  const own = hint ?? text;
  const hasImage = [...content, ...displayContent].some(({ isImage }) => isImage);
  if (own === "" && !hasImage) return undefined;
  if (sent.startsWith("I ran the following shell command:")) return { shows: { action: "shell" }, seen: text };
  if (text.startsWith("/") && !sent.startsWith("/")) return { shows: { action: "command" }, seen: "" };
  return { shows: { length: Buffer.byteLength(own), has_image: hasImage }, seen: text };
}
