import { isObject } from "../../../lib/json/json.ts";
import type { RolloutRecord } from "../record.ts";
import { memberOf, isPresent } from "../../../logs/record/fields.ts";

/** What a person sent. */
export interface Sent {
  readonly text: string;
  readonly hasImage: boolean;
  /** Whether a schedule of the desktop application sent it, in its own envelope. */
  readonly isScheduled: boolean;
}

/** Where a rollout has its prompts; `either`: in messages or, as well or instead, in events. README.md tells which. */
export type Channel = "events" | "items" | "either";

/** What the editor extension puts before the prompt ends with this. */
const REQUEST = "## My request for Codex:";

/** How the text begins that tells the agent of a `!` command. */
export const SHELL_COMMAND = "<user_shell_command>";

/** How texts begin that the program puts into `response_item` messages of the user. */
const INJECTED = [
  "<user_instructions>",
  "<environment_context>",
  "# AGENTS.md instructions",
  "<INSTRUCTIONS>",
  "<turn_aborted>",
  "<skill",
  SHELL_COMMAND,
  "<subagent_notification>",
  "<goal_context>",
  "<codex_internal_context",
  "<internal_model_context",
  "<additional_context>",
  "<recommended_plugins>",
  "<external_",
  "<hook_prompt",
  "<image",
  "</image>",
];

/** The prompt that a record is, if it is one of that channel. */
export function promptIn({ type, payload }: RolloutRecord, channel: Channel): Sent | undefined {
  switch (channel) {
    case "events":
      return isTyped(type, payload) ? typedMessage(payload) : undefined;
    case "items": {
      const { item } = payload;
      if (type !== "event_msg" || payload["type"] !== "item_completed") return undefined;
      return memberOf(item, "type") === "UserMessage" ? sent(blocksOf(memberOf(item, "content"))) : undefined;
    }
    case "either": {
      if (isTyped(type, payload)) return typedMessage(payload);
      if (!isUserResponse(type, payload)) return undefined;
      return sent(blocksOf(payload["content"]).filter(({ text }) => !isInjected(text)));
    }
  }
}

/** Whether a record tells of a `!` command: its result is given to the agent as a message of the user. */
export function isShellCommand({ type, payload }: RolloutRecord): boolean {
  if (!isUserResponse(type, payload)) return false;
  const kinds = kindsOf(payload);
  return blocksOf(payload["content"]).some(
    ({ text }, at) => kinds[at] !== "user.text" && text.trimStart().startsWith(SHELL_COMMAND),
  );
}

/** The text of a message that Codex itself marks as a heartbeat's. The prompt that repeats it is one. */
export function markedHeartbeat({ type, payload }: RolloutRecord): string | undefined {
  if (!isUserResponse(type, payload)) return undefined;
  const kinds = kindsOf(payload);
  return kinds.length === 1 && kinds[0] === "user.heartbeat" ? sent(blocksOf(payload["content"]))?.text : undefined;
}

/** What each block of a message is, by those releases that say it. */
function kindsOf(payload: RolloutRecord["payload"]): readonly unknown[] {
  const kinds = memberOf(payload["internal_chat_message_metadata_passthrough"], "content_item_kinds");
  return Array.isArray(kinds) ? kinds : [];
}

function isTyped(type: string, payload: RolloutRecord["payload"]): boolean {
  return type === "event_msg" && payload["type"] === "user_message";
}

function isUserResponse(type: string, payload: RolloutRecord["payload"]): boolean {
  const kind = payload["type"];
  return type === "response_item" && payload["role"] === "user" && (!isPresent(kind) || kind === "message");
}

/** `user_message`; releases of September 2025 wrote those of other kinds than `plain` for what they injected. */
function typedMessage({ message, kind, images, local_images, file_ids }: RolloutRecord["payload"]): Sent | undefined {
  if (isPresent(kind) && kind !== "plain") return undefined;
  const hasImage = [images, local_images, file_ids].some((list) => Array.isArray(list) && list.length > 0);
  return sent([
    { text: typeof message === "string" ? message : "", isImage: false },
    { text: "", isImage: hasImage },
  ]);
}

interface Block {
  readonly text: string;
  readonly isImage: boolean;
}

function blocksOf(content: unknown): readonly Block[] {
  if (typeof content === "string") return [{ text: content, isImage: false }];
  if (!Array.isArray(content)) return [];
  return (content as readonly unknown[]).filter(isObject).map(({ type, text }) => ({
    text: typeof text === "string" ? text : "",
    isImage: typeof type === "string" && type.toLowerCase().includes("image"),
  }));
}

function sent(blocks: readonly Block[]): Sent | undefined {
  const texts = blocks.map(({ text }) => text).filter((text) => text !== "");
  const text = texts.map(request).join("\n").trim();
  const isScheduled = isEnvelope(texts.join("\n"));
  const hasImage = blocks.some(({ isImage }) => isImage);
  return text === "" && !hasImage ? undefined : { text, hasImage, isScheduled };
}

/** A heartbeat wakes a thread that a person may have begun; a cron automation begins one of its own. */
function isEnvelope(text: string): boolean {
  const begin = text.trimStart();
  return /^<heartbeat[\s>]/.test(begin) || (begin.startsWith("Automation:") && /^Automation ID:/m.test(begin));
}

function request(text: string): string {
  const at = text.indexOf(REQUEST);
  return at < 0 ? text : text.slice(at + REQUEST.length);
}

function isInjected(text: string): boolean {
  const begin = text.trimStart();
  return INJECTED.some((prefix) => begin.startsWith(prefix));
}
