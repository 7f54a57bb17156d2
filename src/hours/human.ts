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
export function humanPieces(activities: Iterable<Activity>, { attention, automated }: HumanRules): readonly Piece[] {
  const pieces: Piece[] = [];
  let before: Activity | undefined;
  const credit = (until: number) => {
    if (before === undefined) return;
    const end = Math.min(until, before.at + attention);
    pieces.push({ start: before.at, end, first: before, spentOn: before, by: "prompts" });
  };
  for (const activity of activities) {
    if (!isHuman(activity, automated)) continue;
    credit(activity.at);
    before = activity;
  }
  credit(Infinity);
  return pieces;
}

function isHuman(activity: Activity, automated: boolean): boolean {
  const isInput = activity.type === "user_message" || activity.type === "user_action";
  return isInput && (automated || !activity.automated);
}
