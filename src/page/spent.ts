import type { Activities } from "../hours/activities/activity-log.ts";
import { agentTime } from "../hours/agent/agent.ts";
import { isAsked } from "../hours/projects/asked.ts";
import type { ReportRequest } from "../hours/report/figures.ts";
import { humanSlices } from "../hours/human/human.ts";
import type { TimeSlice } from "../hours/slice.ts";
import { subjectsBy, type Subject } from "../hours/projects/subject.ts";
import type { StretchKind } from "./document.ts";
import type { Spent } from "./stretches.ts";

/** All time of a period that is asked for, cut to it: a timeline a person, then one a session. */
export function* timelinesOf(activities: Activities, request: ReportRequest): Iterable<readonly Spent[]> {
  const { rules, window, map, asked = {} } = request;
  const subjectOf = subjectsBy(map);
  const one = new Map<string, Subject>();
  const spent = (kind: StretchKind, slices: readonly TimeSlice[]) =>
    slices.flatMap((slice): readonly Spent[] => {
      const start = Math.max(slice.start, window.start);
      const end = Math.min(slice.end, window.end);
      if (end <= start) return [];
      const subject = subjectOf(slice.spentOn);
      return isAsked(subject, asked) ? [{ kind, slice: { ...slice, start, end }, subject: same(subject, one) }] : [];
    });
  const people = Map.groupBy(humanSlices(activities.all(), rules), ({ spentOn }) => spentOn.session.person);
  for (const slices of people.values()) yield spent("human", slices);
  for (const session of activities.sessions())
    for (const { slices } of agentTime(session, rules)) yield spent("agent", slices);
}

/** A session that comes back to a directory is at the same place as before. */
function same(subject: Subject, one: Map<string, Subject>): Subject {
  const { known, client, tags, billing, agent, session, branch, machine, person } = subject;
  const key = JSON.stringify([known?.id, client, tags, billing, agent, session, branch, machine, person]);
  const first = one.get(key) ?? subject;
  one.set(key, first);
  return first;
}
