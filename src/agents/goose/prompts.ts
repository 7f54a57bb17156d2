import { parseObject, type JsonObject } from "../../lib/json/json.ts";
import type { Contents } from "./contents.ts";
import type { Session } from "./sessions.ts";

/** What a row's `metadata_json` holds. */
export function metadataIn(json: unknown): JsonObject | undefined {
  return typeof json === "string" ? parseObject(json) : undefined;
}

/**
 * Whether a row of the user's is a command of the shell: with `goose term init` each one is noted in the terminal's session, until
 * the next `@goose` takes them along. They are kept from the model, at a time in milliseconds. A prompt that a compaction took
 * from the model has seconds; after a command that was noted late it has that one's time, and often the history before it.
 */
export function isShellCommand(
  { type }: Session,
  { texts }: Contents,
  created: unknown,
  metadata: JsonObject | undefined,
): boolean {
  if (type !== "terminal" || metadata?.["agentVisible"] !== false) return false;
  return Number(created) > LAST_SECOND && !texts.some((text) => SHELL_HISTORY.test(text));
}

/** Where Goose itself takes a time for milliseconds. */
const LAST_SECOND = 1e10;

/** Whether a row of the user's is something that was asked: no result of a tool, nothing that Goose tells the model. */
export function isPrompt({ types, texts, hasImage }: Contents, metadata: JsonObject | undefined): boolean {
  if (types.includes("toolResponse") || metadata?.["userVisible"] === false) return false;
  return texts.length > 0 || hasImage;
}

/** The texts as the person typed them: `@goose` puts what was done in the shell since the last answer before them. */
export function typedIn({ texts }: Contents, { type }: Session): readonly string[] {
  if (type !== "terminal") return texts;
  return texts.map((text) => text.replace(SHELL_HISTORY, "").trim()).filter((text) => text !== "");
}

/** As far as the last end: a prompt that was never answered stands in the history of the next with its own. */
const SHELL_HISTORY = /^<shell_history>\n[^]*\n<\/shell_history>(?:\n\n|$)/;

/**
 * Whether Goose takes a text for a slash command: a word up to a space. Recipes and skills give commands of any names, so no
 * list would know them all; a path has a second slash.
 */
export function isCommand(texts: readonly string[]): boolean {
  const text = texts.join("\n");
  return /^\/[A-Za-z][\w.:-]*(?: |$)/.test(text) || text === "Please compact this conversation";
}
