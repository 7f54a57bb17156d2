import { isSameWork } from "../projects/work-directory.ts";
import { isPlaced, type Statement, type StatementLine } from "./statement.ts";

/** A line that would be otherwise now. */
export interface Change {
  readonly day: string;
  readonly project: string;
  readonly was: StatementLine | undefined;
  readonly is: StatementLine | undefined;
}

/**
 * The lines that a statement would have otherwise now, by day and project. Lines are of the same project if their work was
 * done in the same place: what a project is called depends on what else is in the statement.
 */
export function changesOf(kept: Statement, now: Statement): readonly Change[] {
  const after = new Map<StatementLine, StatementLine>();
  const gone = new Set(kept.lines);
  const come = new Set(now.lines);
  // What has kept its name comes first: of two projects that have a directory in common each is its own. Last is what has
  // now an entry of the map for a part of it, or had one.
  for (const isOne of [isCalledTheSame, isInSamePlace, isInPart])
    for (const was of gone) {
      const is = come.values().find((line) => line.day === was.day && isOne(was, line));
      if (is === undefined) continue;
      after.set(was, is);
      gone.delete(was);
      come.delete(is);
    }
  const pairs = [
    ...kept.lines.map((was) => ({ was, is: after.get(was) })),
    ...[...come].map((is) => ({ was: undefined, is })),
  ];
  const changes = pairs.flatMap(({ was, is }) => {
    if (was !== undefined && is !== undefined && isSame(was, is)) return [];
    const { day, project } = was ?? is;
    return [{ day, project, was, is }];
  });
  return changes.sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
}

function orderOf({ day, project, was }: Change): string {
  return JSON.stringify([day, project, was === undefined ? 1 : 0]);
}

function isCalledTheSame(was: StatementLine, is: StatementLine): boolean {
  return was.project === is.project && (!isPlaced(was, is) || isInSamePlace(was, is));
}

function isInSamePlace({ directories: was = [] }: StatementLine, { directories: is = [] }: StatementLine): boolean {
  return was.some((directory) => is.includes(directory));
}

function isInPart({ directories: was = [] }: StatementLine, { directories: is = [] }: StatementLine): boolean {
  return was.some((one) => is.some((other) => isSameWork(one, other)));
}

/** Whether a line has the figures that it had, as far as they were told then. */
function isSame(was: StatementLine, is: StatementLine): boolean {
  const figuresOf = ({ day: _day, project: _project, directories: _in, machines: _on, ...figures }: StatementLine) =>
    figures;
  const told = was.billed === undefined ? { ...is, billed: undefined } : is;
  return JSON.stringify(figuresOf(was)) === JSON.stringify(figuresOf(told));
}

/** The parameters that are others now, by name: `attention_s 300 -> 600`. */
export function changedParameters(kept: Statement, now: Statement): readonly string[] {
  const names = [...new Set([...Object.keys(kept.parameters), ...Object.keys(now.parameters)])].sort();
  return names.flatMap((name) => {
    const [was, is] = [kept.parameters[name], now.parameters[name]].map((value) => JSON.stringify(value) ?? "nothing");
    if (was === is) return [];
    return [typeof kept.parameters[name] === "object" ? name : `${name} ${was} -> ${is}`];
  });
}
