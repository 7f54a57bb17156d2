import { createHash } from "node:crypto";
import * as z from "zod";
import type { Activity } from "../activities/activity.ts";
import { isAsked, type Asked } from "../projects/asked.ts";
import { subjectsBy } from "../projects/subject.ts";
import type { Hours, ReportRequest } from "../report/figures.ts";
import { BILLED, moneyText } from "../report/money.ts";
import { reportOf } from "../report/report.ts";

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
  /** On which machines, likewise: work of two persons in one directory is told apart by theirs. */
  machines: z.array(z.string()).optional(),
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
  total: Line.omit({ day: true, project: true, directories: true, machines: true }),
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
      machines: [...row.machines],
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

/** Whether of both lines it is told where their work was done. */
export function isPlaced(a: StatementLine, b: StatementLine): boolean {
  return a.directories !== undefined && b.directories !== undefined;
}

/** What something costs, by currency, as a person reads it. */
export function amountsOf(amounts: StatementLine["amounts"]): string {
  return Object.entries(amounts)
    .map(([currency, minor]) => `${moneyText(minor, currency)} ${currency}`)
    .join(", ");
}
