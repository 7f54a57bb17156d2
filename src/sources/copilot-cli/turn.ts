import { isObject, type Json, type JsonObject } from "../../lib/json.ts";

/** What a record tells of the agent's turns. */
interface Moment {
  readonly type: string;
  readonly data: JsonObject;
  readonly at: string;
}

/** From when to when, in milliseconds since 1970. */
type Span = readonly [from: number, to: number];

/** What the turn that runs is known by. */
type Running = {
  /** When it began, in milliseconds since 1970; `null` while none runs. */
  readonly since: number | null;
  /** Whether the agent's last word called no tool. */
  readonly last: boolean;
  /** When the agent waited for the person. */
  readonly pauses: readonly Span[];
  /** For what it waits, and since when. */
  readonly waits: readonly (readonly [id: string, since: number])[];
};

const NONE: Running = { since: null, last: false, pauses: [], waits: [] };

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
    const { since, last, pauses, waits } = packed;
    if ((since !== null && typeof since !== "number") || typeof last !== "boolean") return undefined;
    if (!isPairs(pauses, "number") || !isPairs(waits, "string")) return undefined;
    return new Turn({ since, last, pauses: pauses as readonly Span[], waits: waits as Running["waits"] });
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
    const { since, pauses, waits } = this.#running;
    this.#running = NONE;
    if (since === null) return undefined;
    const waited = lengthOf([...pauses, ...waits.map(([, from]): Span => [from, now])]);
    return Math.max(0, now - since - waited);
  }

  /** Notes that the agent waits for the person from here on. */
  wait(id: string, at: string): void {
    const { since, waits } = this.#running;
    if (since === null || waits.length >= MOST_WAITS || waits.some(([each]) => each === id)) return;
    this.#running = { ...this.#running, waits: [...waits, [id, Date.parse(at)]] };
  }

  /** Notes that what the agent waited for has come. */
  goOn(id: string, at: string): void {
    const { pauses, waits } = this.#running;
    const ended = waits.find(([each]) => each === id);
    if (ended === undefined) return;
    const left = waits.filter((each) => each !== ended);
    const pause: Span = [ended[1], Date.parse(at)];
    this.#running = { ...this.#running, waits: left, pauses: [...pauses, pause].slice(-MOST_PAUSES) };
  }
}

/** More are not asked for at once. */
const MOST_WAITS = 64;
/** Of one turn; what it waited before those counts as work. */
const MOST_PAUSES = 1000;

function isPairs(value: unknown, first: "number" | "string"): boolean {
  return (
    Array.isArray(value) &&
    value.every((pair) => Array.isArray(pair) && typeof pair[0] === first && typeof pair[1] === "number")
  );
}

/** How long some spans are together: what overlaps counts once, and where a clock went back nothing. */
function lengthOf(spans: readonly Span[]): number {
  let length = 0;
  let covered = -Infinity;
  for (const [from, to] of spans.toSorted(([a], [b]) => a - b)) {
    length += Math.max(0, to - Math.max(from, covered));
    covered = Math.max(covered, to);
  }
  return length;
}
