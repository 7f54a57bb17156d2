import { isObject, type Json, type JsonObject } from "../../lib/json/json.ts";
import { DigestSet } from "../../logs/record/digest-set.ts";
import { identity } from "../../logs/record/identity.ts";
import { readId, memberOf, readText } from "../../logs/record/fields.ts";
import { jsonLine } from "../../logs/lines/json-line.ts";
import type { LineDecoder, LineFindings, LineFormat } from "../../logs/lines/format.ts";
import { isAsked, type Asked } from "../../logs/source.ts";
import { chatState, chatOf, chatOfState, type Chat } from "./chat.ts";
import { parentSession } from "./discover.ts";
import { Messages } from "./messages/observe.ts";
import { Rewriting } from "./rewriting.ts";

/** Chats that are logs of changes: `session-*.jsonl`, since the spring of 2026. */
export const geminiLines: LineFormat = {
  revision: 4,
  decoder(log, state, asked) {
    const about = { parent: parentSession(log), asked };
    if (state === undefined) return new GeminiDecoder(about, NO_MEMORY);
    const [delivered, own, replaced] = ["delivered", "own", "replaced"].map((set) =>
      DigestSet.unpacked(memberOf(state, set)),
    );
    if (delivered === undefined || own === undefined || replaced === undefined) return undefined;
    const [chat, shown] = [chatOfState(memberOf(state, "chat")), readText(memberOf(state, "shown"))];
    const rewriting = new Rewriting(memberOf(state, "rewriting"));
    return new GeminiDecoder(about, { chat, shown, delivered, own, replaced, rewriting });
  },
};

interface About {
  /** The session whose sub-agent the chat is of. */
  readonly parent: string | undefined;
  readonly asked: Asked | undefined;
}

interface Memory {
  readonly chat: Chat | undefined;
  /** What the person was shown of his last message. */
  readonly shown: string | undefined;
  /** What the log has shown: a message is written again whenever something of it changes. */
  readonly delivered: DigestSet | undefined;
  /** Messages that stood in a line of their own. */
  readonly own: DigestSet | undefined;
  /** Messages that the program wrote when it made the whole history anew: compression makes some up, "user" ones too. */
  readonly replaced: DigestSet | undefined;
  readonly rewriting: Rewriting | undefined;
}

const NO_MEMORY: Memory = {
  chat: undefined,
  shown: undefined,
  delivered: undefined,
  own: undefined,
  replaced: undefined,
  rewriting: undefined,
};

class GeminiDecoder implements LineDecoder {
  readonly #parent: string | undefined;
  readonly #messages: Messages;
  readonly #asked: Asked;
  #chat: Chat | undefined;
  readonly #delivered: DigestSet;
  readonly #own: DigestSet;
  readonly #replaced: DigestSet;
  readonly #rewriting: Rewriting;

  constructor(about: About, { chat, shown, delivered, own, replaced, rewriting }: Memory) {
    this.#parent = about.parent;
    this.#asked = about.asked ?? {};
    this.#messages = new Messages(about.asked, shown);
    this.#chat = chat;
    this.#delivered = delivered ?? new DigestSet();
    this.#own = own ?? new DigestSet();
    this.#replaced = replaced ?? new DigestSet();
    this.#rewriting = rewriting ?? new Rewriting();
  }

  state(): Json {
    return {
      chat: chatState(this.#chat),
      shown: this.#messages.shown ?? null,
      delivered: this.#delivered.packed(),
      own: this.#own.packed(),
      replaced: this.#replaced.packed(),
      rewriting: this.#rewriting.state(),
    };
  }

  line(bytes: Buffer, offset: number, into: LineFindings): void {
    const { fields, isBlank } = jsonLine(bytes, offset);
    if (fields !== undefined) this.#record(fields, into);
    else if (!isBlank) {
      this.#rewriting.end();
      into.malformed(offset);
    }
  }

  #record(record: JsonObject, into: LineFindings): void {
    // What was rewound happened all the same.
    if (typeof record["$rewindTo"] === "string") {
      this.#rewriting.end();
      return;
    }
    if (typeof record["id"] === "string") {
      this.#message(record, into);
      return;
    }
    const change = record["$set"];
    if (isObject(change)) {
      this.#rewriting.change(change);
      this.#begin(change, into);
      for (const id of messagesOf(change).map((message) => readId(message["id"])))
        if (id !== undefined && !this.#own.has(id)) this.#replaced.add(id);
      return;
    }
    this.#rewriting.end();
    for (const name of Object.keys(record))
      if (name.startsWith("$") && !CHANGES.has(name)) into.unknown("change", name);
    this.#begin(record, into);
    for (const message of messagesOf(record)) this.#message(message, into);
  }

  #begin(head: JsonObject, into: LineFindings): void {
    this.#chat ??= chatOf(head, this.#parent, (field, value) => into.unknown(field, value));
  }

  #message(message: JsonObject, into: LineFindings): void {
    const id = readId(message["id"]);
    if (this.#chat === undefined || id === undefined) {
      into.skipped("incomplete");
      return;
    }
    const isNew = !this.#own.has(id) && !this.#replaced.has(id);
    const mayBegin = this.#own.size + this.#replaced.size > 0;
    if (this.#rewriting.takes(message, { isNew, mayBegin })) this.#replaced.add(id);
    const isReplaced = this.#replaced.has(id);
    if (isReplaced && message["toolCalls"] === undefined) {
      into.skipped("copied");
      return;
    }
    if (!isReplaced) this.#own.add(id);
    const told = isReplaced ? callsAlone(message) : message;
    for (const seen of this.#messages.observe(this.#chat, told, (field, value) => into.unknown(field, value)))
      if (isAsked(seen, this.#asked) && this.#delivered.add(identity(seen))) into.observations.push(seen);
  }
}

/** What `/restore` calls again is written into the last message of the history, though that one is a copy. */
function callsAlone({ id, timestamp, type, toolCalls }: JsonObject): JsonObject {
  return { id, timestamp, type, toolCalls };
}

const CHANGES: ReadonlySet<string> = new Set(["$set", "$rewindTo"]);

function messagesOf(record: JsonObject): readonly JsonObject[] {
  const messages = record["messages"];
  return Array.isArray(messages) ? (messages as readonly unknown[]).filter(isObject) : [];
}
