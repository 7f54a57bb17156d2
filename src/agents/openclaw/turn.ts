import { LONGEST_SILENCE_S } from "../../events/longest-silence.ts";
import type { Message } from "./message.ts";

const LONGEST_SILENCE_MS = LONGEST_SILENCE_S * 1000;

/**
 * When the turn began that an answer of this time ends, by the messages before it, the last one first: with the prompt, if
 * it was not answered yet, or at the end of what was written before it, for one that comes while the agent works waits.
 * `undefined` where nobody asked, or where that is not certain: after a silence longer than a model's, and where tools were
 * called, for whether the person was asked, and for how long, is not stored.
 */
export function turnBegan(answer: Message, at: number, before: Iterable<Message>): number | undefined {
  if (!answer.endsTurn) return undefined;
  let next = at;
  let came: number | undefined;
  for (const message of before) {
    const { began, written, calls, endsTurn, hasFailed, isPrompt } = message;
    if (came !== undefined) {
      const since = Math.max(came, written ?? came);
      return isSilent(since, next) ? undefined : since;
    }
    if (calls.length > 0 || endsTurn) return undefined;
    if (!isPrompt && !hasFailed) continue;
    if (isPrompt && began === undefined) return undefined;
    if (isPrompt) came = began;
    else if (began !== undefined && isSilent(began, next)) return undefined;
    else next = began ?? next;
  }
  return came === undefined || isSilent(came, next) ? undefined : came;
}

function isSilent(from: number, to: number): boolean {
  return to - from > LONGEST_SILENCE_MS;
}
