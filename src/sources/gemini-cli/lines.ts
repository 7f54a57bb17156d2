import { isObject, parseObject, type Json, type JsonObject } from "../../lib/json.ts";
import { cleanLine } from "../clean-line.ts";
import { DigestSet } from "../digest-set.ts";
import { identity } from "../identity.ts";
import { idOf, memberOf } from "../fields.ts";
import type { LineDecoder, LineFindings, LineFormat } from "../line-format.ts";
import { chatMemo, chatOf, chatOfMemo, observe, type Chat } from "./chat.ts";
import { parentSession } from "./discover.ts";

/** Chats that are logs of changes: `session-*.jsonl`, since the spring of 2026. */
export const geminiLines: LineFormat = {
  revision: 1,
  decoder(log, memo) {
    const parent = parentSession(log.below);
    if (memo === undefined) return new GeminiDecoder(parent, NO_MEMORY);
    const [delivered, own, replaced] = ["delivered", "own", "replaced"].map((set) =>
      DigestSet.unpacked(memberOf(memo, set)),
    );
    if (delivered === undefined || own === undefined || replaced === undefined) return undefined;
    return new GeminiDecoder(parent, { chat: chatOfMemo(memberOf(memo, "chat")), delivered, own, replaced });
  },
};

interface Memory {
  readonly chat: Chat | undefined;
  /** What the log has shown: a message is written again whenever something of it changes. */
  readonly delivered: DigestSet | undefined;
  /** Messages that stood in a line of their own. */
  readonly own: DigestSet | undefined;
  /** Messages that first stood in a new version of the whole history: compression makes them up, "user" ones too. */
  readonly replaced: DigestSet | undefined;
}

const NO_MEMORY: Memory = { chat: undefined, delivered: undefined, own: undefined, replaced: undefined };

class GeminiDecoder implements LineDecoder {
  readonly #parent: string | undefined;
  #chat: Chat | undefined;
  readonly #delivered: DigestSet;
  readonly #own: DigestSet;
  readonly #replaced: DigestSet;

  constructor(parent: string | undefined, { chat, delivered, own, replaced }: Memory) {
    this.#parent = parent;
    this.#chat = chat;
    this.#delivered = delivered ?? new DigestSet();
    this.#own = own ?? new DigestSet();
    this.#replaced = replaced ?? new DigestSet();
  }

  memo(): Json {
    return {
      chat: chatMemo(this.#chat),
      delivered: this.#delivered.packed(),
      own: this.#own.packed(),
      replaced: this.#replaced.packed(),
    };
  }

  line(bytes: Buffer, offset: number, into: LineFindings): void {
    const text = cleanLine(bytes, offset).toString("utf8");
    if (text.trim() === "") return;
    const record = parseObject(text);
    if (record === undefined) into.malformed(offset);
    else this.#record(record, into);
  }

  #record(record: JsonObject, into: LineFindings): void {
    // What was rewound happened all the same.
    if (typeof record["$rewindTo"] === "string") return;
    if (typeof record["id"] === "string") {
      this.#message(record, into);
      return;
    }
    const change = record["$set"];
    if (isObject(change)) {
      this.#chat ??= chatOf(change, this.#parent);
      for (const id of messagesOf(change).map((message) => idOf(message["id"])))
        if (id !== undefined && !this.#own.has(id)) this.#replaced.add(id);
      return;
    }
    this.#chat ??= chatOf(record, this.#parent);
    for (const message of messagesOf(record)) this.#message(message, into);
  }

  #message(message: JsonObject, into: LineFindings): void {
    const id = idOf(message["id"]);
    if (this.#chat === undefined || id === undefined) {
      into.skipped("incomplete");
      return;
    }
    if (this.#replaced.has(id)) {
      into.skipped("copied");
      return;
    }
    this.#own.add(id);
    for (const seen of observe(this.#chat, message))
      if (this.#delivered.add(identity(seen))) into.observations.push(seen);
  }
}

function messagesOf(record: JsonObject): readonly JsonObject[] {
  const messages = record["messages"];
  return Array.isArray(messages) ? (messages as readonly unknown[]).filter(isObject) : [];
}
