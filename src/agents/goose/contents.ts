import { isObject, parseJson, type JsonObject } from "../../lib/json/json.ts";
import { thoughtsIn } from "../../logs/record/blocks.ts";
import { memberOf, readId, readText } from "../../logs/record/fields.ts";

export interface Call {
  readonly id: string;
  readonly tool: string;
  readonly input: unknown;
}

export interface Result {
  readonly callId: string;
  readonly ok: boolean;
}

/** The contents of a message. */
export class Contents {
  readonly #items: readonly JsonObject[];

  constructor(content: unknown) {
    this.#items = Array.isArray(content) ? (content as readonly unknown[]).filter((item) => isObject(item)) : [];
  }

  get types(): readonly string[] {
    return this.#items.flatMap(({ type }) => (typeof type === "string" ? [type] : []));
  }

  /** The texts, each trimmed, those that are empty left out. */
  get texts(): readonly string[] {
    return this.#of("text").flatMap(({ text }) => (typeof text === "string" ? (readText(text.trim()) ?? []) : []));
  }

  get thoughts(): ReturnType<typeof thoughtsIn> {
    return thoughtsIn(this.#items);
  }

  get hasImage(): boolean {
    return this.types.includes("image");
  }

  /** The calls that could be made: one that the model wrote wrongly has no value. */
  get calls(): readonly Call[] {
    return [...this.#of("toolRequest"), ...this.#of("frontendToolRequest")].flatMap(({ id, toolCall }) => {
      const known = readId(id);
      const value = memberOf(toolCall, "value");
      if (known === undefined || !isObject(value)) return [];
      return [{ id: known, tool: readText(value["name"]) ?? "unknown", input: value["arguments"] }];
    });
  }

  get results(): readonly Result[] {
    return this.#of("toolResponse").flatMap(({ id, toolResult }) => {
      const callId = readId(id);
      const status = memberOf(toolResult, "status");
      if (callId === undefined || typeof status !== "string") return [];
      return [{ callId, ok: status === "success" && memberOf(memberOf(toolResult, "value"), "isError") !== true }];
    });
  }

  #of(type: string): readonly JsonObject[] {
    return this.#items.filter((item) => item["type"] === type);
  }
}

/** What a row's `content_json` holds; `undefined` where it is no JSON. */
export function contentIn(json: unknown): unknown {
  try {
    return typeof json === "string" ? parseJson(json) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
