import type { Activity } from "./activity.ts";
import type { Piece } from "./piece.ts";

export interface HumanRules {
  /** Seconds that a person is taken to attend after a prompt or an action, unless the next one comes sooner. */
  readonly attention: number;
  /** Whether what programs sent counts too. */
  readonly automated: boolean;
}

/**
 * Human time: one timeline over all sessions and machines, so that it never overlaps. Each prompt or action is credited
 * the time to the next one anywhere, at most the attention window; the last gets the window.
 */
export function humanPieces(activities: Iterable<Activity>, rules: HumanRules): readonly Piece[] {
  return [...humanTime(activities, rules)];
}

/** The same, a piece at a time. */
export function* humanTime(activities: Iterable<Activity>, { attention, automated }: HumanRules): Iterable<Piece> {
  let before: Activity | undefined;
  const credited = (from: Activity, until: number): Piece => {
    const end = Math.min(until, from.at + attention);
    return { start: from.at, end, first: from, spentOn: from, by: "prompts" };
  };
  for (const activity of activities) {
    if (!isHuman(activity, automated)) continue;
    if (before !== undefined) yield credited(before, activity.at);
    before = activity;
  }
  if (before !== undefined) yield credited(before, Infinity);
}

function isHuman(activity: Activity, automated: boolean): boolean {
  const isInput = activity.type === "user_message" || activity.type === "user_action";
  return isInput && (automated || !activity.automated);
}
