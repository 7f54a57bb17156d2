import { isObject, type Json } from "../../lib/json/json.ts";
import type { CopiesState } from "./thread/copies.ts";
import type { PromptsState } from "./prompts/prompts.ts";
import type { SettingsState } from "./thread/settings.ts";
import type { Thread } from "./thread/thread.ts";
import type { TurnsState } from "./thread/turns.ts";
import { restoredUsage, type UsageState } from "./usage.ts";
import type { Asked } from "../../logs/source.ts";
import type { Waiting } from "./calls/waiting.ts";

/** What later records of a rollout need of the earlier ones: ids, times, places and names, no text. */
export type RolloutState = {
  /** The directory of Codex that it was found in: a rollout is known by its name alone. */
  readonly home: string;
  readonly thread: Thread | null;
  /** Whether the thread is that of the rollout's name, for want of a head. */
  readonly isGuess: boolean;
  readonly started: boolean;
  readonly copies: CopiesState;
  readonly settings: SettingsState;
  readonly turns: TurnsState;
  /** Calls whose output is to be understood by them. */
  readonly waiting: readonly (readonly [id: string, waiting: Waiting])[];
  /** Whether the last call was a script that makes other calls. */
  readonly inScript: boolean;
  readonly prompts: PromptsState;
  /** The time of the last observation of each kind that has no id of its own, and how many had that time before it. */
  readonly numbered: { readonly [kind: string]: readonly [string, number] };
  /** There where usage was asked for. */
  readonly usage?: UsageState;
};

/** A state as it was stored. Its digest was right, so that it is ours; its form may be of another day. */
export function restoredState(stored: Json, asked: Asked = {}): RolloutState | undefined {
  if (!isObject(stored) || typeof stored["home"] !== "string") return undefined;
  if (!["copies", "settings", "prompts", "numbered", "turns"].every((part) => isObject(stored[part]))) return undefined;
  if (!Array.isArray(stored["waiting"])) return undefined;
  // A rollout of which nothing is known so far is read from its start.
  if (asked.usage === true && restoredUsage(stored["usage"]) === undefined) return undefined;
  return stored as unknown as RolloutState;
}

/** The directory in which a rollout was found, by its cursor. */
export function homeIn(state: Json | undefined): string | undefined {
  const home = isObject(state) ? state["home"] : undefined;
  return typeof home === "string" ? home : undefined;
}
