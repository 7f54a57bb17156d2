import type { Json, JsonObject } from "../../lib/json/json.ts";
import { memberOf, readTime } from "../../logs/record/fields.ts";
import { opensHistory } from "./messages/prompt.ts";

/** All messages of a rewriting are written at one go: nothing is waited for between them. */
const AT_ONCE_MS = 5000;

/**
 * Knows the messages of a history that the program writes anew: each in a line of its own, with a new id and the time of
 * the writing, as if it had just been sent (`setHistory`, since May 2026). The history begins with the context of the
 * session, which otherwise has no line of its own; each message is followed by a change of `lastUpdated`, as every message
 * is, and the last of them by the whole history. What does not fit into that was not written so, and may be the person's.
 */
export class Rewriting {
  /** When the last of its messages was written; `undefined` while none goes on. */
  #at: string | undefined;
  /** Whether the change that follows the last message has come. */
  #isNoted: boolean;

  constructor(state?: unknown) {
    this.#at = readTime(memberOf(state, "at"));
    this.#isNoted = memberOf(state, "isNoted") === true;
  }

  state(): Json {
    return this.#at === undefined ? null : { at: this.#at, isNoted: this.#isNoted };
  }

  /** Whether a message is written again. `isNew`: its id is; `mayBegin`: the chat has earlier messages. */
  takes(message: JsonObject, { isNew, mayBegin }: { readonly isNew: boolean; readonly mayBegin: boolean }): boolean {
    const at = readTime(message["timestamp"]);
    const isTaken =
      at !== undefined && isNew && isBare(message) && (this.#goesOn(at) || (mayBegin && opensHistory(message)));
    this.#at = isTaken ? at : undefined;
    this.#isNoted = false;
    return isTaken;
  }

  /** Sees a change of the chat: all but that of the time alone ends a rewriting. */
  change(change: JsonObject): void {
    if (Object.keys(change).some((name) => name !== "lastUpdated")) this.end();
    this.#isNoted = true;
  }

  /** Ends it: what the program does not write between its messages has come. */
  end(): void {
    this.#at = undefined;
  }

  #goesOn(at: string): boolean {
    return this.#at !== undefined && this.#isNoted && Math.abs(Date.parse(at) - Date.parse(this.#at)) <= AT_ONCE_MS;
  }
}

/** Whether a message holds nothing but its content: what was sent and what the model said tells more. */
function isBare({ type, model, displayContent, toolCalls }: JsonObject): boolean {
  return (
    (type === "user" || type === "gemini") && [model, displayContent, toolCalls].every((told) => told === undefined)
  );
}
