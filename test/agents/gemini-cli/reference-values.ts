/** What stands in a chat of Gemini CLI, whatever stands in its place: what is not as it should be counts as absent. */
import { readId, readText, readTime } from "../../support/reference/rules.ts";

export interface Head {
  readonly sessionId: string;
  readonly startTime: string | undefined;
  readonly kind: unknown;
}

export interface Message {
  readonly id: string;
  readonly timestamp: string | undefined;
  readonly type: unknown;
  readonly content: Content;
  readonly displayContent: Content;
  /** By their places; `undefined` for what is no call. */
  readonly toolCalls: readonly (Call | undefined)[];
  /** How many there are. */
  readonly thoughts: number;
  readonly model: string | undefined;
  readonly tokens: Readonly<Record<string, number>>;
}

export type Content = readonly Piece[];
export interface Piece {
  readonly text: string | undefined;
  readonly isImage: boolean;
  readonly isResponse: boolean;
}

export interface Call {
  readonly id: string | undefined;
  readonly name: string | undefined;
  readonly status: string | undefined;
  readonly timestamp: string | undefined;
  readonly args: Readonly<Record<string, string | undefined>>;
  /** The texts that went back to the model. */
  readonly result: readonly string[];
}

type Json = Readonly<Record<string, unknown>>;

export function asObject(value: unknown): Json | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
}

export function asArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function readHead({ sessionId, startTime, kind }: Json): Head | undefined {
  const id = readId(sessionId);
  return id === undefined ? undefined : { sessionId: id, startTime: readTime(startTime), kind };
}

export function readMessage(value: unknown): Message | undefined {
  const fields = asObject(value) ?? {};
  const id = readId(fields["id"]);
  if (id === undefined) return undefined;
  return {
    id,
    timestamp: readTime(fields["timestamp"]),
    type: fields["type"],
    content: readContent(fields["content"]),
    displayContent: readContent(fields["displayContent"]),
    toolCalls: asArray(fields["toolCalls"]).map(readCall),
    thoughts: asArray(fields["thoughts"]).length,
    model: readText(fields["model"], 256),
    tokens: readCounts(fields["tokens"]),
  };
}

/** Whole numbers from 0 on. */
function readCounts(value: unknown): Readonly<Record<string, number>> {
  const numbers = Object.entries(asObject(value) ?? {}).filter(
    ([, count]) => Number.isSafeInteger(count) && Number(count) >= 0 && Number(count) <= 1e12,
  );
  return Object.fromEntries(numbers) as Readonly<Record<string, number>>;
}

function readContent(value: unknown): Content {
  if (value === undefined || value === null) return [];
  return (Array.isArray(value) ? value : [value]).map((piece: unknown) => {
    const fields = asObject(piece) ?? {};
    const text = typeof piece === "string" ? piece : fields["text"];
    const types = ["inlineData", "fileData"].map((kind) => asObject(fields[kind])?.["mimeType"]);
    return {
      text: typeof text === "string" ? text : undefined,
      isImage: types.some((type) => typeof type === "string" && type.startsWith("image/")),
      isResponse: asObject(fields["functionResponse"]) !== undefined,
    };
  });
}

function readCall(value: unknown): Call | undefined {
  const fields = asObject(value);
  if (fields === undefined) return undefined;
  const args = Object.entries(asObject(fields["args"]) ?? {}).map(([name, arg]) => [name, readText(arg, 2048)]);
  const { result, status } = fields;
  const responses = (Array.isArray(result) ? result : [result]).map(
    (part: unknown) => asObject(asObject(asObject(part)?.["functionResponse"])?.["response"]) ?? {},
  );
  return {
    id: readId(fields["id"]),
    name: readText(fields["name"], 256),
    status: typeof status === "string" ? status : undefined,
    timestamp: readTime(fields["timestamp"]),
    args: Object.fromEntries(args) as Call["args"],
    result: responses
      .flatMap(({ output, error }) => [output, error])
      .filter((text): text is string => typeof text === "string"),
  };
}
