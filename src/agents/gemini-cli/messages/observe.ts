import { isEvidence, isExported, type Observation } from "../../../events/observation.ts";
import type { JsonObject } from "../../../lib/json/json.ts";
import { memberOf, readId, readText, readTime } from "../../../logs/record/fields.ts";
import { worded } from "../../../logs/record/worded.ts";
import type { Asked } from "../../../logs/source.ts";
import { callsIn } from "./calls.ts";
import type { Chat } from "../chat.ts";
import { sentIn, textIn } from "./prompt.ts";
import { faultOf, usageOf } from "./usage.ts";

type Unknown = (field: string, value: string) => void;

/** Reads the messages of one chat, one after the other. */
export class Messages {
  readonly #evidence: boolean;
  readonly #texts: boolean;
  /** What the person was shown of his last message; `undefined` of a command. */
  #shown: string | undefined;

  /** `shown`: what earlier messages left. */
  constructor({ evidence = false, texts = false }: Asked = {}, shown?: string) {
    this.#evidence = evidence;
    this.#texts = texts;
    this.#shown = shown;
  }

  /** What later messages need of the earlier ones, for a state. */
  get shown(): string | undefined {
    return this.#shown;
  }

  /** What a message shows, the start of the session first: whoever asks leaves out what he knows. */
  *observe(chat: Chat, message: JsonObject, unknown: Unknown): Generator<Observation, void, undefined> {
    const at = readTime(message["timestamp"]);
    const key = readId(message["id"]);
    if (at === undefined || key === undefined) return;
    const stamped = { at, key, sessionId: chat.sessionId };
    const seen = [
      ...(chat.isSubAgent ? [] : this.#fromPerson(message, stamped)),
      ...(this.#texts ? thoughtsIn(chat, message, stamped) : []),
      ...answerIn(chat, message, stamped),
      ...callsIn(chat, message, { at, unknown }),
    ];
    const { type } = message;
    if (typeof type === "string" && !TYPES.has(type)) unknown("type", type);
    // The start of a sub-agent's session is its parent's, whichever of the two its chat names.
    if (!chat.isSubAgent && (seen.some(isExported) || isWorking(message)))
      yield { kind: "session-started", at: chat.startedAt ?? at, sessionId: chat.id };
    for (const each of seen) if (this.#evidence || !isEvidence(each)) yield each;
    yield* usageOf(chat, message, stamped);
    yield* faultOf(chat, message, stamped);
  }

  #fromPerson(message: JsonObject, stamped: Stamped): readonly Observation[] {
    const common = { ...stamped, automated: false };
    if (message["type"] === "info")
      return textIn(message).trim() === "Request cancelled."
        ? [{ kind: "user-action", ...common, action: "interrupt" }]
        : [];
    if (message["type"] !== "user") return [];
    const sent = sentIn(message, this.#shown);
    if (sent === undefined || (sent.text === "" && !sent.hasImage)) return [];
    const { text, hasImage } = sent;
    this.#shown = sent.shown;
    if (sent.isShell) return [{ kind: "user-action", ...common, action: "shell" }];
    if (sent.isCommand) return [{ kind: "user-action", ...common, action: "command", text }];
    return [{ kind: "user-message", ...common, ...worded(text), hasImage }];
  }
}

interface Stamped {
  readonly at: string;
  readonly key: string;
  readonly sessionId: string;
}

const TYPES: ReadonlySet<string> = new Set(["user", "gemini", "info", "warning", "error"]);

/** What the program lets the model say to its own messages. */
const ACKNOWLEDGED = /^Got it\. Thanks for the (?:additional )?context!$/;

/** Whether a message of the agent shows it at work. */
function isWorking(message: JsonObject): boolean {
  if (message["type"] !== "gemini") return false;
  const { toolCalls, thoughts } = message;
  for (const list of [toolCalls, thoughts]) if (Array.isArray(list) && list.length > 0) return true;
  return answerOf(message) !== undefined;
}

/** The text of an answer. A call that follows it comes into the same record later, and changes nothing of it. */
function answerOf(message: JsonObject): string | undefined {
  if (message["type"] !== "gemini") return undefined;
  const text = textIn(message).trim();
  return text === "" || ACKNOWLEDGED.test(text) ? undefined : text;
}

function* answerIn(chat: Chat, message: JsonObject, stamped: Stamped): Generator<Observation, void, undefined> {
  const text = answerOf(message);
  if (text === undefined) return;
  yield {
    kind: "agent-message",
    ...stamped,
    ...worded(text),
    model: readText(message["model"]),
    agentId: chat.isSubAgent ? chat.id : undefined,
  };
}

/** The summaries of its thoughts, one to each. A message is written again with more of them. */
function thoughtsIn(chat: Chat, message: JsonObject, { key, ...stamped }: Stamped): readonly Observation[] {
  const { thoughts } = message;
  if (!Array.isArray(thoughts)) return [];
  return (thoughts as readonly unknown[]).map((thought, index): Observation => {
    const parts = [memberOf(thought, "subject"), memberOf(thought, "description")];
    const text = parts
      .filter((part) => typeof part === "string")
      .join("\n")
      .trim();
    const at = readTime(memberOf(thought, "timestamp")) ?? stamped.at;
    const agentId = chat.isSubAgent ? chat.id : undefined;
    return { kind: "aside", of: "reasoning", ...stamped, at, key: `${key}-${index}`, ...worded(text), agentId };
  });
}
