import { createHash } from "node:crypto";
import * as z from "zod";
import type { Activity } from "../activities/activity.ts";
import { isAsked, type Asked } from "../projects/asked.ts";
import type { Hours, ReportRequest } from "./figures.ts";
import { BILLED, moneyText } from "./money.ts";
import { reportOf } from "./report.ts";
import { subjectsBy } from "../projects/subject.ts";
import { isSameWork } from "../projects/work-directory.ts";

const amounts = z.record(z.string(), z.int().nonnegative());

/** What one rate gave: which time, how much of it as it was billed, and the rate of an hour in the smallest unit. */
const Billed = z.object({
  time: z.enum(BILLED),
  seconds: z.int().nonnegative(),
  rate: z.int().nonnegative(),
  currency: z.string(),
  round_s: z.int().positive().optional(),
  round_direction: z.enum(["up", "nearest"]).optional(),
});

/** A day of a project, as it was billed: seconds, and amounts by currency in the smallest unit. */
const Line = z.object({
  day: z.string(),
  project: z.string(),
  /** Where its work was done, by which lines are compared; not in statements that were kept before it was told. */
  directories: z.array(z.string()).optional(),
  human_s: z.int().nonnegative(),
  agent_s: z.int().nonnegative(),
  union_s: z.int().nonnegative(),
  amounts,
  /** Of what the amounts are the sums; not in statements that were kept before it was told. */
  billed: z.array(Billed).optional(),
});
export type StatementLine = z.infer<typeof Line>;

/** What was billed, with what it was made with. */
export const Statement = z.object({
  lines: z.array(Line),
  total: Line.omit({ day: true, project: true, directories: true }),
  /** By the names that `tt report --json` gives them; `only` is what narrows it, beside the client. */
  parameters: z.record(z.string(), z.unknown()),
  /** Of the events that it was made of: how many, and the SHA-256 of their IDs in their order, a line each. */
  events: z.int().nonnegative(),
  events_sha256: z.string(),
});
export type Statement = z.infer<typeof Statement>;

/** What the stored events say of a client's period now. */
export function statementOf(
  activities: readonly Activity[],
  request: ReportRequest,
  parameters: Statement["parameters"],
): Statement {
  const { window, map, asked = {} } = request;
  const whole = { ...request, by: ["day", "project"], amounts: true } as const;
  const { rows, total } = reportOf({ all: () => activities, sessions: () => [activities] }, whole);
  const subjectOf = subjectsBy(map);
  const used = activities.filter(
    (activity) => activity.at >= window.start && activity.at < window.end && isAsked(subjectOf(activity), asked),
  );
  return {
    lines: rows.map((row) => ({
      day: row.names[0] ?? "",
      project: row.names[1] ?? "",
      ...(row.workedIn.length === 0 ? undefined : { directories: [...row.workedIn] }),
      ...figures(row),
    })),
    total: figures(total),
    parameters,
    events: used.length,
    events_sha256: createHash("sha256")
      .update(used.map(({ id }) => `${id}\n`).join(""))
      .digest("hex"),
  };
}

function figures({ human, agent, union, amounts, bills }: Hours): Statement["total"] {
  return {
    human_s: human,
    agent_s: agent,
    union_s: union,
    amounts: Object.fromEntries(amounts),
    billed: bills.map(({ by: { bill, rate, currency, rounding }, seconds }) => ({
      time: bill,
      seconds,
      rate,
      currency,
      ...(rounding === undefined ? undefined : { round_s: rounding.step, round_direction: rounding.direction }),
    })),
  };
}

const Names = z
  .array(z.string())
  .transform((names): ReadonlySet<string> => new Set(names))
  .optional();

/** What was asked for, of the names by which `namesAsked` tells it. */
const AskedNames = z.object({
  projects: Names,
  clients: Names,
  agents: Names,
  sessions: Names,
  persons: Names,
});

/** What narrows a statement, beside its client. */
export function narrowingOf({ parameters: { only = {} } }: Statement): Asked {
  const names = AskedNames.safeParse(only);
  return names.success ? names.data : {};
}

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
  // What has kept its name comes first: of two projects that have a directory in common each is its own.
  for (const isOne of [isCalledTheSame, isInSamePlace])
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

/** Whether of both it is told where their work was done. */
function isPlaced(a: StatementLine, b: StatementLine): boolean {
  return a.directories !== undefined && b.directories !== undefined;
}

/** Whether two lines may bill the same work. */
export function isSameDayOfProject(a: StatementLine, b: StatementLine): boolean {
  if (a.day !== b.day) return false;
  if (!isPlaced(a, b)) return a.project === b.project;
  return (a.directories ?? []).some((one) => b.directories?.some((other) => isSameWork(one, other)));
}

/** Whether a line has the figures that it had, as far as they were told then. */
function isSame(was: StatementLine, is: StatementLine): boolean {
  const figuresOf = ({ day: _day, project: _project, directories: _directories, ...figures }: StatementLine) => figures;
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

export function amountsOf(amounts: StatementLine["amounts"]): string {
  return Object.entries(amounts)
    .map(([currency, minor]) => `${moneyText(minor, currency)} ${currency}`)
    .join(", ");
}
