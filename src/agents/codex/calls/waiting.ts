import type { JsonObject } from "../../../lib/json/json.ts";
import { readId, readText } from "../../../logs/record/fields.ts";

/** A call whose output is to be understood by it: one that asks the person, or a script, which is no call itself. */
export type Waiting = "answer" | "permissions" | "script";

const ASKING: ReadonlyMap<string | undefined, Waiting> = new Map([
  ["request_user_input", "answer"],
  ["request_permissions", "permissions"],
]);

/** Few are open at a time; what never had an output must not fill the cursor. */
const MOST = 16;

/** The calls that wait for an output of which it matters whose it is. */
export class WaitingCalls {
  readonly #calls: Map<string, Waiting>;

  constructor(calls: readonly (readonly [id: string, waiting: Waiting])[]) {
    this.#calls = new Map(calls);
  }

  /** In their order: the oldest are forgotten first. */
  state(): readonly (readonly [id: string, waiting: Waiting])[] {
    return [...this.#calls];
  }

  get any(): boolean {
    return this.#calls.size > 0;
  }

  /** Notes a call, by the payload of its `response_item`. */
  called({ name, call_id: call }: JsonObject, isScript: boolean): void {
    const id = readId(call);
    const waiting = isScript ? "script" : ASKING.get(readText(name));
    if (id === undefined || waiting === undefined) return;
    this.#calls.set(id, waiting);
    const [oldest] = this.#calls.keys();
    if (this.#calls.size > MOST && oldest !== undefined) this.#calls.delete(oldest);
  }

  /** The call of this id, which no longer waits. */
  take(id: string | undefined): Waiting | undefined {
    if (id === undefined) return undefined;
    const waiting = this.#calls.get(id);
    this.#calls.delete(id);
    return waiting;
  }
}
