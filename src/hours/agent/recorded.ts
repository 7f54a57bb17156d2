import type { Activity } from "../activities/activity.ts";
import type { AgentRules } from "../rules.ts";
import { OWN_SECOND } from "./credit.ts";
import { fitted, type Gap } from "./fit.ts";
import { seconds, type TimeSlice, type Span, type Why } from "../slice.ts";
import { firstEndingAfter, subtract, union } from "../union.ts";

/** A turn whose length the log says, from its prompt to its end. */
export interface Turn extends Span {
  /** From when on nothing else of the session counts: its prompt, if that came a little before. */
  readonly since: number;
  /** The event that names it. */
  readonly head: Activity;
  readonly ended: Activity;
  /** Seconds that the agent worked. */
  readonly worked: number;
}

/**
 * What a recorded length means, by agent: `work`, waits for a person are left out (Claude Code stops its clock while a
 * dialog stands open); `clock`, all the time from the turn's beginning to its end. Of others nothing is known: `work`.
 */
export const RECORDED: Readonly<Record<string, "work" | "clock">> = {
  "claude-code": "work",
  "claude-desktop": "work",
  codex: "clock",
};

/** How far a turn's length by the clock may be off what is recorded, and still be the same. */
const TOLERANCE = 2;

/**
 * The time of a session: in turns whose length is recorded exactly as much, where the events show the work; outside of
 * them what the events show.
 */
export function withRecords(
  session: readonly Activity[],
  shown: readonly TimeSlice[],
  rules: AgentRules,
): readonly TimeSlice[] {
  const turns = recordedTurns(session);
  if (turns.length === 0) return shown;
  const within = turns.flatMap((turn) => slicesOf(turn, session, shown, rules));
  const windows = union(turns.map(({ since, end }) => ({ start: since, end })));
  return [...within, ...outside(shown, windows)].sort((a, b) => a.start - b.start);
}

/** What is left of slices outside of windows, both in their order: mostly all of a slice or nothing. */
function outside(slices: readonly TimeSlice[], windows: readonly Span[]): readonly TimeSlice[] {
  const left: TimeSlice[] = [];
  let next = 0;
  for (const slice of slices) {
    while ((windows[next]?.end ?? Infinity) <= slice.start) next++;
    const { start, end } = windows[next] ?? { start: Infinity, end: Infinity };
    if (start >= slice.end) left.push(slice);
    else if (start > slice.start || end < slice.end)
      for (const span of subtract(slice, windows)) left.push({ ...slice, ...span });
  }
  return left;
}

/** The turns of a session whose length its log says, in their order. */
export function recordedTurns(session: readonly Activity[]): readonly Turn[] {
  const turns: Turn[] = [];
  let before = -Infinity;
  let since = 0;
  for (let nth = 0; nth < session.length; nth++) {
    const activity = session[nth];
    if (activity?.turnStart === undefined) continue;
    turns.push(turnOf(session.slice(since, nth), activity, activity.turnStart, before));
    before = Math.max(before, activity.at);
    since = nth + 1;
  }
  return turns;
}

/** The turn that ends here, after the end of the one before. */
function turnOf(session: readonly Activity[], ended: Activity, turnStart: number, before: number): Turn {
  const end = ended.at;
  const prompt = promptOf(session, turnStart);
  const isExact =
    RECORDED[ended.session.agent] === "clock" || prompt === undefined || prompt.at + TOLERANCE >= turnStart;
  const start = Math.max(before, isExact ? turnStart : prompt.at);
  const head = prompt ?? session.find(({ at }) => at >= start) ?? ended;
  const isNear = prompt !== undefined && prompt.at < start && prompt.at + TOLERANCE >= start;
  const since = isNear ? Math.max(before, prompt.at) : start;
  return { start, end, since, head, ended, worked: Math.min(end - turnStart, end - start) };
}

/**
 * With which prompt a turn began: the one that was sent as long ago as the turn took; else the last that found the agent
 * idle, for a prompt that comes while it works belongs to the turn under way; else the first since the turn before.
 */
