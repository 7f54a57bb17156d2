import { isObject, type JsonObject } from "../../lib/json/json.ts";
import { isTextOrNull, readId } from "../../logs/record/fields.ts";

/** What a record tells of the agent's turns. */
interface Moment {
  readonly type: string;
  readonly data: JsonObject;
  readonly at: string;
}

/** From when to when, in milliseconds since 1970. */
type Span = readonly [from: number, to: number];

/** What is known of the turn that runs. */
export type Turn = {
  /** When it began, in milliseconds since 1970; `null` while none runs. */
  readonly since: number | null;
  /** The program's id of it, which all of its steps have; `null` where they have none. */
  readonly interaction: string | null;
  /** Whether the agent's last word called no tool. */
  readonly last: boolean;
  /** When the agent waited for the person. */
  readonly pauses: readonly Span[];
  /** For what it waits, and since when. */
  readonly waits: readonly (readonly [id: string, since: number])[];
};

export const NO_TURN: Turn = { since: null, interaction: null, last: false, pauses: [], waits: [] };

export function isTurn(stored: unknown): stored is Turn {
  if (!isObject(stored)) return false;
  const { since, interaction, last, pauses, waits } = stored;
  if ((since !== null && typeof since !== "number") || !isTextOrNull(interaction)) return false;
  if (typeof last !== "boolean") return false;
  return isPairs(pauses, "number") && isPairs(waits, "string");
}

/**
 * The turn after a record of the main agent, and how long it took if it ends here. A turn goes from the person's prompt to
 * the agent's answer. What the log calls a turn is a step of it: one question to the model, and the tools that the answer
 * calls. The turn ends with the step whose answer calls none, or is aborted. One that failed tells no end: until when the
 * agent worked for it is not known, and what comes next is another turn.
 */
export function turnAfter(
  turn: Turn,
  { type, data, at }: Moment,
): { readonly turn: Turn; readonly durationMs?: number } {
  const now = Date.parse(at);
  switch (type) {
    case "assistant.turn_start": {
      const interaction = readId(data["interactionId"]) ?? null;
      const goesOn = turn.since !== null && turn.interaction === interaction;
      return { turn: goesOn ? { ...turn, last: false } : { ...NO_TURN, since: now, interaction } };
    }
    case "assistant.message": {
      const { toolRequests } = data;
      return { turn: { ...turn, last: !Array.isArray(toolRequests) || toolRequests.length === 0 } };
    }
    case "assistant.turn_end":
      return turn.last ? ended(turn, now) : { turn };
    case "abort":
      return ended(turn, now);
    case "session.shutdown":
      // Whether the agent worked until then, nothing tells.
      return { turn: NO_TURN };
    case "session.error":
      return { turn: ENDING.has(data["errorType"]) ? NO_TURN : turn };
    default:
      return { turn };
  }
}

/**
 * The errors after which the program leaves the turn. All others (`notification`, `mcp`, `model`, ...) are noted beside it
 * (1.0.40, `app.js`: `runAgenticLoop`).
 */
const ENDING: ReadonlySet<unknown> = new Set([
  "authentication",
  "authorization",
  "context_limit",
  "query",
  "quota",
  "rate_limit",
]);

function ended({ since, pauses, waits }: Turn, now: number): { readonly turn: Turn; readonly durationMs?: number } {
  if (since === null) return { turn: NO_TURN };
  const waited = lengthOf([...pauses, ...waits.map(([, from]): Span => [from, now])]);
  return { turn: NO_TURN, durationMs: Math.max(0, now - since - waited) };
}

/** The turn when the agent begins to wait for the person. */
export function withWaitFor(turn: Turn, id: string, at: string): Turn {
  const { since, waits } = turn;
  if (since === null || waits.length >= MOST_WAITS || waits.some(([each]) => each === id)) return turn;
  return { ...turn, waits: [...waits, [id, Date.parse(at)]] };
}

/** The turn when what the agent waited for has come. */
export function withoutWaitFor(turn: Turn, id: string, at: string): Turn {
  const { pauses, waits } = turn;
  const over = waits.find(([each]) => each === id);
  if (over === undefined) return turn;
  const pause: Span = [over[1], Date.parse(at)];
  return { ...turn, waits: waits.filter((each) => each !== over), pauses: [...pauses, pause].slice(-MOST_PAUSES) };
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
