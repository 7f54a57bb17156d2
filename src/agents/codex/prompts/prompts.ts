import { createHash } from "node:crypto";
import { markedHeartbeat, promptIn, type Channel, type Sent } from "./prompt.ts";
import type { RolloutRecord } from "../record.ts";

/** What of the prompts before matters to the next one. */
export type PromptsState = {
  /** A digest of the last prompt that a message had, where an event may repeat it. */
  readonly said: string | null;
  /** A digest of the last message that was marked as a heartbeat's, until a prompt comes. */
  readonly heartbeat: string | null;
};

/** Sees the prompts of a thread, each once though several records may have it. */
export class Prompts {
  #said: string | null;
  #heartbeat: string | null;

  constructor({ said, heartbeat }: PromptsState = { said: null, heartbeat: null }) {
    this.#said = said;
    this.#heartbeat = heartbeat;
  }

  state(): PromptsState {
    return { said: this.#said, heartbeat: this.#heartbeat };
  }

  /** The prompt that a record is. To be asked of every record, in their order. */
  see(record: RolloutRecord, channel: Channel): Sent | undefined {
    const marked = markedHeartbeat(record);
    if (marked !== undefined) this.#heartbeat = digestOf(marked);
    const prompt = promptIn(record, channel);
    if (prompt === undefined || (channel === "either" && this.#isRepeated(record, prompt))) return undefined;
    const isScheduled = this.#isMarked(prompt) || prompt.isScheduled;
    return { ...prompt, isScheduled };
  }

  /** Where both may have it, the event comes after the message, with the same text. */
  #isRepeated({ type }: RolloutRecord, { text }: Sent): boolean {
    const digest = digestOf(text);
    const isRepeated = type === "event_msg" && digest === this.#said;
    this.#said = type === "event_msg" ? null : digest;
    return isRepeated;
  }

  /** Whether the prompt repeats a message that was marked as a heartbeat's; the mark is for one prompt. */
  #isMarked({ text }: Sent): boolean {
    const marked = this.#heartbeat;
    this.#heartbeat = null;
    return marked !== null && marked === digestOf(text);
  }
}

function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("base64url").slice(0, 22);
}
