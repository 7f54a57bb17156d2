import { EVENT_TYPES, type EventType } from "../../events/event-type.ts";
import type { Agent } from "../../events/observation.ts";
import type { Problem, ProblemKind } from "../../problem.ts";
import { UnknownValues, type UnknownCounts } from "../../logs/unknown-values.ts";
import type { EventBatch } from "../job.ts";

/** What was found in the logs of one source. */
export interface Totals {
  logs: number;
  lines: number;
  readonly events: Partial<Record<EventType, number>>;
  readonly skipped: Record<string, number>;
  /** Values of fields that this version does not know; absent where all are known. */
  unknown?: UnknownCounts;
}

/** What an export did, as `--summary json` and `last-export.json` tell it. */
export interface Summary {
  readonly sources: Partial<Record<Agent, Totals>>;
  readonly warnings: readonly Warning[];
}

/** A problem, or how many more of its kind there were than are told one by one. */
export type Warning = Problem | { readonly kind: ProblemKind; readonly more: number };

const TOLD = 20;

/** The problems of a run: the first of each kind one by one, so that a log full of them fills no memory. */
class Warnings {
  readonly #told: Problem[] = [];
  readonly #counts = new Map<ProblemKind, number>();

  add(problems: readonly Problem[]): void {
    for (const problem of problems) {
      const count = (this.#counts.get(problem.kind) ?? 0) + 1;
      this.#counts.set(problem.kind, count);
      if (count <= TOLD) this.#told.push(problem);
    }
  }

  get any(): boolean {
    return this.#counts.size > 0;
  }

  list(): readonly Warning[] {
    const more = [...this.#counts].filter(([, count]) => count > TOLD);
    return [...this.#told, ...more.map(([kind, count]) => ({ kind, more: count - TOLD }))];
  }
}

/** What else a log gives may come one day. */
const UNREAD: ReadonlySet<ProblemKind> = new Set<ProblemKind>(["unreadable", "root-missing", "unknown-format"]);

/** What a run has found so far. It grows while the run goes on, so that a run that fails can tell too. */
export class Tally {
  readonly sources: Partial<Record<Agent, Totals>> = {};
  readonly warnings = new Warnings();
  /** The agents whose logs could not all be read. */
  readonly unread = new Set<Agent>();

  addProblems(agent: Agent, problems: readonly Problem[]): void {
    this.warnings.add(problems);
    if (problems.some(({ kind }) => UNREAD.has(kind))) this.unread.add(agent);
  }

  summary(): Summary {
    return { sources: this.sources, warnings: this.warnings.list() };
  }
}

export function noTotals(): Totals {
  return { logs: 0, lines: 0, events: {}, skipped: {} };
}

export function addBatch(totals: Totals, { events, counts: { lines, skipped, unknown } }: EventBatch): void {
  totals.lines += lines;
  for (const [why, count] of Object.entries(skipped)) totals.skipped[why] = (totals.skipped[why] ?? 0) + count;
  if (unknown !== undefined) totals.unknown = sumOf(totals.unknown, unknown);
  for (const type of EVENT_TYPES) {
    const count = events[type];
    if (count !== undefined) totals.events[type] = (totals.events[type] ?? 0) + count;
  }
}

function sumOf(before: UnknownCounts | undefined, more: UnknownCounts): UnknownCounts {
  const values = new UnknownValues();
  if (before !== undefined) values.addAll(before);
  values.addAll(more);
  return values.counts ?? more;
}
