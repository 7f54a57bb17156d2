import type { JsonObject } from "../../lib/json/json.ts";
import { blocksOf, hasBlock, textOfBlocks } from "../../logs/record/blocks.ts";
import { isPresent } from "../../logs/record/fields.ts";
import { worded } from "../../logs/record/worded.ts";

/** Where a person writes: the terminal, the app, an editor, a chat, an issue. */
const OF_PERSON = new Set<unknown>([
  "cli_tui",
  "desktop",
  "web",
  "cli_acp",
  "slack",
  "microsoft-teams",
  "jira",
  "linear",
]);
const OF_PROGRAM = new Set<unknown>([
  "cli_exec",
  "sdk",
  "api",
  "sessions_api",
  "automation",
  "readiness-remediation",
  "readiness-evaluation",
  "wiki-generation",
  "wiki-ci-setup",
]);

/** What Droid puts into a prompt for the model alone. */
const INJECTED = ["system-reminder", "system-notification", "remote-delegation-instructions"].map(
  (name) => new RegExp(`<${name}>.*?</${name}>`, "gs"),
);

export interface Prompt {
  readonly length: number;
  readonly text: string;
  readonly hasImage: boolean;
  readonly automated: boolean;
}

/** What a person or a program sent with a message; `undefined` if Droid itself did, or nobody that we know. */
export function promptIn(message: JsonObject, unknown: (field: string, value: string) => void): Prompt | undefined {
  if (message["role"] !== "user" || !isShownToBoth(message)) return undefined;
  const { userMessageSource: source } = message;
  const automated = OF_PROGRAM.has(source);
  if (isPresent(source) && !automated && !OF_PERSON.has(source)) {
    if (typeof source === "string") unknown("userMessageSource", source);
    return undefined;
  }
  const blocks = blocksOf(message["content"]);
  if (hasBlock(blocks, "tool_result")) return undefined;
  const text = INJECTED.reduce((left, element) => left.replaceAll(element, ""), textOfBlocks(blocks)).trim();
  const hasImage = hasBlock(blocks, "image");
  if (text === "" && !hasImage && !hasBlock(blocks, "document")) return undefined;
  return { ...worded(text), hasImage, automated };
}

/** Whether both the person and the model see a message: else Droid tells one of them something. */
export function isShownToBoth(message: JsonObject): boolean {
  const { visibility, hiddenFromUserViews, hookEventName } = message;
  if (isPresent(visibility) && visibility !== "both") return false;
  return hiddenFromUserViews !== true && !isPresent(hookEventName);
}
