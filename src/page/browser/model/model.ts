import { NO_CLIENT, NOBODY } from "../../../hours/projects/dimension.ts";
import type { Span } from "../../../hours/slice.ts";
import { printable } from "../../../lib/text/printable.ts";
import type {
  BeforeJson,
  BilledJson,
  DayJson,
  EvidenceJson,
  PageDocument,
  StretchKind,
  SubjectJson,
} from "../../document.ts";

/** On what time was spent, by the names that the tables have. */
export interface Subject {
  readonly project: string;
  readonly client: string;
  readonly agent: string;
  readonly person: string;
  readonly session: string;
  readonly branch: string | undefined;
  readonly machine: string | undefined;
}

export interface Stretch extends Span {
  readonly kind: StretchKind;
  readonly subject: Subject;
  readonly prompts: number;
  readonly evidence: EvidenceJson;
}

/** A local day. */
export interface Day extends Span {
  readonly date: string;
  /** What is added to UTC, from when on, in seconds: more than one where clocks change. */
  readonly offsets: readonly { readonly at: number; readonly offset: number }[];
}

/** What lies of a stretch in one day. */
export interface Slice extends Span {
  readonly stretch: Stretch;
  readonly day: Day;
}

export interface Model {
  readonly document: PageDocument;
  readonly days: readonly Day[];
  readonly stretches: readonly Stretch[];
  readonly slices: readonly Slice[];
  readonly billed: readonly BilledJson[];
  readonly before: BeforeJson | undefined;
}

/** What the page draws from, with times in seconds since 1970. */
export function modelOf(document: PageDocument): Model {
  const { detail } = document;
  const subjects = detail.subjects.map(subjectOf);
  const days = detail.days.map(dayOf);
  const stretches = detail.stretches.flatMap(({ subject: number, kind, start, end, prompts, evidence }) => {
    const subject = subjects[number];
    return subject === undefined ? [] : { subject, kind, start: at(start), end: at(end), prompts, evidence };
  });
  const { before, billed } = detail;
  return {
    document,
    days,
    stretches,
    slices: stretches.flatMap((stretch) => cut(stretch, days)),
    billed: billed.map(printableNames),
    before: before === undefined ? undefined : { ...before, rows: before.rows.map(printableNames) },
  };
}

/** Marks that reorder text and characters that cannot be seen stand as they stand in the terminal: `\\u{202e}`. */
function subjectOf({ project, client, agent, person, session_id, git_branch, machine_id }: SubjectJson): Subject {
  return {
    project: printable(project ?? "(unknown)"),
    client: printable(client ?? NO_CLIENT),
    agent: printable(agent),
    person: printable(person ?? NOBODY),
    session: session_id,
    branch: git_branch === undefined ? undefined : printable(git_branch),
    machine: machine_id === undefined ? undefined : printable(machine_id),
  };
}

function printableNames<Names extends { readonly project: string; readonly client: string; readonly person: string }>(
  row: Names,
): Names {
  const { project, client, person } = row;
  return { ...row, project: printable(project), client: printable(client), person: printable(person) };
}

function dayOf({ day, start, end, utc_offset_s, clock_changes = [] }: DayJson): Day {
  const changes = clock_changes.map((change) => ({ at: at(change.at), offset: change.utc_offset_s }));
  return { date: day, start: at(start), end: at(end), offsets: [{ at: at(start), offset: utc_offset_s }, ...changes] };
}

function at(time: string): number {
  return Date.parse(time) / 1000;
}

/** Days are in their order and do not overlap. */
function cut(stretch: Stretch, days: readonly Day[]): readonly Slice[] {
  const slices: Slice[] = [];
  for (let number = firstEndingAfter(days, stretch.start); number < days.length; number++) {
    const day = days[number];
    if (day === undefined || day.start >= stretch.end) break;
    slices.push({ stretch, day, start: Math.max(stretch.start, day.start), end: Math.min(stretch.end, day.end) });
  }
  return slices;
}

function firstEndingAfter(days: readonly Day[], moment: number): number {
  let low = 0;
  let high = days.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((days[middle]?.end ?? Infinity) <= moment) low = middle + 1;
    else high = middle;
  }
  return low;
}