function promptOf(session: readonly Activity[], turnStart: number): Activity | undefined {
  let first: Activity | undefined;
  let idle: Activity | undefined;
  let before: Activity | undefined;
  for (const activity of session) {
    const { type, at, agentId } = activity;
    if (at - TOLERANCE > turnStart) break;
    if (agentId !== undefined) continue;
    if (type === "user_message") {
      if (at + TOLERANCE >= turnStart) return activity;
      first ??= activity;
      if (isIdle(before)) idle = activity;
    }
    before = activity;
  }
  return idle ?? first;
}

/** Whether nothing is left to do for the agent after this. */
function isIdle(activity: Activity | undefined): boolean {
  return activity?.type === "agent_message" || activity?.action === "interrupt";
}

/** A turn's slices: before a silence for which its intervals were closed what was told, and around it what is recorded. */
function slicesOf(
  turn: Turn,
  session: readonly Activity[],
  shown: readonly TimeSlice[],
  { agentGap, answer }: AgentRules,
): readonly TimeSlice[] {
  const { start, end, since, head, ended, worked } = turn;
  const why: Why = { of: end - since, reason: "turn" };
  const within = session.slice(indexAt(session, start), indexAt(session, end));
  const silence =
    end - start > agentGap ? within.findLastIndex(({ at }, nth) => (within[nth + 1]?.at ?? end) - at > agentGap) : -1;
  const quiet = silence === -1 ? start : (within[silence]?.at ?? start);
  const told =
    silence === -1 ? [] : cut(shown, { start: since, end: Math.min(end, quiet + Math.min(answer, agentGap)) });
  // Most turns were waited for in nothing: all of their time is work.
  if (told.length === 0 && worked === end - start)
    return end > start ? [{ start, end, first: head, spentOn: ended, by: "recorded", why }] : [];
  const from = told.length === 0 ? start : Math.max(quiet, told.at(-1)?.end ?? start);
  const window = { start: from, end };
  const gaps = gapsOf(window, within, shown);
  const untold = subtract({ start, end: from }, told).map((span) => ({ ...span, least: 0, credit: 0 }));
  const spans = fitted(untold.length === 0 ? gaps : [...untold, ...gaps], worked - seconds(told));
  const slices = [...told];
  let first: Activity | undefined;
  let next = 0;
  for (let nth = 0; nth < spans.length; nth++) {
    const span = spans[nth] as Span;
    for (let activity = within[next]; activity !== undefined && activity.at <= span.start; activity = within[++next])
      if (activity.at !== first?.at) first = activity;
    // What was told has the names of its events, and keeps them.
    const named = told.length > 0 ? ended : nth === 0 ? head : (first ?? head);
    // Written out, for millions of them: spreading takes ten times as long.
    slices.push({ start: span.start, end: span.end, first: named, spentOn: ended, by: "recorded", why });
  }
  return slices;
}

/** The time between the events of a window, and what is shown of it, in one pass: there are millions of them. */
function gapsOf(window: Span, within: readonly Activity[], shown: readonly Span[]): readonly Gap[] {
  const gaps: Gap[] = [];
  let start = window.start;
  let isUse = false;
  let next = firstEndingAfter(shown, start);
  for (let nth = 0; nth <= within.length; nth++) {
    const activity = within[nth];
    const end = activity?.at ?? window.end;
    if (end > start) {
      let credit = 0;
      for (let span = shown[next]; span !== undefined && span.start < end; span = shown[++next]) {
        credit += Math.min(span.end, end) - Math.max(span.start, start);
        if (span.end > end) break;
      }
      gaps.push({ start, end, least: isUse ? Math.min(OWN_SECOND, end - start) : 0, credit });
      start = end;
      isUse = false;
    }
    if (activity?.type === "agent_tool_use" && activity.at >= start) isUse = true;
  }
  return gaps;
}

/** What lies within a window of slices that do not overlap, in their order. */
function cut(slices: readonly TimeSlice[], { start, end }: Span): readonly TimeSlice[] {
  const found: TimeSlice[] = [];
  for (let at = firstEndingAfter(slices, start); at < slices.length; at++) {
    const slice = slices[at];
    if (slice === undefined || slice.start >= end) break;
    found.push({ ...slice, start: Math.max(slice.start, start), end: Math.min(slice.end, end) });
  }
  return found;
}

/** The first of a session's events that is not before a time. */
function indexAt(session: readonly Activity[], time: number): number {
  let low = 0;
  let high = session.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((session[middle]?.at ?? Infinity) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
