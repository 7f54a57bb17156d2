/** What the outputs of calls say in rollouts of Codex: how a call ended, and what a person thought of it. */
import { member, type JsonObject } from "../../support/reference/lines.ts";
import { readId } from "../../support/reference/rules.ts";

export interface CallOutput {
  readonly id: string | undefined;
  readonly words: string;
  readonly success: boolean | undefined;
}

export interface End {
  readonly ok: boolean;
  readonly duration_ms: number | undefined;
}

export function outputOf(payload: JsonObject): CallOutput | undefined {
  const kinds = ["function_call_output", "custom_tool_call_output", "tool_search_output"];
  if (!kinds.includes(member(payload, "type") as string)) return undefined;
  const output = member(payload, "output");
  const told = Array.isArray(output) ? undefined : member(output, "success");
  const failed = member(payload, "status") === "failed" ? false : undefined;
  return {
    id: readId(member(payload, "call_id")),
    words: said(output),
    success: typeof told === "boolean" ? told : failed,
  };
}

/** The words of an output or a message: itself, its content, or the texts of its blocks. */
export function said(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null) return "";
  const blocks: unknown = Array.isArray(value) ? value : member(value, "content");
  if (typeof blocks === "string") return blocks;
  if (!Array.isArray(blocks)) return "";
  const texts = blocks.map((block: unknown) => (Array.isArray(block) ? undefined : member(block, "text")));
  return texts.filter((text) => typeof text === "string").join("\n");
}

/** What the person decided, by an output and by what its call had asked for. */
export function opinionOf({ words }: CallOutput, asked: string | undefined): string | undefined {
  if (asked === "question") {
    const answers = Object.values(object(member(json(words), "answers")) ?? {});
    const given = answers.map((answer) => member(object(answer), "answers"));
    return given.some((each) => Array.isArray(each) && each.length > 0) ? "answer" : undefined;
  }
  if (asked === "permissions") {
    const granted = object(member(json(words), "permissions"));
    if (granted === undefined) return undefined;
    return Object.values(granted).some((each) => object(each) !== undefined) ? "approve" : "reject";
  }
  return refused(words) ? "reject" : undefined;
}

/** Whether an item tells that the person declined it. */
export function declined(item: unknown): boolean {
  const error = object(member(item, "error"));
  return [member(item, "stderr"), member(item, "aggregated_output"), member(error, "message")].some(
    (words) => typeof words === "string" && refused(words),
  );
}

export function endOfOutput({ words, success }: CallOutput): End {
  const metadata = object(member(json(words), "metadata"));
  const code = member(metadata, "exit_code");
  if (typeof code === "number")
    return { ok: success ?? code === 0, duration_ms: wholeMs(member(metadata, "duration_seconds")) };
  const lines = words.split("\n");
  const end = lines.findIndex((line, index) => index > 0 && line.startsWith("Output:"));
  const head = end < 0 ? lines.flatMap(eachLine) : lines.slice(0, end).flatMap(eachLine);
  const first = (pattern: RegExp) => head.map((line) => pattern.exec(line)?.[1]).find((found) => found !== undefined);
  const exit = first(/^(?:Exit code:|Process exited with code) (-?[0-9]+)$/);
  const wall = first(/^Wall time: ([0-9.]+) seconds$/);
  const runs = head.some((line) => line.startsWith("Process running with session ID "));
  const errors = ["aborted", "err: ", "exec_command failed", "write_stdin failed"];
  errors.push("apply_patch verification failed", "unsupported call");
  const isError = errors.some((error) => words.startsWith(error)) || refused(words);
  return {
    ok: success ?? (exit === undefined ? !isError : Number(exit) === 0),
    duration_ms: wall === undefined || runs ? undefined : wholeMs(Number(wall)),
  };
}

export function endOfItem(item: unknown): End {
  const [status, code] = [member(item, "status"), member(item, "exit_code")];
  const bad =
    ["failed", "declined"].includes(status as string) ||
    member(item, "success") === false ||
    (typeof code === "number" && code !== 0) ||
    declined(item);
  const duration = object(member(item, "duration"));
  const [secs, nanos] = [member(duration, "secs"), member(duration, "nanos")];
  const known = typeof secs === "number" && typeof nanos === "number";
  return { ok: !bad, duration_ms: known ? wholeMs(secs + nanos / 1e9) : undefined };
}

function refused(words: string): boolean {
  const whole = words.trim();
  if (["exec command rejected by user", "patch rejected by user"].includes(whole)) return true;
  if (whole.startsWith("exec_command failed"))
    return /Rejected\((?:"rejected by user"|\\"rejected by user\\")\)[" }]*$/.test(whole);
  const mcp = whole.replace(/^Wall time: [^\n]*\n/, "").replace(/^Output:\n/, "");
  return /^(?:err: )?"?user rejected MCP tool call"?$/.test(mcp);
}

function eachLine(line: string): string[] {
  return line.split(/[\r\u2028\u2029]/);
}

function object(value: unknown): JsonObject | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
}

function json(words: string): unknown {
  try {
    return object(JSON.parse(words));
  } catch {
    return undefined;
  }
}

function wholeMs(seconds: unknown): number | undefined {
  if (typeof seconds !== "number") return undefined;
  const ms = Math.trunc(seconds * 1000);
  return ms >= 0 && ms <= 1e10 ? ms : undefined;
}
