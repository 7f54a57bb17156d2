import type { StoredEvent } from "../events/stored-event.ts";
import type { Activities } from "./activity-log.ts";
import { agentTime } from "./agent.ts";
import { arrange } from "./arrange.ts";
import { Cells } from "./cells.ts";
import type { Report, ReportRequest } from "./figures.ts";
import { humanTime } from "./human.ts";
import { BAND } from "./human-rules.ts";
import { leftOutOf } from "./left-out.ts";
import { subjectsBy } from "./subject.ts";

/** Who worked how long on what: a pure function of the events, whatever their order and repetition. */
export function report(events: Iterable<StoredEvent>, request: ReportRequest): Report {
  const activities = arrange(events);
  return reportOf({ all: () => activities, sessions: () => [activities] }, request);
}

/** The same of what is arranged already. */
export function reportOf(activities: Activities, request: ReportRequest): Report {
  const { rules, map, band } = request;
  const subjectOf = subjectsBy(map);
  const cells = new Cells(request);
  for (const piece of humanTime(activities.all(), rules)) cells.add("human", piece, subjectOf(piece.spentOn));
  for (const rule of band === true ? BAND : [])
    for (const piece of humanTime(activities.all(), { ...rules, human: rule }))
      cells.add(rule, piece, subjectOf(piece.spentOn));
  for (const session of activities.sessions())
    for (const { pieces } of agentTime(session, rules))
      for (const piece of pieces) cells.add("agent", piece, subjectOf(piece.spentOn));
  const leftOut = leftOutOf(activities.all(), request.window, rules, subjectOf);
  return { ...cells.report(), leftOut };
}
