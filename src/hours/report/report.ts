import type { StoredEvent } from "../../events/stored-event.ts";
import type { Activities } from "../activities/activity-log.ts";
import type { Activity } from "../activities/activity.ts";
import { agentTime } from "../agent/agent.ts";
import { arrange } from "../activities/arrange.ts";
import { isAsked } from "../projects/asked.ts";
import { Cells } from "./cells.ts";
import type { Report, ReportRequest } from "./figures.ts";
import { humanTime } from "../human/human.ts";
import { BAND } from "../human/human-rules.ts";
import { LeftOutCount } from "./left-out.ts";
import type { TimeSlice } from "../slice.ts";
import { subjectsBy } from "../projects/subject.ts";
import { lacksTokens, tokenGapsOf, type TokenGaps } from "./token-gaps.ts";

/** Who worked how long on what: a pure function of the events, whatever their order and repetition. */
export function report(events: Iterable<StoredEvent>, request: ReportRequest): Report {
  const activities = arrange(events);
  return reportOf({ all: () => activities, sessions: () => [activities] }, request);
}

/** The same of what is arranged already. */
export function reportOf(activities: Activities, request: ReportRequest): Report {
  const count = new LeftOutCount(request, subjectsBy(request.map));
  const cells = cellsOf(activities, request, (activity) => count.add(activity));
  const counted = { ...cells.report(), leftOut: count.leftOut };
  return request.tokens === undefined ? counted : withGaps(counted, tokenGapsOf(activities, request, request.tokens));
}

/** A report that names what is missing of its tokens. */
export function withGaps(found: Report, tokenGaps: TokenGaps): Report {
  const { lacksTokens: _before, ...total } = found.total;
  return { ...found, total: lacksTokens(tokenGaps) ? { ...total, lacksTokens: true } : total, tokenGaps };
}

/** What is in a report, by days and subjects; `seen` gets each activity once. */
export function cellsOf(activities: Activities, request: ReportRequest, seen?: (activity: Activity) => void): Cells {
  const { rules, map, band, asked = {} } = request;
  const subjectOf = subjectsBy(map);
  const cells = new Cells(request);
  const add = (kind: Parameters<typeof cells.add>[0], slice: TimeSlice) => {
    const subject = subjectOf(slice.spentOn);
    if (isAsked(subject, asked)) cells.add(kind, slice, subject);
  };
  // By the band it matters what agents did before a person acted.
  const acts = rules.human === "attention" ? activities.inputs?.() : undefined;
  for (const slice of humanTime(acts ?? activities.all(), rules)) add("human", slice);
  for (const rule of band === true ? BAND : [])
    for (const slice of humanTime(activities.all(), { ...rules, human: rule })) add(rule, slice);
  for (const session of activities.sessions()) {
    if (seen !== undefined) session.forEach(seen);
    for (const { slices } of agentTime(session, rules)) for (const slice of slices) add("agent", slice);
  }
  for (const taken of activities.taken?.() ?? []) {
    const subject = subjectOf(taken);
    if (isAsked(subject, asked)) cells.take(taken, subject);
  }
  return cells;
}
