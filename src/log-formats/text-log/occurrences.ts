import { hash } from "node:crypto";
import type { Json } from "../../lib/json/json.ts";

/** How many different lines are remembered. */
const MOST_LINES = 512;
/** Lines whose time is so much older than a line's are forgotten: no identical one follows, for it holds the time. */
const WINDOW_MS = 60_000;
const DIGEST_CHARACTERS = 11;

/** A line that was seen: how often, and its time in milliseconds since 1970. */
type Seen = readonly [digest: string, times: number, at: number];

/**
 * Counts identical lines of one log, which are told apart by how many of them stood before. It remembers the lines of the
 * last minute by their own times, and no more than 512: what it says depends on the lines before alone.
 */
export class Occurrences {
  readonly #seen: Map<string, Omit<Seen, 0>>;

  constructor(seen: readonly Seen[] = []) {
    this.#seen = new Map(seen.map((line) => [line[0], line]));
  }

  /** Those that `state()` told of; `undefined` where a stored value is nothing of the kind. */
  static restored(stored: unknown): Occurrences | undefined {
    return isSeen(stored) ? new Occurrences(stored) : undefined;
  }

  state(): Json {
    return [...this.#seen].map(([digest, [, times, at]]) => [digest, times, at]);
  }

  /** How many lines with these bytes stood before; counts this one. */
  before(bytes: Buffer, at: number): number {
    const digest = hash("sha256", bytes, "base64url").slice(0, DIGEST_CHARACTERS);
    const times = this.#seen.get(digest)?.[1] ?? 0;
    this.#seen.delete(digest);
    for (const [oldest, seen] of this.#seen) {
      if (seen[2] >= at - WINDOW_MS && this.#seen.size < MOST_LINES) break;
      this.#seen.delete(oldest);
    }
    this.#seen.set(digest, [digest, times + 1, at]);
    return times;
  }
}

function isSeen(value: unknown): value is readonly Seen[] {
  return (
    Array.isArray(value) &&
    (value as readonly unknown[]).every((line) => {
      if (!Array.isArray(line)) return false;
      const [digest, times, at] = line as readonly unknown[];
      return typeof digest === "string" && Number.isSafeInteger(times) && typeof at === "number";
    })
  );
}
