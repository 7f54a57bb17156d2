/** The contract's small rules: times, ids, the text of a prompt, kinds of tools. */
import { member } from "./lines.ts";

const timeGrammar =
  /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?(?:Z|([+-])(\d{2})(?::?(\d{2}))?)$/;

/** The time in UTC milliseconds, `YYYY-MM-DDTHH:MM:SS.mmmZ`, if it is spelled and is a time as the contract asks. */
export function readTime(value: unknown): string | undefined {
  const parts = typeof value === "string" ? timeGrammar.exec(value) : null;
  if (parts === null) return undefined;
  const number = (index: number): number => Number(parts[index] ?? "0");
  const [year, month, day, hour, minute, second] = [1, 2, 3, 4, 5, 6].map(number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const [offsetHour, offsetMinute] = [number(9), number(10)];
  if (month < 1 || month > 12 || day < 1 || day > daysOf(year, month)) return undefined;
  if (hour > 23 || minute > 59 || second > 59 || offsetHour > 23 || offsetMinute > 59) return undefined;

  const millisecond = Number((parts[7] ?? "").slice(0, 3).padEnd(3, "0"));
  const offset = (parts[8] === "-" ? -1 : 1) * (offsetHour * 60 + offsetMinute);
  const time = new Date(0);
  time.setUTCFullYear(year, month - 1, day);
  time.setUTCHours(hour, minute - offset, second, millisecond);
  return time.getUTCFullYear() >= 1000 && time.getUTCFullYear() <= 9999 ? time.toISOString() : undefined;
}

function daysOf(year: number, month: number): number {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  if (month === 2) return leap ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** An id as it is written and compared, if it is one: a string of 1 to 256 bytes of UTF-8. */
export function readId(value: unknown): string | undefined {
  if (typeof value !== "string") return undefined;
  const id = value.toWellFormed();
  return id !== "" && Buffer.byteLength(id) <= 256 ? id : undefined;
}

/** Whole milliseconds, of a number from 0 to 10^10. */
export function readDuration(value: unknown): number | undefined {
  if (typeof value !== "number" || !(value >= 0 && value <= 10 ** 10)) return undefined;
  // Adding 0 makes a plain zero of -0.
  return Math.trunc(value) + 0;
}

/** A string of at least one character, cut to so many code points. */
export function readText(value: unknown, most: number): string | undefined {
  if (typeof value !== "string" || value === "") return undefined;
  return Array.from(value).slice(0, most).join("").toWellFormed();
}

/** Every byte but `A-Za-z0-9._-` as `%XX`. */
export function percentEncode(id: string): string {
  return Array.from(Buffer.from(id), (byte) => {
    const character = String.fromCharCode(byte);
    return /[A-Za-z0-9._-]/.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }).join("");
}

/** What a message of a person holds: its text without what was injected, and whether a picture came with it. */
export interface Prompt {
  readonly text: string;
  readonly hasImage: boolean;
  readonly hasAttachment: boolean;
  readonly hasToolResult: boolean;
}

/** Reads `content` if it is of a kind that a message can have: a string or an array of blocks. */
export function readPrompt(content: unknown): Prompt | undefined {
  if (typeof content !== "string" && !Array.isArray(content)) return undefined;
  const blocks: readonly unknown[] = typeof content === "string" ? [] : content;
  const hasBlock = (type: string): boolean => blocks.some((block) => member(block, "type") === type);
  const texts = blocks
    .filter((block) => member(block, "type") === "text")
    .map((block) => member(block, "text"))
    .filter((text) => typeof text === "string");
  return {
    text: withoutEnvelopes(typeof content === "string" ? content : texts.join("\n")).trim(),
    hasImage: hasBlock("image"),
    hasAttachment: hasBlock("image") || hasBlock("document"),
    hasToolResult: hasBlock("tool_result"),
  };
}

function withoutEnvelopes(text: string): string {
  return ["ide_opened_file", "ide_selection", "ide_diagnostics", "system-reminder"].reduce(withoutElement, text);
}

/** One pass from the left; what comes together where an element was is not looked at again. */
function withoutElement(text: string, name: string): string {
  const [opening, closing] = [`<${name}>`, `</${name}>`];
  let kept = "";
  let from = 0;
  for (;;) {
    const start = text.indexOf(opening, from);
    const end = start === -1 ? -1 : text.indexOf(closing, start + opening.length);
    if (end === -1) return kept + text.slice(from);
    kept += text.slice(from, start);
    from = end + closing.length;
  }
}

type Action = "interrupt" | "command" | "shell";

const syntheticStarts: readonly (readonly [start: string, action?: Action])[] = [
  ["[Request interrupted by user", "interrupt"],
  ["<command-name>", "command"],
  ["<command-message>", "command"],
  ["<local-command-"],
  ["<bash-input>", "shell"],
  ["<bash-stdout>"],
  ["<bash-stderr>"],
  ["<task-notification>"],
  ["<agent-notification>"],
  ["<github-webhook-activity>"],
  ["<cross-session-message"],
  ["<<autonomous-loop"],
  ["<teammate-message"],
  ["<tick>"],
  ["<goal>"],
  ["<session-start-hook>"],
  ["<user-prompt-submit-hook>"],
  ["Stop hook feedback:"],
  ["[SYSTEM NOTIFICATION"],
  ["Caveat: The messages below"],
  ["This session is being continued from a previous conversation"],
  ["Operation stopped by hook:"],
];

/** What a text is by its first words: what a person wrote, something else that they did, or nobody's doing. */
export function kindOfText(text: string): "message" | "nothing" | Action {
  const synthetic = syntheticStarts.find(([start]) => text.startsWith(start));
  return synthetic === undefined ? "message" : (synthetic[1] ?? "nothing");
}

type ToolKind =
  | "shell"
  | "file_read"
  | "file_write"
  | "file_edit"
  | "search"
  | "sub_agent"
  | "web"
  | "notebook"
  | "other";

const kindsByName: readonly (readonly [ToolKind, readonly string[]])[] = [
  ["sub_agent", ["Task", "Agent"]],
  ["web", ["WebSearch", "WebFetch"]],
  ["other", ["TodoWrite", "TodoRead", "ToolSearch", "TaskCreate", "TaskUpdate", "TaskList", "TaskGet", "TaskOutput"]],
  ["other", ["TaskStop", "ExitPlanMode", "AskUserQuestion", "Skill"]],
  ["shell", ["BashOutput", "KillShell"]],
];

const kindsByPart: readonly (readonly [ToolKind, readonly string[], readonly string[]])[] = [
  ["notebook", ["notebook"], []],
  ["shell", ["bash", "shell"], ["exec", "exec_command"]],
  ["file_read", ["read"], ["view", "cat"]],
  ["file_write", ["write"], []],
  ["file_edit", ["edit", "patch"], []],
  ["search", ["grep", "glob", "search"], ["find", "ls"]],
  ["sub_agent", ["agent"], []],
  ["web", ["web", "fetch", "http"], []],
];

/** The kind of a tool, by its whole name. */
export function kindOfTool(name: string): ToolKind {
  const exact = kindsByName.find(([, names]) => names.includes(name));
  if (exact !== undefined) return exact[0];
  const lower = name.toLowerCase();
  const fitting = kindsByPart.find(
    ([, parts, wholes]) => parts.some((part) => lower.includes(part)) || wholes.includes(lower),
  );
  return fitting?.[0] ?? "other";
}

/** The path a tool was given, for the tools whose input is known to hold one. */
export function fileOfTool(name: string, input: unknown): string | undefined {
  const path = (key: string): string | undefined => readText(member(input, key), 2048);
  if (["Read", "Edit", "MultiEdit", "Write"].includes(name)) return path("file_path");
  if (name === "NotebookEdit") return path("notebook_path") ?? path("file_path");
  return ["Glob", "Grep", "LS"].includes(name) ? path("path") : undefined;
}

/** A number of tokens; anything else is none. */
export function readCount(value: unknown): number {
  return Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= 1e12 ? Number(value) : 0;
}

/** What was taken, as a log says it. */
interface Taken {
  readonly input?: number;
  readonly output?: number;
  readonly read?: number;
  readonly write?: number;
  readonly reasoning?: number;
  readonly cost?: unknown;
}

/** The fields of usage, those that are none left out; `undefined` if there is nothing of it. */
export function usageFields({ input = 0, output = 0, read = 0, write = 0, reasoning = 0, cost }: Taken) {
  if (Math.max(0, input) + output + read + write === 0) return undefined;
  const isCost = typeof cost === "number" && cost > 0 && cost <= 1e12;
  return {
    input_tokens: Math.max(0, input) || undefined,
    output_tokens: output || undefined,
    cache_read_tokens: read || undefined,
    cache_write_tokens: write || undefined,
    reasoning_tokens: reasoning || undefined,
    cost_usd: isCost ? cost : undefined,
  };
}
