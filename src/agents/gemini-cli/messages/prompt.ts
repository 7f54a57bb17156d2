import { isObject } from "../../../lib/json/json.ts";
import { HOOK, isImagePart, isInjected, partsOf, textOfPart, typedIn } from "../../../log-formats/google-content.ts";
import { lineId, memberOf } from "../../../logs/record/fields.ts";

/** What a person sent. */
export interface Sent {
  readonly text: string;
  readonly hasImage: boolean;
  /** A `!` command, which the program tells the model of together with its output. */
  readonly isShell: boolean;
  /** A command of one's own: what it stands for was sent. What was sent as it was typed, a path for one, is a prompt. */
  readonly isCommand: boolean;
  /** Stands for what the person saw, to know it again where the program repeats it. A command may be given again. */
  readonly shown: string | undefined;
}

const SHELL = "I ran the following shell command:";
/** A hint to the agent while it works: the program puts its own words around the person's. */
const STEERING = /^User steering update:\s*<user_input>(.*?)<\/user_input>/s;

/** How the program tells the model of the session, before all else: this version, and those of old checkpoints. */
const OPENINGS = ["<session_context>", "This is the Gemini CLI. We are setting up the context for our chat."];

/** How the program begins what it sends to the model by itself. */
const OF_PROGRAM = [
  // After an invalid stream, and when the agent goes round in a loop.
  "System: ",
  // What it tells of itself, of hooks, of the editor, of directories, of its mode.
  ...OPENINGS,
  HOOK,
  "Here is the user's editor context as a JSON object.",
  "Here is a summary of changes in the user's editor context",
  "- **Workspace Directories:**",
  "I'm currently working in the directory:",
  "I'm currently working in the following directories:",
  "User has manually exited Plan Mode.",
  "Background execution update:",
  // The summary that stands for a history that became too long.
  "<state_snapshot>",
  "<scratchpad>",
];
/** Sent when the model should speak on, and shown as the prompt before it. */
const GO_ON = "Please continue.";

/**
 * What a `user` message holds of the person; `undefined` if it is a tool's answer, or the program's own. `before` is what
 * the person was shown of the last one that was his: the program shows it again beside what it sends itself.
 */
export function sentIn(message: unknown, before: string | undefined): Sent | undefined {
  const content = partsOf(memberOf(message, "content"));
  const display = partsOf(memberOf(message, "displayContent"));
  const own = typedIn(content);
  const [, hint] = STEERING.exec(own) ?? [];
  if (hint === undefined && content.some((part) => isObject(memberOf(part, "functionResponse")))) return undefined;
  // What was sent decides; only then what was typed, which newer versions keep beside it, counts.
  const shown = display.length > 0 ? typedIn(display) : own;
  if (isOfProgram(own) || isOfProgram(shown)) return undefined;
  const mark = lineId(Buffer.from(shown));
  const isCommand = shown.startsWith("/") && !own.startsWith("/");
  if (shown !== own && (own === GO_ON || (mark === before && isAlien(own, shown, content)))) return undefined;
  return {
    text: hint === undefined ? shown : hint.trim(),
    hasImage: [...content, ...display].some(isImagePart),
    isShell: own.startsWith(SHELL),
    isCommand,
    shown: isCommand ? undefined : mark,
  };
}

/** Whether a message is what a history that is sent to the model begins with. */
export function opensHistory(message: unknown): boolean {
  const text = typedIn(partsOf(memberOf(message, "content")));
  return memberOf(message, "type") === "user" && OPENINGS.some((start) => text.startsWith(start));
}

function isOfProgram(text: string): boolean {
  return OF_PROGRAM.some((start) => text.startsWith(start));
}

/** Whether what was sent is not made of what is shown: no file or image put behind it. */
function isAlien(own: string, shown: string, content: readonly unknown[]): boolean {
  return !own.includes(shown) && content.every((part) => isPlain(part));
}

function isPlain(part: unknown): boolean {
  const text = textOfPart(part);
  return text !== undefined && !isInjected(text);
}

/** The text of a message of the program or of the model. */
export function textIn(message: unknown): string {
  return partsOf(memberOf(message, "content"))
    .map((part) => textOfPart(part) ?? "")
    .join("");
}
