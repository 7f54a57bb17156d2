import type { Activity } from "../activities/activity.ts";
import { agentTime, bySession } from "../agent/agent.ts";
import { isAsked, type Asked } from "../projects/asked.ts";
import { Calendar } from "../calendar.ts";
import { humanSlices } from "../human/human.ts";
import { leftOutOf, type LeftOut } from "../report/left-out.ts";
import { seconds, type Evidence, type TimeSlice, type Span, type Why } from "../slice.ts";
import type { ProjectMap } from "../projects/project-map.ts";
import type { Rules } from "../rules.ts";
import { calledApart, subjectsBy, type Subject } from "../projects/subject.ts";

export interface ExplainRequest {
  readonly rules: Rules;
  /** Seconds since 1970; what lies outside is cut off. */
  readonly window: Span;
  readonly zone: string;
  readonly map: ProjectMap;
  readonly asked?: Asked;
}

/** Time of a day without a break, on one subject, and what it is made of: the parts add up to it. */
export interface Explained extends Span {
  readonly kind: "human" | "agent";
  readonly date: string;
  readonly subject: Subject;
  readonly parts: readonly Part[];
}

/** Some seconds, the event that shows them, and why they count. */
export interface Part extends Span {
  /** What was done: for the person's attention what it began with, else what it led to. */
  readonly act: Activity;
  /** With what the gap began of which this is a part. */
  readonly first: Activity;
  readonly by: Evidence;
  readonly why: Why;
  /** The uses of tools in it, if it is of a recorded turn: nothing else tells what was done. */
  readonly uses: readonly Activity[];
}

export interface Explanation {
  readonly stretches: readonly Explained[];
  readonly human: number;
  readonly agent: number;
  readonly leftOut: LeftOut;
}

/** The evidence behind each second that a report of the same request has, to the second. */
export function explain(activities: readonly Activity[], request: ExplainRequest): Explanation {
  const { rules, map, asked = {} } = request;
  const subjectOf = subjectsBy(map);
  const human = humanSlices(activities, rules);
  const lists = [
    ...stretchesOf("human", human, [], { request, subjectOf }),
    ...bySession(activities).flatMap(([, session]) => {
      const uses = session.filter(({ type }) => type === "agent_tool_use");
      return agentTime(session, rules).flatMap(({ slices }) =>
        stretchesOf("agent", slices, uses, { request, subjectOf }),
      );
    }),
  ];
  const called = calledApart(lists.map(({ subject }) => subject));
  const stretches = lists
    .map((stretch) => ({ ...stretch, subject: called(stretch.subject) }))
    .filter(({ subject }) => isAsked(subject, asked))
    .sort((a, b) => a.start - b.start || (a.kind === b.kind ? a.end - b.end : a.kind === "human" ? -1 : 1));
  const spent = (kind: Explained["kind"]) => seconds(stretches.filter((stretch) => stretch.kind === kind));
  return {
    stretches,
    human: spent("human"),
    agent: spent("agent"),
    leftOut: leftOutOf(activities, request, subjectOf),
  };
}

function stretchesOf(
  kind: Explained["kind"],
  slices: readonly TimeSlice[],
  uses: readonly Activity[],
  { request: { window, zone }, subjectOf }: Context,
): readonly Explained[] {
  const calendar = new Calendar(zone);
  const found: (Omit<Explained, "end" | "parts"> & { end: number; readonly parts: Part[] })[] = [];
  for (const { first, spentOn: act, by, why, ...slice } of slices) {
    const span = { start: Math.max(slice.start, window.start), end: Math.min(slice.end, window.end) };
    const subject = subjectOf(act);
    for (const { start, end, date } of calendar.cut(span)) {
      const isTurn = by === "recorded";
      const part = { start, end, act, first, by, why, uses: isTurn ? usesIn({ start, end }, uses) : [] };
      const last = found.at(-1);
      if (last?.end === start && last.subject === subject && last.date === date) {
        last.end = end;
        last.parts.push(part);
      } else found.push({ kind, start, end, date, subject, parts: [part] });
    }
  }
  return found;
}

interface Context {
  readonly request: ExplainRequest;
  readonly subjectOf: (activity: Activity) => Subject;
}

function usesIn({ start, end }: Span, uses: readonly Activity[]): readonly Activity[] {
  return uses.filter(({ at }) => at >= start && at < end);
}
