import type { Activity } from "./activity.ts";
import { bandTime } from "./band.ts";
import { isHuman, type HumanRules } from "./human-rules.ts";
import type { Piece } from "./piece.ts";

/** Human time as one timeline over all sessions and machines: pieces that do not overlap, in their order. */
export function humanPieces(activities: Iterable<Activity>, rules: HumanRules): readonly Piece[] {
  return [...humanTime(activities, rules)].sort((a, b) => a.start - b.start);
}

/** The same, a piece at a time, as they become known. */
export function humanTime(activities: Iterable<Activity>, rules: HumanRules): Iterable<Piece> {
  return rules.human === "attention" ? attentionTime(activities, rules) : bandTime(activities, rules.human, rules);
}

/** Each prompt or action is credited the time to the next one anywhere, at most the window; the last gets the window. */
function* attentionTime(activities: Iterable<Activity>, rules: HumanRules): Iterable<Piece> {
  const { attention, automated, now = Infinity } = rules;
  let before: Activity | undefined;
  const credited = (from: Activity, until: number): Piece => {
    // A clock that is behind the log's takes nothing away.
    const end = Math.min(until, from.at + attention, now < from.at ? Infinity : now);
    const isSeen = end === until;
    return {
      start: from.at,
      end,
      first: from,
      spentOn: from,
      by: isSeen ? "prompts" : "window",
      why: { of: until - from.at, reason: isSeen ? "next" : "window" },
    };
  };
  for (const activity of activities) {
    if (!isHuman(activity, automated)) continue;
    if (before !== undefined) yield credited(before, activity.at);
    before = activity;
  }
  if (before !== undefined) yield credited(before, Infinity);
}
