import type { Activity } from "./activity.ts";
import type { AgentRules } from "./agent.ts";
import type { Piece } from "./piece.ts";

/**
 * What the tool uses after one prompt, until the next, show of the agent's time, where its log does not say how long the
 * turn took.
 *
 * A gap that ends in a tool use counts: the agent was at work. After a tool use that no other follows comes an answer.
 * Of a gap longer than the limit so much counts: the answer, and the rest before its end, so that what could be told
 * while nothing followed yet stays as it was. Any other gap is the person's or nobody's.
 */
export function fallbackPieces(
  activities: readonly Activity[],
  until: number,
  { agentGap, answer }: AgentRules,
): readonly Piece[] {
  const pieces: Piece[] = [];
  const add = (start: number, end: number, first: Activity, spentOn: Activity) => {
    if (end > start) pieces.push({ start, end, first, spentOn, by: "tools" });
  };
  for (const [at, activity] of activities.entries()) {
    const next = activities[at + 1];
    const end = next?.at ?? until;
    const isFollowed = next !== undefined && isToolUse(next);
    if (isFollowed && end - activity.at <= agentGap) {
      add(activity.at, end, activity, next);
      continue;
    }
    const tail = isToolUse(activity) ? Math.min(answer, agentGap, end - activity.at) : 0;
    add(activity.at, activity.at + tail, activity, activity);
    if (isFollowed) add(end - (agentGap - tail), end, activity, next);
  }
  return pieces;
}

function isToolUse({ type }: Activity): boolean {
  return type === "agent_tool_use";
}
