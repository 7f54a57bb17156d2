import { createHash } from "node:crypto";
import type { Activity } from "./activities/activity.ts";
import { agentTime, bySession } from "./agent/agent.ts";
import { Calendar } from "./calendar.ts";
import { humanSlices } from "./human/human.ts";
import type { TimeSlice, Span } from "./slice.ts";
import type { ProjectMap } from "./projects/project-map.ts";
import type { Rules } from "./rules.ts";
import { calledApart, subjectsBy, type Subject } from "./projects/subject.ts";

/** Time without a break, on one subject: what a time tracker calls an entry. */
export interface Interval extends Span {
  /** Follows from the event that it begins with, so that it stays while the end moves. */
  readonly id: string;
  readonly kind: "human" | "agent";
  /** Whether what is yet to come leaves it as it is. */
  readonly closed: boolean;
  readonly by: TimeSlice["by"];
  readonly first: Activity;
  readonly subject: Subject;
  /** The agents that a person worked with, or the one that worked. */
  readonly agents: readonly string[];
  readonly sessions: readonly string[];
  readonly branches: readonly string[];
  readonly prompts: number;
}

export interface IntervalRequest {
  readonly kind: "human" | "agent";
  readonly rules: Rules;
  readonly map: ProjectMap;
  readonly zone: string;
  /** Seconds since 1970: what has been quiet for long enough by then is closed. */
  readonly now: number;
}

/** The intervals of human or of agent time, by their beginnings. */
export function intervals(activities: readonly Activity[], request: IntervalRequest): readonly Interval[] {
  const found = request.kind === "human" ? human(activities, request) : agent(activities, request);
  return found.sort((a, b) => a.start - b.start || (a.id < b.id ? -1 : 1));
}

/** One timeline a person; a day is closed when it is over. */
function human(activities: readonly Activity[], { rules, map, zone, now }: IntervalRequest): Interval[] {
  const today = new Calendar(zone).dayOf(now).start;
  const subjectOf = subjectsBy(map);
  const people = Map.groupBy(humanSlices(activities, rules), ({ spentOn }) => spentOn.session.person);
  return [...people.values()].flatMap((slices) =>
    joined(slices, {
      kind: "human",
      subjectOf,
      isOne: (a, b) => isSameProject(subjectOf(a.spentOn), subjectOf(b.spentOn)),
      isClosed: ({ end }) => end <= today,
    }),
  );
}

/** A session at a time. */
function agent(activities: readonly Activity[], { rules, map, now }: IntervalRequest): Interval[] {
  const subjectOf = subjectsBy(map);
  const closedUntil = new Map(
    bySession(activities).map(([key, session]) => [key, lastCertain(session, rules.agentGap, now)]),
  );
  return agentTime(activities, rules).flatMap(({ key, slices }) =>
    joined(slices, {
      kind: "agent",
      subjectOf,
      // A recorded turn stands alone: an entry that was told before must not grow by the turn that follows at once.
      isOne: (a, b) => a.by !== "recorded" && b.by !== "recorded" && subjectOf(a.spentOn) === subjectOf(b.spentOn),
      isClosed: ({ end, by }) => by === "recorded" || end <= (closedUntil.get(key) ?? -Infinity),
    }),
  );
}

/** Until when no later event of a session can change anything: before a recorded turn, or a silence that was too long. */
function lastCertain(session: readonly Activity[], agentGap: number, now: number): number {
  for (let at = session.length - 1; at >= 0; at--) {
    const activity = session[at];
    const next = session[at + 1]?.at ?? now;
    if (activity === undefined) continue;
    if (activity.turnStart !== undefined) return activity.at;
    if (next - activity.at > agentGap) return activity.at + agentGap;
  }
  return -Infinity;
}

interface Joining {
  readonly kind: Interval["kind"];
  readonly subjectOf: (activity: Activity) => Subject;
  readonly isOne: (a: TimeSlice, b: TimeSlice) => boolean;
  readonly isClosed: (slice: TimeSlice) => boolean;
}

/** Slices that touch and belong together, as one. */
function joined(slices: readonly TimeSlice[], { kind, subjectOf, isOne, isClosed }: Joining): Interval[] {
  const runs: [TimeSlice, ...TimeSlice[]][] = [];
  for (const slice of slices) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (run !== undefined && last?.end === slice.start && isOne(last, slice)) run.push(slice);
    else runs.push([slice]);
  }
  const used = new Map<string, number>();
  return runs
    .filter((run) => (run.at(-1)?.end ?? 0) > run[0].start)
    .map((run) => {
      const [begin] = run;
      const end = run.at(-1) ?? begin;
      const nth = used.get(begin.first.id) ?? 0;
      used.set(begin.first.id, nth + 1);
      return {
        id: idOf(kind, begin.first.id, nth),
        kind,
        start: begin.start,
        end: end.end,
        closed: isClosed(end),
        by: begin.by,
        first: begin.first,
        subject: subjectOf(begin.spentOn),
        agents: namesOf(run, subjectOf, ({ agent }) => agent),
        sessions: namesOf(run, subjectOf, ({ session }) => session),
        branches: namesOf(run, subjectOf, ({ branch }) => branch),
        prompts: run.filter(({ first }) => first.type === "user_message").length,
      };
    });
}

/** Intervals under names that tell their projects apart from those of `others`, which may be more. */
export function namedApart(intervals: readonly Interval[], others: readonly Interval[]): readonly Interval[] {
  const called = calledApart(others.map(({ subject }) => subject));
  return intervals.map((interval) => ({ ...interval, subject: called(interval.subject) }));
}

function idOf(kind: string, first: string, nth: number): string {
  return createHash("sha256")
    .update(JSON.stringify([kind, first, nth]))
    .digest("hex")
    .slice(0, 16);
}

function namesOf(
  run: readonly TimeSlice[],
  subjectOf: (activity: Activity) => Subject,
  name: (subject: Subject) => string | undefined,
): readonly string[] {
  return [...new Set(run.map(({ spentOn }) => name(subjectOf(spentOn))))].filter((known) => known !== undefined).sort();
}

function isSameProject(a: Subject, b: Subject): boolean {
  return a.known?.id === b.known?.id && a.client === b.client && a.tags.join("\n") === b.tags.join("\n");
}
