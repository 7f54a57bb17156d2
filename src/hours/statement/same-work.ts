import { Calendar } from "../calendar.ts";
import { isSameWork } from "../projects/work-directory.ts";
import type { Span } from "../slice.ts";
import { isPlaced, narrowingOf, type Statement, type StatementLine } from "./statement.ts";

/** A statement, and the time that it is of. */
export interface Billed {
  readonly statement: Statement;
  readonly window: Span;
}

/**
 * Finds the statements that may bill some of the same work as this one: of days that have time in common, in one place
 * and on one machine. Names have no say in it: projects, persons and clients are renamed.
 */
export function sameWorkAs(mine: Billed): (other: Billed) => boolean {
  const calendars = new Map<string, Calendar>();
  const days = daysOf(mine, calendars);
  return (other) => {
    const isOfOthers = areOfOthers(mine.statement, other.statement);
    const isSame = (a: StatementLine, b: StatementLine) => isInSamePlace(a, b) && isOnSameMachine(a, b, isOfOthers);
    return daysOf(other, calendars).some((theirs) =>
      days.some((day) => overlap(day, theirs) && day.lines.some((a) => theirs.lines.some((b) => isSame(a, b)))),
    );
  };
}

/** Whether two spans have time in common. */
export function overlap(a: Span, b: Span): boolean {
  return a.start < b.end && b.start < a.end;
}

/** What is billed of one day. */
interface BilledDay extends Span {
  readonly lines: readonly StatementLine[];
}

/** The days of a statement as its own zone has them. Of a zone that is not known here they lie anywhere in its time. */
function daysOf({ statement, window }: Billed, calendars: Map<string, Calendar>): readonly BilledDay[] {
  const zone = String(statement.parameters["time_zone"]);
  let calendar = calendars.get(zone);
  if (calendar === undefined) calendars.set(zone, (calendar = new Calendar(zone)));
  return [...Map.groupBy(statement.lines, ({ day }) => day)].map(([day, lines]) => {
    const { start, end } = calendar.dayCalled(day) ?? window;
    return { start, end, lines };
  });
}

function isInSamePlace(a: StatementLine, b: StatementLine): boolean {
  if (!isPlaced(a, b)) return a.project === b.project;
  return (a.directories ?? []).some((one) => b.directories?.some((other) => isSameWork(one, other)));
}

function isOnSameMachine(a: StatementLine, b: StatementLine, isOfOthers: boolean): boolean {
  if (a.machines === undefined || b.machines === undefined) return !isOfOthers;
  return a.machines.some((machine) => b.machines?.includes(machine));
}

/** Whether two statements are of persons who are called otherwise: all that is known where machines were not told yet. */
function areOfOthers(a: Statement, b: Statement): boolean {
  const [one, other] = [a, b].map((statement) => narrowingOf(statement).persons);
  return one !== undefined && other !== undefined && ![...one].some((name) => other.has(name));
}
