import type { StoredEvent } from "../events/stored-event.ts";
import type { Activities } from "./activity-log.ts";
import { agentTime } from "./agent.ts";
import { arrange } from "./arrange.ts";
import { isAsked } from "./asked.ts";
import { Cells } from "./cells.ts";
import type { Report, ReportRequest } from "./figures.ts";
import { humanTime } from "./human.ts";
import { BAND } from "./human-rules.ts";
import { leftOutOf } from "./left-out.ts";
import type { Piece } from "./piece.ts";
import { subjectsBy } from "./subject.ts";

/** Who worked how long on what: a pure function of the events, whatever their order and repetition. */
export function report(events: Iterable<StoredEvent>, request: ReportRequest): Report {
  const activities = arrange(events);
  return reportOf({ all: () => activities, sessions: () => [activities] }, request);
}

/** The same of what is arranged already. */
export function reportOf(activities: Activities, request: ReportRequest): Report {
  const leftOut = leftOutOf(activities.all(), request, subjectsBy(request.map));
  return { ...cellsOf(activities, request).report(), leftOut };
}

/** What is in a report, by days and subjects. */
export function cellsOf(activities: Activities, request: ReportRequest): Cells {
  const { rules, map, band, asked = {} } = request;
  const subjectOf = subjectsBy(map);
  const cells = new Cells(request);
  const add = (kind: Parameters<typeof cells.add>[0], piece: Piece) => {
    const subject = subjectOf(piece.spentOn);
    if (isAsked(subject, asked)) cells.add(kind, piece, subject);
  };
  for (const piece of humanTime(activities.all(), rules)) add("human", piece);
  for (const rule of band === true ? BAND : [])
    for (const piece of humanTime(activities.all(), { ...rules, human: rule })) add(rule, piece);
  for (const session of activities.sessions())
    for (const { pieces } of agentTime(session, rules)) for (const piece of pieces) add("agent", piece);
  return cells;
}
