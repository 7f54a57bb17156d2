import { isObject } from "../../lib/json/json.ts";

/** A tool call that has not ended: what ends one tells its id alone. */
export type Call = {
  /** The key of its use; `null` if the person called the tool: he ran a `!` command. */
  readonly key: string | null;
  readonly tool: string;
  readonly at: string;
  /** Whether it waits, or waited, for the person. */
  readonly waits: boolean;
};

/** The calls of a session that have not ended, in the order in which they began. */
export type Calls = readonly (readonly [id: string, call: Call])[];

/** So many are remembered; those of an agent that was killed never end. */
const MOST = 256;

export function isCalls(stored: unknown): stored is Calls {
  return (
    Array.isArray(stored) &&
    (stored as readonly unknown[]).every((entry) => {
      const [id, call] = Array.isArray(entry) ? (entry as readonly unknown[]) : [];
      return typeof id === "string" && isCall(call);
    })
  );
}

export function callWith(calls: Calls, id: string | undefined): Call | undefined {
  return calls.find(([each]) => each === id)?.[1];
}

/** The calls with one that begins; the oldest is forgotten when there are too many. */
export function withCall(calls: Calls, id: string | undefined, call: Call): Calls {
  if (id === undefined) return calls;
  if (calls.some(([each]) => each === id)) return calls.map((entry) => (entry[0] === id ? [id, call] : entry));
  return [...calls.slice(calls.length >= MOST ? 1 : 0), [id, call]];
}

/** The calls with one that waits for the person. */
export function withWait(calls: Calls, id: string | undefined): Calls {
  const call = callWith(calls, id);
  return call === undefined ? calls : withCall(calls, id, { ...call, waits: true });
}

export function withoutCall(calls: Calls, id: string | undefined): Calls {
  return calls.filter(([each]) => each !== id);
}

function isCall(stored: unknown): boolean {
  if (!isObject(stored)) return false;
  const { key, tool, at, waits } = stored;
  if (typeof key !== "string" && key !== null) return false;
  return typeof tool === "string" && typeof at === "string" && typeof waits === "boolean";
}
