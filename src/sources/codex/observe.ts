import { createHash } from "node:crypto";
import type { Observation } from "../../events/observation.ts";
import { isObject } from "../../lib/json.ts";
import { idOf } from "../fields.ts";
import type { Memo } from "./memo.ts";
import { Numbers } from "./numbers.ts";
import { isShellCommand, promptIn, type Channel, type Sent } from "./prompt.ts";
import type { RolloutRecord } from "./record.ts";
import type { Thread } from "./thread.ts";
import { callIn, callInItem, type Call } from "./tools.ts";

const LONGEST_TURN_MS = 10 ** 10;

/** A record that has a time. */
export type Timed = RolloutRecord & { readonly at: string };

/** What all observations of a record have. */
export interface Common {
  readonly at: string;
  readonly sessionId: string;
  readonly cwd: string | undefined;
  readonly gitBranch: string | undefined;
}

/** Sees what a thread's own records show: at most one thing each. */
export class Observer {
  readonly #numbers: Numbers;
  #inScript: boolean;
  #said: string | null;

  constructor({ inScript = false, said = null, numbered = {} }: Partial<Memo>) {
    this.#inScript = inScript;
    this.#said = said;
    this.#numbers = new Numbers(numbered);
  }

  memo(): Pick<Memo, "inScript" | "said" | "numbered"> {
    return { inScript: this.#inScript, said: this.#said, numbered: this.#numbers.memo() };
  }

  see(record: Timed, thread: Thread, common: Common): Observation | undefined {
    const isPaginated = paginated(record, thread);
    const call = this.#call(record, isPaginated);
    if (call !== undefined) {
      const { tool, id, file, cwd = common.cwd } = call;
      const agentId = thread.isSubAgent ? thread.id : undefined;
      return { kind: "tool-use", ...common, cwd, key: this.#key("tool-use", record, thread, id), tool, file, agentId };
    }
    // Prompts of a sub-agent are its caller's, its interruptions are the session's.
    return thread.isSubAgent ? undefined : this.#personOrTurn(record, thread, common);
  }

  #personOrTurn(record: Timed, thread: Thread, common: Common): Observation | undefined {
    const automated = thread.isAutomated;
    const prompt = this.#prompt(record, channelOf(thread, paginated(record, thread)));
    if (prompt !== undefined) {
      const { text, hasImage } = prompt;
      const key = this.#key("user-message", record, thread);
      return {
        kind: "user-message",
        ...common,
        key,
        length: Buffer.byteLength(text.toWellFormed()),
        hasImage,
        automated,
      };
    }
    const action = isInterrupt(record) ? "interrupt" : isShellCommand(record) ? "shell" : undefined;
    if (action !== undefined)
      return { kind: "user-action", ...common, key: this.#key("user-action", record, thread), action, automated };
    const durationMs = finishedTurn(record);
    if (durationMs === undefined) return undefined;
    return { kind: "turn-ended", ...common, key: this.#key("turn-ended", record, thread, record.turnId), durationMs };
  }

  /** Where both may have it, the event comes after the message, with the same text. */
  #prompt(record: RolloutRecord, channel: Channel): Sent | undefined {
    const prompt = promptIn(record, channel);
    if (channel !== "either" || prompt === undefined) return prompt;
    const digest = createHash("sha256").update(prompt.text).digest("base64url").slice(0, 22);
    const isRepeated = record.type === "event_msg" && digest === this.#said;
    this.#said = record.type === "event_msg" ? null : digest;
    return isRepeated ? undefined : prompt;
  }

  /** Paginated rollouts tell of what a script called, and a script is then no call beside them. */
  #call({ type, payload }: RolloutRecord, isPaginated: boolean): Call | undefined {
    if (type === "response_item") {
      const call = callIn(payload);
      if (call !== undefined) this.#inScript = call.isScript;
      return call?.isScript === true && isPaginated ? undefined : call;
    }
    const { type: kind, item } = payload;
    if (!isPaginated || kind !== "item_completed" || !isObject(item)) return undefined;
    // Outside of scripts an item has the id of the call that stands in a `response_item`.
    const isOfScript = this.#inScript || idOf(item["id"])?.startsWith("exec-") === true;
    return isOfScript ? callInItem(item) : undefined;
  }

  /** What has no id of its own is told apart by its time, and by its number where another has the same time. */
  #key(kind: Observation["kind"], { at }: Timed, thread: Thread, id?: string): string {
    return id ?? this.#numbers.key(kind, at, thread.id);
  }
}

/** The record's own number says how its rollout is written, where the head does not. */
function paginated({ ordinal }: RolloutRecord, { history }: Thread): boolean {
  return history === "paginated" || (history === "unsaid" && ordinal !== undefined);
}

function channelOf({ isCodex }: Thread, isPaginated: boolean): Channel {
  if (isPaginated) return "items";
  return isCodex ? "events" : "either";
}

/** Other reasons are a new prompt that took the turn's place, the end of a review, a budget. */
function isInterrupt({ type, payload }: RolloutRecord): boolean {
  return type === "event_msg" && payload["type"] === "turn_aborted" && payload["reason"] === "interrupted";
}

function finishedTurn({ type, payload }: RolloutRecord): number | undefined {
  const { type: kind, duration_ms: durationMs } = payload;
  if (type !== "event_msg" || (kind !== "task_complete" && kind !== "turn_complete")) return undefined;
  if (typeof durationMs !== "number" || !(durationMs >= 0 && durationMs <= LONGEST_TURN_MS)) return undefined;
  return Math.trunc(durationMs);
}
