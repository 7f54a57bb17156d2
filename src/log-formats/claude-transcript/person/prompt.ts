import { isObject } from "../../../lib/json/json.ts";

/** What a person sent: the text without what the program put around it, and what was with it. */
export interface Sent {
  readonly text: string;
  readonly hasImage: boolean;
  readonly hasDocument: boolean;
}

/** Elements that editors and Claude Code put around or before what a person wrote, in the order of their removal. */
const ENVELOPES = ["ide_opened_file", "ide_selection", "ide_diagnostics", "system-reminder"];

/** How texts begin that stand in `user` records though no person wrote a prompt. */
const SYNTHETIC = [
  "<command-name>",
  "<command-message>",
  "<bash-input>",
  "[Request interrupted by user",
  "<local-command-",
  "<bash-stdout>",
  "<bash-stderr>",
  "<task-notification>",
  "<agent-notification>",
  "<github-webhook-activity>",
  "<cross-session-message",
  "<<autonomous-loop",
  "<teammate-message",
  "<tick>",
  "<goal>",
  "<session-start-hook>",
  "<user-prompt-submit-hook>",
  "Stop hook feedback:",
  "[SYSTEM NOTIFICATION",
  "Caveat: The messages below",
  "This session is being continued from a previous conversation",
  "Operation stopped by hook:",
] as const;

/** Those of them that tell of something else that the person did. */
const ACTIONS: ReadonlyMap<string, "interrupt" | "command" | "shell"> = new Map([
  ["[Request interrupted by user", "interrupt"],
  ["<command-name>", "command"],
  ["<command-message>", "command"],
  ["<bash-input>", "shell"],
]);

/** How the text of a slash command begins. */
export const COMMAND_STARTS = ["<command-name>", "<command-message>"];

/** Whether blocks hold the result of a tool: then they are no prompt. */
export function hasToolResult(content: unknown): boolean {
  return Array.isArray(content) && content.some((block) => isObject(block) && block["type"] === "tool_result");
}

/** What the content of a message (a string or blocks) holds of the person; `undefined` if it is neither. */
export function sentIn(content: unknown): Sent | undefined {
  if (typeof content === "string") return { text: withoutEnvelopes(content), hasImage: false, hasDocument: false };
  if (!Array.isArray(content)) return undefined;
  const texts: string[] = [];
  let hasImage = false;
  let hasDocument = false;
  for (const block of content as readonly unknown[]) {
    if (!isObject(block)) continue;
    const { type, text } = block;
    if (type === "image") hasImage = true;
    else if (type === "document") hasDocument = true;
    else if (type === "text" && typeof text === "string") texts.push(text);
  }
  return { text: withoutEnvelopes(texts.join("\n")), hasImage, hasDocument };
}

/** What a text is when no person wrote it as a prompt: something else that the person did, or `"synthetic"`. */
export function synthetic(text: string): "interrupt" | "command" | "shell" | "synthetic" | undefined {
  const start = SYNTHETIC.find((prefix) => text.startsWith(prefix));
  return start === undefined ? undefined : (ACTIONS.get(start) ?? "synthetic");
}

function withoutEnvelopes(text: string): string {
  let rest = text;
  for (const name of ENVELOPES) rest = withoutElements(rest, `<${name}>`, `</${name}>`);
  return rest.trim();
}

/** One pass from the left; what a removal brings together is not looked at again. */
function withoutElements(text: string, open: string, close: string): string {
  let from = text.indexOf(open);
  if (from < 0) return text;
  let kept = "";
  let after = 0;
  while (from >= 0) {
    const end = text.indexOf(close, from + open.length);
    if (end < 0) break;
    kept += text.slice(after, from);
    after = end + close.length;
    from = text.indexOf(open, after);
  }
  return kept + text.slice(after);
}

/** What was typed of a slash command or a `!` command, out of the elements that hold it; of an interrupt nothing. */
export function typedIn(text: string): string | undefined {
  const inside = (name: string) => new RegExp(`<${name}>([^]*?)</${name}>`).exec(text)?.[1]?.trim();
  const command = inside("command-name") ?? inside("bash-input") ?? inside("command-message");
  const words = [command, inside("command-args")].filter((word) => word !== undefined && word !== "");
  return words.length === 0 ? undefined : words.join(" ");
}
