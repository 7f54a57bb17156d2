import type { StoredEvent } from "../events/stored-event.ts";
import { arrange } from "./activity.ts";
import type { Activities } from "./activity-log.ts";
import { agentTime, type AgentRules } from "./agent.ts";
import { Calendar } from "./calendar.ts";
import { nameIn, type Dimension } from "./dimension.ts";
import { humanTime, type HumanRules } from "./human.ts";
import { leftOutOf, type LeftOut } from "./left-out.ts";
import { seconds, type Piece, type Span } from "./piece.ts";
import type { ProjectMap } from "./project-map.ts";
import { ranked } from "./rank.ts";
import { rounded, type Rounding } from "./rounding.ts";
import { calledApart, subjectsBy, type Subject } from "./subject.ts";
import { union } from "./union.ts";

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
}

/** Seconds. Human and agent time add up over the groups; the union, in which agents are counted once, does not. */
export interface Hours {
  readonly human: number;
  readonly agent: number;
  readonly union: number;
}

export interface Row extends Hours {
  /** A name for each dimension. */
  readonly names: readonly string[];
  /** Where the project of a row lies, if rows are told by project. */
  readonly directory: string | undefined;
}

export interface Report {
  readonly rows: readonly Row[];
  readonly total: Hours;
  readonly leftOut: LeftOut;
}

/** Who worked how long on what: a pure function of the events, whatever their order and repetition. */
export function report(events: Iterable<StoredEvent>, request: ReportRequest): Report {
  const activities = arrange(events);
  return reportOf({ all: () => activities, sessions: () => [activities] }, request);
}

/** The same of what is arranged already. */
export function reportOf(activities: Activities, request: ReportRequest): Report {
  const subjectOf = subjectsBy(request.map);
  const cells = new Cells(request);
  for (const piece of humanTime(activities.all(), request.rules)) cells.add("human", piece, subjectOf(piece.spentOn));
  for (const session of activities.sessions())
    for (const { pieces } of agentTime(session, request.rules))
      for (const piece of pieces) cells.add("agent", piece, subjectOf(piece.spentOn));
  const leftOut = leftOutOf(activities.all(), request.window, request.rules, subjectOf);
  return { ...cells.report(), leftOut };
}

/** What one day gave for one subject. */
interface Cell {
  readonly date: string;
  readonly subject: Subject;
  readonly spans: Readonly<Record<"human" | "agent", { start: number; end: number }[]>>;
}

class Cells {
  readonly #request: ReportRequest;
  readonly #calendar: Calendar;
  readonly #cells = new Map<string, Map<Subject, Cell>>();

  constructor(request: ReportRequest) {
    this.#request = request;
    this.#calendar = new Calendar(request.zone);
  }

  add(kind: "human" | "agent", piece: Piece, subject: Subject): void {
    const { window } = this.#request;
    const span = { start: Math.max(piece.start, window.start), end: Math.min(piece.end, window.end) };
    for (const { date, start, end } of this.#calendar.cut(span)) {
      const spans = this.#cell(date, subject).spans[kind];
      const last = spans.at(-1);
      if (last?.end === start) last.end = end;
      else spans.push({ start, end });
    }
  }

  #cell(date: string, subject: Subject): Cell {
    let ofDay = this.#cells.get(date);
    if (ofDay === undefined) this.#cells.set(date, (ofDay = new Map<Subject, Cell>()));
    let cell = ofDay.get(subject);
    if (cell === undefined) ofDay.set(subject, (cell = { date, subject, spans: { human: [], agent: [] } }));
    return cell;
  }

  /** The cells under names that tell their projects apart. */
  #named(): readonly Cell[] {
    const cells = [...this.#cells.values()].flatMap((ofDay) => [...ofDay.values()]);
    const called = calledApart(cells.map(({ subject }) => subject));
    return cells.map((cell) => ({ ...cell, subject: called(cell.subject) }));
  }

  report(): Omit<Report, "leftOut"> {
    const { by, rounding } = this.#request;
    const cells = this.#named();
    const rows = ranked(
      grouped(cells, ({ subject, date }) => by.map((dimension) => nameIn(dimension, subject, date))).map(
        ([names, members]) => ({
          names,
          directory: by.includes("project") ? directoryOf(members) : undefined,
          ...hours(members, rounding),
        }),
      ),
      by,
    );
    const sum = (kind: "human" | "agent") => rows.reduce((total, row) => total + row[kind], 0);
    return { rows, total: { human: sum("human"), agent: sum("agent"), union: hours(cells, undefined).union } };
  }
}

/** Of a project on several machines any directory will do, but it is always the same. */
function directoryOf(cells: readonly Cell[]): string | undefined {
  return cells
    .flatMap(({ subject }) => subject.known?.directory ?? [])
    .sort()
    .at(0);
}

function hours(cells: readonly Cell[], rounding: Rounding | undefined): Hours {
  const spent = (kind: "human" | "agent") =>
    grouped(cells, ({ date, subject: { project, client, tags } }) => [
      date,
      project ?? "",
      client ?? "",
      tags.join(", "),
    ]).reduce(
      (sum, [, members]) =>
        sum +
        rounded(
          members.reduce((all, cell) => all + seconds(cell.spans[kind]), 0),
          rounding,
        ),
      0,
    );
  return {
    human: spent("human"),
    agent: spent("agent"),
    union: seconds(union(cells.flatMap((cell) => cell.spans.agent))),
  };
}

function grouped(
  cells: readonly Cell[],
  namesOf: (cell: Cell) => readonly string[],
): readonly (readonly [readonly string[], readonly Cell[]])[] {
  const groups = new Map<string, [readonly string[], Cell[]]>();
  for (const cell of cells) {
    const names = namesOf(cell);
    const key = JSON.stringify(names);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [names, [cell]]);
    else group[1].push(cell);
  }
  return [...groups.values()];
}
