import type { Json } from "../../lib/json.ts";

/** A tool call that has not ended. */
export interface Call {
  /** The key of its use; `null` if the person called the tool: he ran a `!` command. */
  readonly key: string | null;
  readonly tool: string;
  readonly at: string;
  /** Whether it waits, or waited, for the person. */
  readonly waits: boolean;
}

/** So many are remembered; those of an agent that was killed never end. */
const MOST = 256;

/** The tool calls of a session that have not ended: what ends one tells its id alone. */
export class Calls {
  readonly #open: Map<string, Call>;

  constructor(open: Iterable<readonly [string, Call]> = []) {
    this.#open = new Map(open);
  }

  /** The calls that `packed()` wrote, or `undefined` when it was not that. */
  static unpacked(packed: unknown): Calls | undefined {
    if (!Array.isArray(packed)) return undefined;
    const open: (readonly [string, Call])[] = [];
    for (const entry of packed as readonly unknown[]) {
      const [id, key, tool, at, waits] = Array.isArray(entry) ? (entry as readonly unknown[]) : [];
      if (typeof id !== "string" || (typeof key !== "string" && key !== null)) return undefined;
      if (typeof tool !== "string" || typeof at !== "string" || typeof waits !== "boolean") return undefined;
      open.push([id, { key, tool, at, waits }]);
    }
    return new Calls(open);
  }

  packed(): Json {
    return [...this.#open].map(([id, { key, tool, at, waits }]) => [id, key, tool, at, waits]);
  }

  get(id: string | undefined): Call | undefined {
    return id === undefined ? undefined : this.#open.get(id);
  }

  begin(id: string | undefined, call: Call): void {
    if (id === undefined) return;
    this.#open.set(id, call);
    if (this.#open.size > MOST) for (const oldest of this.#open.keys()) return void this.#open.delete(oldest);
  }

  /** Notes that a call waits for the person. */
  wait(id: string | undefined): void {
    const call = this.get(id);
    if (id !== undefined && call !== undefined) this.#open.set(id, { ...call, waits: true });
  }

  /** Ends a call, and tells of it. */
  end(id: string | undefined): Call | undefined {
    const call = this.get(id);
    if (id !== undefined) this.#open.delete(id);
    return call;
  }
}
