import type { TurnEnded } from "../../events/observation.ts";
import type { Json } from "../../lib/json/json.ts";
import { readMillis } from "../../logs/record/fields.ts";
import { common, keyOf, type CountingRecord } from "./record.ts";

/**
 * The turns of a log. What Claude Code records as a turn's duration is at times far more than the turn: a wake-up of a
 * background task that ran 45 ms has been seen with 23.5 hours. No turn began before the first event of its session after
 * the end of the one before, so that it is cut there.
 */
export class Turns {
  /** When the turn under way can have begun at the earliest, by session. */
  readonly #since: Map<string, string>;

  constructor(since: ReadonlyMap<string, string>) {
    this.#since = new Map(since);
  }

  /** Notes that a session shows something. */
  pass({ sessionId, at }: CountingRecord): void {
    if (!this.#since.has(sessionId)) this.#since.set(sessionId, at);
  }

  /** Whether a session has shown something since its last turn ended, so that more of it says nothing new. */
  isUnderWay(sessionId: string): boolean {
    return this.#since.has(sessionId);
  }

  /** The end of a turn, if a `system` record is one. */
  end(record: CountingRecord, bytes: Buffer): TurnEnded | undefined {
    const { subtype, durationMs, uuid } = record.fields;
    const recorded = subtype === "turn_duration" ? readMillis(durationMs) : undefined;
    if (recorded === undefined) return undefined;
    const since = this.#since.get(record.sessionId);
    this.#since.delete(record.sessionId);
    const longest = since === undefined ? recorded : Math.max(0, Date.parse(record.at) - Date.parse(since));
    const key = keyOf(uuid, bytes);
    return { kind: "turn-ended", ...common(record), key, durationMs: Math.min(recorded, longest) };
  }

  /** For the cursor: see `turnsOf`. */
  state(): Json {
    return [...this.#since];
  }
}

/** The turns under way that a state tells of; `undefined` if it is none. */
export function turnsOf(state: unknown): Turns | undefined {
  if (!Array.isArray(state)) return undefined;
  const since = new Map<string, string>();
  for (const pair of state as readonly unknown[]) {
    const [session, at] = Array.isArray(pair) ? (pair as readonly unknown[]) : [];
    if (typeof session !== "string" || typeof at !== "string" || Number.isNaN(Date.parse(at))) return undefined;
    since.set(session, at);
  }
  return new Turns(since);
}
