import type { Activity } from "../activities/activity.ts";

/** By which rule a person's time is counted: see docs/hours.md. */
export const HUMAN_RULES = ["attention", "hands-on", "engaged", "attended"] as const;
export type HumanRule = (typeof HUMAN_RULES)[number];

/** What is certain, likely and possible. */
export const BAND = ["hands-on", "engaged", "attended"] as const satisfies readonly HumanRule[];
export type Band = (typeof BAND)[number];

export interface HumanRules {
  readonly human: HumanRule;
  /** Seconds that a person is taken to attend after a prompt or an action, unless the next one comes sooner. */
  readonly attention: number;
  /** Whether what programs sent counts too. */
  readonly automated: boolean;
  /** Seconds since 1970, if nothing that was sent before reaches beyond it. */
  readonly now?: number;
}

/** Whether a person did it, or a program whose prompts count. */
export function isHuman(activity: Activity, automated: boolean): boolean {
  const isInput = activity.type === "user_message" || activity.type === "user_action";
  return isInput && (automated || !activity.automated);
}
