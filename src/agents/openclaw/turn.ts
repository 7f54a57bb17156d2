import { LONGEST_SILENCE_S } from "../../events/longest-silence.ts";
import type { Message } from "./message.ts";

const LONGEST_SILENCE_MS = LONGEST_SILENCE_S * 1000;

/**
 * When the turn began that an answer of this time ends, by the messages before it, the last one first: with the prompt, if
 * it was not answered yet. `undefined` where nobody asked, or where that is not certain: after a silence longer than a
 * model's, and where tools were called, for whether the person was asked, and for how long, is not stored.
 */
export function turnBegan(answer: Message, at: number, before: Iterable<Message>): number | undefined {
  if (!answer.endsTurn) return undefined;
  let next = at;
  for (const message of before) {
    const { began, calls, endsTurn, hasFailed, isPrompt } = message;
    if (calls.length > 0 || endsTurn) return undefined;
    if (!isPrompt && !hasFailed) continue;
    if (began !== undefined && next - began > LONGEST_SILENCE_MS) return undefined;
    if (isPrompt) return began;
    next = began ?? next;
  }
  return undefined;
}
