import type { JsonObject } from "../../lib/json/json.ts";
import { isObject } from "../../lib/json/json.ts";
import { thoughtsIn } from "../../logs/record/blocks.ts";
import { memberOf, readId, readText, readTime, readUnixTime } from "../../logs/record/fields.ts";

export interface Call {
  readonly id: string;
  readonly tool: string;
  readonly input: unknown;
}

/** A message of a transcript. */
export class Message {
  readonly id: string;
  readonly fields: JsonObject;
  /** When it was written down: for an answer, its end. Milliseconds since 1970. */
  readonly written: number | undefined;
  readonly #blocks: readonly JsonObject[];

  private constructor(id: string, fields: JsonObject, written: string | undefined) {
    this.id = id;
    this.fields = fields;
    this.written = written === undefined ? undefined : Date.parse(written);
    const { content } = fields;
    const blocks: readonly unknown[] = Array.isArray(content) ? content : [{ type: "text", text: content }];
    this.#blocks = blocks.filter((block) => isObject(block));
  }

  static of({ type, id, message, timestamp }: JsonObject): Message | undefined {
    const known = readId(id);
    if (type !== "message" || known === undefined || !isObject(message)) return undefined;
    return new Message(known, message, readTime(timestamp));
  }

  /** When it came, or when the model began it: milliseconds since 1970. */
  get began(): number | undefined {
    return readUnixTime(this.fields["timestamp"]);
  }

  /** The texts, each trimmed, those that are empty left out. */
  get texts(): readonly string[] {
    return this.#of("text").flatMap(({ text }) => (typeof text === "string" ? (readText(text.trim()) ?? []) : []));
  }

  get thoughts(): ReturnType<typeof thoughtsIn> {
    return thoughtsIn(this.#blocks);
  }

  get hasImage(): boolean {
    return this.#of("image").length > 0;
  }

  get calls(): readonly Call[] {
    return this.#of("toolCall").flatMap(({ id, name, arguments: input }) => {
      const known = readId(id);
      return known === undefined ? [] : [{ id: known, tool: readText(name) ?? "unknown", input }];
    });
  }

  /** Whether OpenClaw wrote down what it sent elsewhere, as if the model had said it. */
  get isMirror(): boolean {
    return this.fields["provider"] === "openclaw";
  }

  get isPrompt(): boolean {
    return this.fields["role"] === "user";
  }

  /** Whether the model could not answer: it is asked again then, or the turn has failed. */
  get hasFailed(): boolean {
    return this.#stop === "error";
  }

  /** Whether it is the last word of a turn. */
  get endsTurn(): boolean {
    return typeof this.#stop === "string" && this.#stop !== "toolUse" && !this.hasFailed && this.calls.length === 0;
  }

  /** Why the model stopped, if it is one of its own messages. */
  get #stop(): unknown {
    return this.fields["role"] === "assistant" && !this.isMirror ? this.fields["stopReason"] : undefined;
  }

  /** Where a message of the role `user` comes from, if that is said. */
  get provenance(): unknown {
    return memberOf(this.fields["provenance"], "kind");
  }

  /** Whether somebody else than the owner wrote it. */
  get isOthers(): boolean {
    return memberOf(this.fields["__openclaw"], "senderIsOwner") === false;
  }

  #of(type: string): readonly JsonObject[] {
    return this.#blocks.filter((block) => block["type"] === type);
  }
}
