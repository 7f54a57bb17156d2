import { Calendar } from "../calendar.ts";
import { nameIn, type When } from "../projects/dimension.ts";
import type { Band } from "../human/human-rules.ts";
import { billOf, type Bill, type Billed } from "./money.ts";
import type { Evidence, TimeSlice, Span } from "../slice.ts";
import { SpanList, UnionCounter } from "../span-list.ts";
import { ranked } from "./rank.ts";
import type { Hours, Report, ReportRequest, Row } from "./figures.ts";
import { rounded, type Rounding } from "./rounding.ts";
import { calledApart, type Subject } from "../projects/subject.ts";
import { union } from "../union.ts";
import type { Taken } from "../activities/taken.ts";
import { spend, type Spending, type Spent } from "../../spending/spending.ts";

/** What is counted on its own. */
type Kind = "human" | "agent" | Band;

/** What one day gave for one subject. */
interface Cell extends When {
  readonly subject: Subject;
  readonly spans: Readonly<Record<Kind, SpanList>>;
  readonly knownBy: Record<Evidence, number>;
  /** What models took. */
  readonly spending: Map<string, Spent>;
}

/** A day of a person's project. */
export interface Day extends Work {
  /** `2026-03-02`. */
  readonly date: string;
  /** One of its subjects: what all of them share is what a day is told apart by. */
  readonly subject: Subject;
  /** Its parts, by what tells them apart. */
  readonly parts: ReadonlyMap<string, Work>;
}

/** When it was done, and what it was done with. */
interface Work {
  readonly spans: Readonly<Record<Billed, readonly Span[]>>;
  readonly branches: readonly string[];
  readonly agents: readonly string[];
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

function nothingKnown(): Record<Evidence, number> {
  return { recorded: 0, observed: 0, estimated: 0, prompts: 0, window: 0 };
}

function knownIn(cells: readonly Cell[]): Record<Evidence, number> {
  const sum = nothingKnown();
  for (const { knownBy } of cells) for (const by of Object.keys(sum) as Evidence[]) sum[by] += knownBy[by];
  return sum;
}

/** By model; `undefined` where nothing is known. */
function spendingIn(cells: readonly Cell[]): Spending | undefined {
  const sum = new Map<string, Spent>();
  for (const { spending } of cells) for (const [model, spent] of spending) spend(sum, model, spent);
  return sum.size === 0 ? undefined : sum;
}

function bandOf(of: (rule: Band) => number): Record<Band, number> {
  return { "hands-on": of("hands-on"), engaged: of("engaged"), attended: of("attended") };
}

/** Of a project on several machines any directory will do, but it is always the same. */
function directoryOf(cells: readonly Cell[]): string | undefined {
  return cells
    .flatMap(({ subject }) => subject.known?.directory ?? [])
    .sort()
    .at(0);
}

/** What is rounded and billed as one: a person's day of a project. */
function dayOf({ date, subject: { project, client, tags, person } }: Cell): readonly string[] {
  return [date, project ?? "", client ?? "", tags.join(", "), person ?? ""];
}

/** The same, by what it costs: entries of one name may have several rates. */
function billedOf(cell: Cell): readonly string[] {
  return [...dayOf(cell), JSON.stringify(cell.subject.billing ?? null)];
}

function namesOf(cells: readonly Cell[], name: (subject: Subject) => string | undefined): readonly string[] {
  return [...new Set(cells.map(({ subject }) => name(subject)))].filter((known) => known !== undefined).sort();
}

function workIn(cells: readonly Cell[]): Work {
  const spans = (kind: Kind) => cells.flatMap((cell) => [...cell.spans[kind]]);
  return {
    spans: { human: spans("human"), agent: spans("agent"), union: union(spans("agent")) },
    branches: namesOf(cells, ({ branch }) => branch),
    agents: namesOf(cells, ({ agent }) => agent),
  };
}

/** By rate and by currency: of what has no rate nothing. Currencies are never added. */
function billed(cells: readonly Cell[], rounding: Rounding | undefined): Pick<Hours, "bills" | "amounts"> {
  const bills = new Map<string, Bill>();
  const sums = new Map<string, number>();
  for (const [, members] of grouped(cells, billedOf)) {
    const billing = members[0]?.subject.billing;
    if (billing === undefined) continue;
    const { bill } = billing;
    const time = bill === "union" ? unionOf(members) : members.reduce((all, { spans }) => all + spans[bill].seconds, 0);
    const { by, seconds, minor } = billOf(time, billing, rounding);
    const key = JSON.stringify(by);
    const { seconds: before, minor: sum } = bills.get(key) ?? { seconds: 0, minor: 0 };
    bills.set(key, { by, seconds: before + seconds, minor: sum + minor });
    sums.set(by.currency, (sums.get(by.currency) ?? 0) + minor);
  }
  return { bills: inOrder(bills).map(([, bill]) => bill), amounts: new Map(inOrder(sums)) };
}

function inOrder<Value>(named: ReadonlyMap<string, Value>): readonly (readonly [string, Value])[] {
  return [...named].sort(([a], [b]) => (a < b ? -1 : 1));
}

function hours(
  cells: readonly Cell[],
  rounding: Rounding | undefined,
  band: boolean,
): Omit<Hours, "amounts" | "bills"> {
  const spent = (kind: Kind) =>
    grouped(cells, dayOf).reduce(
      (sum, [, members]) =>
        sum +
        rounded(
          members.reduce((all, cell) => all + cell.spans[kind].seconds, 0),
          rounding,
        ),
      0,
    );
  return {
    human: spent("human"),
    agent: spent("agent"),
    union: unionOf(cells),
    band: band ? bandOf(spent) : undefined,
  };
}

function unionOf(cells: readonly Cell[]): number {
  const counter = new UnionCounter();
  // Day by day: no span reaches into the next, and what is made on the way stays small.
  const days = Map.groupBy(cells, ({ date }) => date).values();
  return [...days].reduce((sum, ofDay) => sum + counter.seconds(ofDay.map(({ spans }) => spans.agent)), 0);
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
