import { isObject, parseObject, type JsonObject } from "../../lib/json/json.ts";
import { isImageType, readId, readText, readUnixTime } from "../../logs/record/fields.ts";
import { worded, type Worded } from "../../logs/record/worded.ts";

/** A part of a message: its type and what it holds. */
interface Part {
  readonly type: string;
  readonly data: JsonObject;
}

/** A call of a tool that the model has made wholly. */
export interface Call {
  readonly id: string;
  readonly tool: string;
  readonly input: JsonObject | undefined;
}

/** How an answer came to its end. */
export interface Finish {
  readonly reason: string;
  /** Milliseconds since 1970. */
  readonly at: number | undefined;
}

export interface Result {
  readonly callId: string;
  readonly tool: string | undefined;
  readonly content: string;
  readonly isError: boolean;
  /** When it began and ended, in milliseconds since 1970, where the tool says so. */
  readonly began: number | undefined;
  readonly ended: number | undefined;
}

/** The parts of a message. */
export class Parts {
  readonly #parts: readonly Part[];

  constructor(record: JsonObject) {
    const list: readonly unknown[] = Array.isArray(record["parts"]) ? record["parts"] : [];
    this.#parts = list.flatMap((part) => {
      if (!isObject(part)) return [];
      const { type, data } = part;
      return typeof type === "string" && isObject(data) ? [{ type, data }] : [];
    });
  }

  get types(): readonly string[] {
    return this.#parts.map(({ type }) => type);
  }

  /** The texts, each trimmed, those that are empty left out. */
  get texts(): readonly string[] {
    return this.#of("text").flatMap(({ text }) => (typeof text === "string" ? (readText(text.trim()) ?? []) : []));
  }

  get thoughts(): readonly Worded[] {
    return this.#of("reasoning").flatMap(({ thinking }) => {
      const text = typeof thinking === "string" ? thinking.trim() : "";
      return text === "" ? [] : [worded(text)];
    });
  }

  get hasImage(): boolean {
    return this.types.includes("image_url") || this.#of("binary").some((data) => isImageType(data["MIMEType"]));
  }

  get hasFile(): boolean {
    return this.hasImage || this.types.includes("binary");
  }

  get hasShellCommand(): boolean {
    return this.types.includes("shell_command");
  }

  get finish(): Finish | undefined {
    const finish = this.#of("finish").at(-1);
    if (finish === undefined) return undefined;
    return { reason: readText(finish["reason"]) ?? "unknown", at: readUnixTime(finish["time"]) };
  }

  get calls(): readonly Call[] {
    return this.#of("tool_call").flatMap(({ id, name, input, finished }) => {
      const known = readId(id);
      if (known === undefined || finished !== true) return [];
      const tool = readText(name) ?? "unknown";
      return [{ id: known, tool, input: typeof input === "string" ? parseObject(input) : undefined }];
    });
  }

  get results(): readonly Result[] {
    return this.#of("tool_result").flatMap(({ tool_call_id: id, name, content, metadata, is_error: isError }) => {
      const callId = readId(id);
      if (callId === undefined) return [];
      const told = typeof metadata === "string" ? parseObject(metadata) : undefined;
      return [
        {
          callId,
          tool: readText(name),
          content: typeof content === "string" ? content : "",
          isError: isError === true,
          began: readUnixTime(told?.["start_time"]),
          ended: readUnixTime(told?.["end_time"]),
        },
      ];
    });
  }

  #of(type: string): readonly JsonObject[] {
    return this.#parts.flatMap((part) => (part.type === type ? [part.data] : []));
  }
}
