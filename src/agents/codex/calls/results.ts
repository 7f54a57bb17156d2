import { isObject, parseObject, type JsonObject } from "../../../lib/json/json.ts";
import { memberOf, readMillis, readText } from "../../../logs/record/fields.ts";
import { worded, type Worded } from "../../../logs/record/worded.ts";
import { isDeclined, isDeclinedItem } from "./decisions.ts";
import { textIn, type Output } from "./output.ts";

/** How a call ended, as far as the log says it. */
export interface Result {
  readonly ok: boolean;
  readonly durationMs: number | undefined;
}

/** Outputs that begin so are errors of the agent's own. */
const FAILED =
  /^(?:aborted|err: |exec_command failed|write_stdin failed|apply_patch verification failed|unsupported call)/;

/** How a call ended by its output: what the record says, the exit code in its text, and else whether it is an error. */
export function resultOf(output: Output): Result {
  const { text, success } = output;
  const metadata = memberOf(parseObject(text), "metadata");
  if (isObject(metadata) && typeof metadata["exit_code"] === "number")
    return { ok: success ?? metadata["exit_code"] === 0, durationMs: milliseconds(metadata["duration_seconds"]) };
  const [head = ""] = text.split("\nOutput:", 1);
  const code = /^(?:Exit code:|Process exited with code) (-?\d+)$/m.exec(head)?.[1];
  const isRunning = /^Process running with session ID /m.test(head);
  const seconds = isRunning ? undefined : /^Wall time: ([0-9.]+) seconds$/m.exec(head)?.[1];
  const ok = success ?? (code === undefined ? !FAILED.test(text) && !isDeclined(text) : Number(code) === 0);
  return { ok, durationMs: seconds === undefined ? undefined : milliseconds(Number(seconds)) };
}

/** How a call ended that a script made, by its item. */
export function resultOfItem(item: JsonObject): Result {
  const { status, exit_code: code, success, duration } = item;
  const failed =
    status === "failed" || status === "declined" || success === false || (typeof code === "number" && code !== 0);
  const [secs, nanos] = [memberOf(duration, "secs"), memberOf(duration, "nanos")];
  const seconds = typeof secs === "number" && typeof nanos === "number" ? secs + nanos / 1e9 : undefined;
  return { ok: !failed && !isDeclinedItem(item), durationMs: milliseconds(seconds) };
}

/** The text of the agent's words, if the payload of a `response_item` is such. */
export function answerIn({ type, role, content }: JsonObject): string | undefined {
  if (type !== "message" || role !== "assistant") return undefined;
  return readText(textIn(content).trim());
}

/** What a `response_item` tells of the agent's reasoning: the texts of its summary and content, if it has any. */
export function reasoningIn({ type, summary, content }: JsonObject): Partial<Worded> | undefined {
  if (type !== "reasoning") return undefined;
  const texts = [summary, content].flatMap((list) =>
    Array.isArray(list) ? (list as readonly unknown[]).map((part) => memberOf(part, "text")) : [],
  );
  const text = texts
    .filter((part) => typeof part === "string")
    .join("\n")
    .trim();
  return text === "" ? {} : worded(text);
}

function milliseconds(seconds: unknown): number | undefined {
  return typeof seconds === "number" ? readMillis(Math.trunc(seconds * 1000)) : undefined;
}
