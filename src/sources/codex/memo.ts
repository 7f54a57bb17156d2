import { isObject, type Json } from "../../lib/json.ts";
import type { CopiesMemo } from "./copies.ts";
import type { Thread } from "./thread.ts";

/** What later records of a rollout need of the earlier ones: ids, times and places, no text. */
export type Memo = {
  /** The directory of Codex that it was found in: a rollout is known by its name alone. */
  readonly home: string;
  readonly thread: Thread | null;
  /** Whether the thread is that of the rollout's name, for want of a head. */
  readonly isGuess: boolean;
  readonly started: boolean;
  readonly copies: CopiesMemo;
  readonly cwd: string | null;
  readonly gitBranch: string | null;
  /** Whether the last call was a script that makes other calls. */
  readonly inScript: boolean;
  /** A digest of the last prompt that a message had, where an event may repeat it. */
  readonly said: string | null;
  /** The time of the last observation of each kind that has no id of its own, and how many had that time before it. */
  readonly numbered: { readonly [kind: string]: readonly [string, number] };
};

/** A memo as it was stored. Its digest was right, so that it is ours; its form may be of another day. */
export function memoOf(stored: Json): Memo | undefined {
  if (!isObject(stored) || typeof stored["home"] !== "string") return undefined;
  if (!isObject(stored["copies"]) || !isObject(stored["numbered"])) return undefined;
  return stored as unknown as Memo;
}

/** The directory in which a rollout was found, by its cursor. */
export function homeIn(memo: Json | undefined): string | undefined {
  return memo === undefined ? undefined : memoOf(memo)?.home;
}
