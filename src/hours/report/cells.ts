import { Calendar } from "../calendar.ts";
import { nameIn, NO_MACHINE } from "../projects/dimension.ts";
import type { Evidence, TimeSlice, Span } from "../slice.ts";
import { SpanList } from "../span-list.ts";
import {
  bandOf,
  billed,
  billedOf,
  directoryOf,
  grouped,
  hours,
  knownIn,
  namesIn,
  nothingKnown,
  spendingIn,
  unionOf,
  workIn,
  type Cell,
  type Kind,
  type Work,
} from "./cell-sums.ts";
import { ranked } from "./rank.ts";
import type { Report, ReportRequest, Row } from "./figures.ts";
import { calledApart, type Subject } from "../projects/subject.ts";
import type { Taken } from "../activities/taken.ts";
import { spend } from "../../spending/spending.ts";

/** A day of a person's project. */
export interface Day extends Work {
  /** `2026-03-02`. */
  readonly date: string;
  /** One of its subjects: what all of them share is what a day is told apart by. */
  readonly subject: Subject;
  /** Its parts, by what tells them apart. */
  readonly parts: ReadonlyMap<string, Work>;
}

/** Adds up a report, a slice at a time. */
export class Cells {
  readonly #request: ReportRequest;
  readonly #calendar: Calendar;
  readonly #isHourly: boolean;
  readonly #cells = new Map<string, Map<Subject, Cell>>();
  readonly #knownBy = nothingKnown();
  /** The one that was added to last: mostly the next is of the same session and day. */
  #last: Cell | undefined;

  constructor(request: ReportRequest) {
    this.#request = request;
    this.#calendar = new Calendar(request.zone);
    this.#isHourly = request.by.includes("hour");
  }

  add(kind: Kind, slice: TimeSlice, subject: Subject): void {
    const { window } = this.#request;
    const span = { start: Math.max(slice.start, window.start), end: Math.min(slice.end, window.end) };
    if (span.end <= span.start) return;
    const what = isMain(kind) ? slice.by : undefined;
    if (what !== undefined) this.#knownBy[what] += span.end - span.start;
    const first = this.#calendar.dayOf(span.start);
    // Nearly all lie within a day.
    if (span.end <= first.end && !this.#isHourly)
      return put(this.#cell(first.date, undefined, subject), kind, span, what);
    for (const day of this.#calendar.cut(span))
      if (!this.#isHourly) put(this.#cell(day.date, undefined, subject), kind, day, what);
      else
        for (const { hour, ...within } of this.#calendar.cutHours(day))
          put(this.#cell(day.date, hour, subject), kind, within, what);
  }

  /** Adds what models took, which is no time. */
  take({ at, spending }: Taken, subject: Subject): void {
    const day = this.#calendar.dayOf(at);
    const hours = this.#isHourly ? [...this.#calendar.cutHours({ start: at, end: at + 1 })] : [];
    const cell = this.#cell(day.date, hours[0]?.hour, subject);
    for (const [model, spent] of spending) spend(cell.spending, model, spent);
  }

  #cell(date: string, hour: string | undefined, subject: Subject): Cell {
    const last = this.#last;
    if (last?.subject === subject && last.date === date && last.hour === hour) return last;
    const { firstDay = 1 } = this.#request;
    const key = hour === undefined ? date : `${date} ${hour}`;
    let ofDay = this.#cells.get(key);
    if (ofDay === undefined) this.#cells.set(key, (ofDay = new Map<Subject, Cell>()));
    let cell = ofDay.get(subject);
    if (cell === undefined) {
      cell = { date, hour, firstDay, subject, spans: noSpans(), knownBy: nothingKnown(), spending: new Map() };
      ofDay.set(subject, cell);
    }
    return (this.#last = cell);
  }

  /** The cells under names that tell their projects apart. */
  #named(): readonly Cell[] {
    const cells = [...this.#cells.values()].flatMap((ofDay) => [...ofDay.values()]);
    const called = calledApart(cells.map(({ subject }) => subject));
    return cells.map((cell) => ({ ...cell, subject: called(cell.subject) }));
  }

  /**
   * What each day gave for each project of a person, under names that tell projects apart: what is rounded and billed as
   * one; and its parts by what `apart` makes of a subject.
   */
  days(apart: (subject: Subject) => string): readonly Day[] {
    return grouped(this.#named(), billedOf).flatMap(([, members]) => {
      const [first] = members;
      if (first === undefined) return [];
      const { date, subject } = first;
      const parts = Map.groupBy(members, (cell) => apart(cell.subject));
      return [
        { date, subject, ...workIn(members), parts: new Map([...parts].map(([name, part]) => [name, workIn(part)])) },
      ];
    });
  }

  report(): Omit<Report, "leftOut"> {
    const { by, rounding, band = false, known = false, tokens } = this.#request;
    const isCounted = tokens !== undefined;
    const cells = this.#named();
    const rows = ranked(
      grouped(cells, (cell) => by.map((dimension) => nameIn(dimension, cell.subject, cell))).map(
        ([names, members]) => ({
          names,
          directory: by.includes("project") ? directoryOf(members) : undefined,
          workedIn: namesIn(members, ({ workedIn }) => workedIn),
          machines: namesIn(members, ({ machine }) => machine ?? NO_MACHINE),
          ...hours(members, rounding, band),
          ...billed(members, rounding),
          spending: isCounted ? spendingIn(members) : undefined,
          knownBy: known ? knownIn(members) : undefined,
        }),
      ),
      by,
    );
    const sum = (of: (row: Row) => number | undefined) => rows.reduce((total, row) => total + (of(row) ?? 0), 0);
    return {
      rows,
      total: {
        human: sum(({ human }) => human),
        agent: sum(({ agent }) => agent),
        union: unionOf(cells),
        band: band ? bandOf((rule) => sum((row) => row.band?.[rule])) : undefined,
        ...billed(cells, rounding),
        spending: isCounted ? spendingIn(cells) : undefined,
      },
      knownBy: this.#knownBy,
    };
  }
}

/** Whether it is time itself, and not how a rule of the band sees it. */
function isMain(kind: Kind): boolean {
  return kind === "human" || kind === "agent";
}

function put(cell: Cell, kind: Kind, { start, end }: Span, by: Evidence | undefined): void {
  if (by !== undefined) cell.knownBy[by] += end - start;
  cell.spans[kind].add(start, end);
}

function noSpans(): Cell["spans"] {
  return {
    human: new SpanList(),
    agent: new SpanList(),
    "hands-on": new SpanList(),
    engaged: new SpanList(),
    attended: new SpanList(),
  };
}
