import { isObject, type Json, type JsonObject } from "../../lib/json.ts";

/** What a record tells of the agent's turns. */
interface Moment {
  readonly type: string;
  readonly data: JsonObject;
  readonly at: string;
}

/** What the turn that runs is known by; times are in milliseconds since 1970. */
type Running = {
  /** When it began; `null` while none runs. */
  readonly since: number | null;
  /** Whether the agent's last word called no tool. */
  readonly last: boolean;
  /** What of it was spent waiting for the person. */
  readonly waited: number;
  readonly waits: readonly string[];
  readonly waitsSince: number;
};

const NONE: Running = { since: null, last: false, waited: 0, waits: [], waitsSince: 0 };

/**
 * The turn of the agent, from the person's prompt to its answer. What the log calls a turn is a step of it: one question
 * to the model, and the tools that the answer calls. The turn ends with the step whose answer calls none, or is aborted.
 */
export class Turn {
  #running: Running;

  constructor(running: Running = NONE) {
    this.#running = running;
  }

  /** The turn that `packed()` wrote, or `undefined` when it was not that. */
  static unpacked(packed: unknown): Turn | undefined {
    if (!isObject(packed)) return undefined;
    const { since, last, waited, waits, waitsSince } = packed;
    if ((since !== null && typeof since !== "number") || typeof last !== "boolean") return undefined;
    if (typeof waited !== "number" || typeof waitsSince !== "number" || !Array.isArray(waits)) return undefined;
    const ids = (waits as readonly unknown[]).filter((id) => typeof id === "string");
    return new Turn({ since, last, waited, waits: ids, waitsSince });
  }

  packed(): Json {
    return this.#running;
  }

  /** Notes what a record of the main agent tells of its turn; how long the turn took, if it ends here. */
  note({ type, data, at }: Moment): number | undefined {
    const running = this.#running;
    const now = Date.parse(at);
    switch (type) {
      case "assistant.turn_start":
        this.#running = running.since === null ? { ...NONE, since: now } : { ...running, last: false };
        return undefined;
      case "assistant.message": {
        const { toolRequests } = data;
        this.#running = { ...running, last: !Array.isArray(toolRequests) || toolRequests.length === 0 };
        return undefined;
      }
      case "assistant.turn_end":
        return running.last ? this.#end(now) : undefined;
      case "abort":
        return this.#end(now);
      case "session.shutdown":
        // Whether the agent worked until then, nothing tells.
        this.#running = NONE;
        return undefined;
      default:
        return undefined;
    }
  }

  #end(now: number): number | undefined {
    const { since, waited, waits, waitsSince } = this.#running;
    this.#running = NONE;
    const waiting = waits.length === 0 ? 0 : Math.max(0, now - waitsSince);
    return since === null ? undefined : Math.max(0, now - since - waited - waiting);
  }

  /** Notes that the agent waits for the person from here on. */
  wait(id: string, at: string): void {
    const { waits } = this.#running;
    if (this.#running.since === null || waits.includes(id) || waits.length >= MOST_WAITS) return;
    const waitsSince = waits.length === 0 ? Date.parse(at) : this.#running.waitsSince;
    this.#running = { ...this.#running, waits: [...waits, id], waitsSince };
  }

  /** Notes that what the agent waited for has come. */
  goOn(id: string, at: string): void {
    const { waits, waited, waitsSince } = this.#running;
    if (!waits.includes(id)) return;
    const left = waits.filter((each) => each !== id);
    const spent = left.length === 0 ? Math.max(0, Date.parse(at) - waitsSince) : 0;
    this.#running = { ...this.#running, waits: left, waited: waited + spent };
  }
}

/** More are not asked for at once. */
const MOST_WAITS = 64;
