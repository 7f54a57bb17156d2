import type { JsonObject } from "../../../lib/json/json.ts";
import { isPresent, memberOf, readMillis, readText } from "../../../logs/record/fields.ts";
import type { Timed } from "../record.ts";

export type Sender = "person" | "program";

/** A turn in progress: its id, if its records have one, when it began, and who began it, where its start says so. */
export type Turn = {
  readonly id: string | null;
  readonly at: string;
  readonly sender: Sender | null;
  /** What came in it: a `!` command alone, a prompt or a call, or neither yet. */
  readonly came: "nothing" | "shell" | "work";
};

export type TurnsState = {
  readonly current: Turn | null;
  /** Who began the last turn that says so, unless a prompt came since in one that does not. */
  readonly sender: Sender | null;
};

/** How the agent's own doings leave a goal; whoever types `/goal` sets, edits, resumes or pauses one. */
const OF_THE_AGENT: ReadonlySet<string | undefined> = new Set([
  "complete",
  "blocked",
  "budgetLimited",
  "budget_limited",
  "usageLimited",
  "usage_limited",
]);

/** What the terminal and `codex exec` say of the turns that they begin; any other client may say what it likes. */
const SENDERS: ReadonlyMap<string | undefined, Sender> = new Map([
  ["user", "person"],
  ["exec", "program"],
]);

/** The turns of a session that was imported are named so in every thread, and nobody worked in them. */
const IMPORTED = "external-import-turn-";

/** Follows the turns of a thread: one at a time is in progress, from the record that it has started to that of its end. */
export class Turns {
  #current: Turn | null;
  #sender: Sender | null;

  constructor({ current, sender }: TurnsState = { current: null, sender: null }) {
    this.#current = current;
    this.#sender = sender;
  }

  state(): TurnsState {
    return { current: this.#current, sender: this.#sender };
  }

  /** Who is at work in the thread, as far as its turns say so: a `!` command is a turn that does not. */
  get sender(): Sender | null {
    return this.#sender;
  }

  /** Notes that a prompt came; who sent it, where its turn says so. */
  prompted({ turnId }: Timed): Sender | null {
    const turn = this.#current;
    const isOfTurn = turn !== null && (turn.id === null || turnId === undefined || turn.id === turnId);
    this.#sender = isOfTurn ? turn.sender : null;
    if (isOfTurn) this.note("work");
    return this.#sender;
  }

  /** Notes that a `!` command came, or what the agent has to do with. */
  note(what: "shell" | "work"): void {
    const turn = this.#current;
    if (turn === null || turn.came === "work" || turn.came === what) return;
    this.#current = { ...turn, came: what };
  }

  /**
   * How long the agent's turn took that a record ends, if it ends one and that can be told. To be asked of every
   * `event_msg`, in their order, with the time of the agent's last words.
   */
  ended(record: Timed, spoke: string | undefined): number | undefined {
    const durationMs = this.#durationAtEnd(record, spoke);
    return record.turnId?.startsWith(IMPORTED) === true ? undefined : durationMs;
  }

  #durationAtEnd({ payload, at, turnId }: Timed, spoke: string | undefined): number | undefined {
    const id = turnId ?? null;
    switch (payload["type"]) {
      case "task_started":
      case "turn_started": {
        const sender = SENDERS.get(triggerIn(payload)) ?? null;
        this.#current = { id, at, sender, came: "nothing" };
        this.#sender = sender ?? this.#sender;
        return undefined;
      }
      case "task_complete":
      case "turn_complete":
      case "turn_aborted": {
        const turn = this.#finish(id);
        if (turn !== undefined && isOfShell(turn, spoke)) return undefined;
        const { duration_ms: told } = payload;
        if (isPresent(told) || payload["type"] === "turn_aborted" || turn?.id !== id) return readMillis(told);
        // Some releases did not write how long it took; what they wrote in others is the time between the two records.
        return readMillis(Date.parse(at) - Date.parse(turn.at));
      }
      default:
        return undefined;
    }
  }

  /** Whether a record tells of a `/goal` that was typed: no prompt is recorded for it, and no turn does it. */
  isTypedGoal({ type, payload, turnId }: Timed): boolean {
    if (type !== "event_msg" || payload["type"] !== "thread_goal_updated") return false;
    if (this.#current !== null || turnId !== undefined) return false;
    return !OF_THE_AGENT.has(readText(memberOf(payload["goal"], "status")));
  }

  /** The turn in progress, which is so no longer. The end of another leaves it alone. */
  #finish(id: string | null): Turn | undefined {
    const turn = this.#current;
    if (turn === null || (turn.id !== id && turn.id !== null && id !== null)) return undefined;
    this.#current = null;
    return turn;
  }
}

/**
 * Whether nothing but a `!` command ran: Codex makes a turn of one that is typed while no other is in progress. That the
 * agent has spoken is seen by the time of its words, as few of them come here.
 */
function isOfShell({ at, came }: Turn, spoke: string | undefined): boolean {
  return came === "shell" && (spoke === undefined || spoke < at);
}

/** What a client says that began the turn which this event starts, if it does start one and that is said. */
export function triggerIn({ type, turn_attribution: attribution }: JsonObject): string | undefined {
  const isStart = type === "task_started" || type === "turn_started";
  return isStart ? readText(memberOf(attribution, "turn_trigger")) : undefined;
}
