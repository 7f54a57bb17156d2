import type { Activity } from "./activity.ts";
import { fallbackPieces } from "./fallback.ts";
import type { Piece } from "./piece.ts";
import { subtract, union } from "./union.ts";

export interface AgentRules {
  /** Seconds that a gap before a tool use counts at most, where no recorded turn tells more. */
  readonly agentGap: number;
  /** Seconds that are credited for the answer after the last tool use, where no recorded turn tells more. */
  readonly answer: number;
}

/** A session's agent time: pieces that do not overlap, in their order. Sessions may overlap each other. */
export interface SessionTime {
  readonly key: string;
  readonly pieces: readonly Piece[];
}

/**
 * Agent time, session by session. From each prompt to the next: if a recorded turn ends there, the recorded turns alone
 * count; else what the tool uses show. No second of a session counts twice, whatever its sub-agents did meanwhile.
 */
export function agentTime(activities: Iterable<Activity>, rules: AgentRules): readonly SessionTime[] {
  return bySession(activities).map(([key, session]) => ({ key, pieces: sessionPieces(session, rules) }));
}

export function bySession(activities: Iterable<Activity>): readonly (readonly [string, readonly Activity[]])[] {
  const sessions = new Map<string, Activity[]>();
  for (const activity of activities) {
    const session = sessions.get(activity.session.key);
    if (session === undefined) sessions.set(activity.session.key, [activity]);
    else session.push(activity);
  }
  return [...sessions];
}

function sessionPieces(session: readonly Activity[], rules: AgentRules): readonly Piece[] {
  const stretches = betweenPrompts(session);
  const recorded = stretches.map((stretch) => recordedTurns(stretch));
  const certain = withoutOverlap(recorded.flat());
  const known = union(certain);
  const guessed = stretches.flatMap((stretch, at) =>
    recorded[at]?.length === 0 ? fallbackPieces(stretch, stretches[at + 1]?.[0]?.at ?? Infinity, rules) : [],
  );
  // A prompt that was sent while the agent worked ends no turn: the turn reaches back over it.
  const left = guessed.flatMap((piece) => subtract(piece, known).map((span) => ({ ...piece, ...span })));
  return [...certain, ...left].sort((a, b) => a.start - b.start || a.end - b.end);
}

/** Runs of a session's activities, each but the first beginning with a prompt. */
export function betweenPrompts(session: readonly Activity[]): readonly (readonly Activity[])[] {
  const stretches: Activity[][] = [];
  for (const activity of session) {
    const current = stretches.at(-1);
    if (current === undefined || activity.type === "user_message") stretches.push([activity]);
    else current.push(activity);
  }
  return stretches;
}

/** The first is named by the prompt that began it, as the fallback would be until its end is known. */
function recordedTurns(stretch: readonly Activity[]): readonly Piece[] {
  const turns: Piece[] = [];
  for (const activity of stretch) {
    const { turnStart: start, at: end } = activity;
    const first = turns.length === 0 ? (stretch[0] ?? activity) : activity;
    if (start !== undefined) turns.push({ start, end, first, spentOn: activity, by: "turn" });
  }
  return turns;
}

/**
 * The same time, each second by the turn that ended first: what was told when it ended stays as it was, whatever ends
 * later.
 */
function withoutOverlap(turns: readonly Piece[]): readonly Piece[] {
  const covered: { start: number; end: number }[] = [];
  return [...turns]
    .sort((a, b) => a.end - b.end)
    .flatMap((turn) => {
      const left = subtract(turn, covered).map((span) => ({ ...turn, ...span }));
      let { start } = turn;
      for (let last = covered.at(-1); last !== undefined && last.end >= start; last = covered.at(-1)) {
        start = Math.min(start, last.start);
        covered.pop();
      }
      covered.push({ start, end: turn.end });
      return left;
    });
}
