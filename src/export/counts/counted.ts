import type { Totals } from "../summary/totals.ts";
import {
  DAY_MS,
  KEPT_DAYS,
  NO_COUNTS,
  type AgentSeries,
  type Counts,
  type DayCounts,
  type Numbers,
  type Series,
} from "./series.ts";

/** What a run found in the logs of an agent. */
export interface RunCounts {
  readonly agent: string;
  readonly rules: number;
  /** The types of events that it was asked for, as a manifest names them. */
  readonly types: string;
  /** Whether everything was read from the start. */
  readonly isWhole: boolean;
  readonly totals: Pick<Totals, "lines" | "events" | "skipped" | "unknown">;
}

/** So many names are counted one by one, of a day or in total; the others together. */
const MOST_NAMES = 20;
const OTHERS = "...";
/** Counted anew by every run: it is no count of what is new. */
const STANDING = "symlink";

/**
 * The series after a run that ended then, when the export before it had ended `before`; `undefined` where the run found
 * nothing new, so that nothing need be written.
 */
export function counted(
  series: Series,
  runs: readonly RunCounts[],
  { now, before }: { readonly now: Date; readonly before: Date | undefined },
): Series | undefined {
  const agents = new Map(Object.entries(series));
  let isChanged = false;
  for (const run of runs) {
    const found = countsOf(run);
    if (isNothing(found)) continue;
    agents.set(run.agent, afterRun(agents.get(run.agent), run, found, { now, before }));
    isChanged = true;
  }
  return isChanged ? Object.fromEntries(agents) : undefined;
}

function afterRun(
  series: AgentSeries | undefined,
  { rules, types, isWhole }: RunCounts,
  found: Counts,
  { now, before }: { readonly now: Date; readonly before: Date | undefined },
): AgentSeries {
  const today = now.toISOString().slice(0, 10);
  const { total = NO_COUNTS, days = {} } = series ?? {};
  const day = days[today] ?? NO_COUNTS;
  // By other rules every log is read anew.
  const asWhole = isWhole || series?.rules !== rules;
  const counts: DayCounts = asWhole ? { ...day, whole: true } : withSpan({ ...day, ...sum(day, found) }, now, before);
  // So many, however old: by its age a day would be dropped for good where the clock is ahead for once.
  const kept = Object.entries({ ...days, [today]: counts })
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .slice(-KEPT_DAYS);
  return {
    rules,
    types,
    total: asWhole ? total : sum(total, found),
    days: Object.fromEntries(kept),
  };
}

/** After a break, what an export finds is of several days: nobody was more active on the last of them. */
function withSpan(day: DayCounts, now: Date, before: Date | undefined): DayCounts {
  const days = before === undefined ? 1 : Math.ceil((now.getTime() - before.getTime()) / DAY_MS);
  const span = Math.min(Math.max(days, day.span ?? 1), KEPT_DAYS);
  return span > 1 ? { ...day, span } : day;
}

function countsOf({ totals: { lines, events, skipped, unknown = {} } }: RunCounts): Counts {
  const values = Object.entries(unknown).flatMap(([field, each]) =>
    Object.entries(each).map(([value, count]) => [`${field} '${value}'`, count] as const),
  );
  return {
    lines,
    events,
    skipped: Object.fromEntries(Object.entries(skipped).filter(([why]) => why !== STANDING)),
    unknown: Object.fromEntries(values),
  };
}

function isNothing({ lines, events, skipped, unknown }: Counts): boolean {
  return lines === 0 && [events, skipped, unknown].every((each) => Object.keys(each).length === 0);
}

function sum(one: Counts, other: Counts): Counts {
  return {
    lines: one.lines + other.lines,
    events: sumOf(one.events, other.events),
    skipped: sumOf(one.skipped, other.skipped),
    unknown: sumOf(one.unknown, other.unknown),
  };
}

function sumOf(one: Numbers, other: Numbers): Numbers {
  const counts = new Map(Object.entries(one));
  for (const [name, count] of Object.entries(other)) {
    const told = counts.has(name) || counts.size < MOST_NAMES ? name : OTHERS;
    counts.set(told, (counts.get(told) ?? 0) + count);
  }
  return Object.fromEntries(counts);
}
