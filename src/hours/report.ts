import type { StoredEvent } from "../events/stored-event.ts";
import { arrange } from "./arrange.ts";
import type { Activities } from "./activity-log.ts";
import { agentTime, type AgentRules } from "./agent.ts";
import { Cells } from "./cells.ts";
import type { Dimension } from "./dimension.ts";
import { humanTime } from "./human.ts";
import { BAND, type Band, type HumanRules } from "./human-rules.ts";
import { leftOutOf, type LeftOut } from "./left-out.ts";
import type { Evidence, Span } from "./piece.ts";
import type { ProjectMap } from "./project-map.ts";
import type { Rounding } from "./rounding.ts";
import { subjectsBy } from "./subject.ts";

/** How time is counted. */
export interface Rules extends HumanRules, AgentRules {}

export interface ReportRequest {
  readonly rules: Rules;
  /** Seconds since 1970; what lies outside is cut off. */
  readonly window: Span;
  readonly zone: string;
  readonly by: readonly Dimension[];
  readonly map: ProjectMap;
  readonly rounding: Rounding | undefined;
  /** Whether human time is told by each rule of the band, too. */
  readonly band?: boolean;
}

/** Seconds. Human and agent time add up over the groups; the union, in which agents are counted once, does not. */
export interface Hours {
  readonly human: number;
  readonly agent: number;
  readonly union: number;
  /** Human time by each rule of the band, if it was asked for. */
  readonly band: Readonly<Record<Band, number>> | undefined;
}

/** Seconds by how they are known, never rounded. */
export type KnownBy = Readonly<Record<Evidence, number>>;

export interface Row extends Hours {
  /** A name for each dimension. */
  readonly names: readonly string[];
  /** Where the project of a row lies, if rows are told by project. */
  readonly directory: string | undefined;
}

export interface Report {
  readonly rows: readonly Row[];
  readonly total: Hours;
  readonly knownBy: KnownBy;
  readonly leftOut: LeftOut;
}

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
