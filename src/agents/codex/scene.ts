import type { Channel } from "./prompts/prompt.ts";
import type { RolloutRecord } from "./record.ts";
import type { SettingsState } from "./thread/settings.ts";
import type { Thread } from "./thread/thread.ts";

/** What holds for a record by those before it. */
export interface Scene {
  readonly thread: Thread;
  readonly settings: SettingsState;
  /** What all observations of the record have. */
  readonly common: {
    readonly at: string;
    readonly sessionId: string;
    readonly cwd: string | undefined;
    readonly gitBranch: string | undefined;
  };
}

/** The record's own number says how its rollout is written, where the head does not. */
export function isPaginated({ ordinal }: RolloutRecord, { history }: Thread): boolean {
  return history === "paginated" || (history === "unsaid" && ordinal !== undefined);
}

/** Where the prompts of a thread stand. */
export function channelOf({ isCodex }: Thread, paginated: boolean): Channel {
  if (paginated) return "items";
  return isCodex ? "events" : "either";
}

/** The sub-agent whose thread it is. */
export function agentIdOf({ isSubAgent, id }: Thread): string | undefined {
  return isSubAgent ? id : undefined;
}
