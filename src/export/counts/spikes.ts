import { grouped } from "../../lib/text/amount.ts";
import { eventsOf, LEAST_ACTIVE, RECENT_DAYS, sumOf, type Compared } from "./past.ts";
import type { DayCounts } from "./series.ts";

/** A day with more events than so many times the busiest one before, and with so many of them, is told. */
const TIMES = 5;
const LEAST_EVENTS = 1000;
/** Lines of a kind are told from so many on, if they are such a part of all lines. */
const LEAST_LINES = 50;
const LEAST_PART = 0.05;

/** Skipped lines that are as they should be, however many. */
const USUAL: ReadonlySet<string> = new Set(["other-type", "copied", "continuation", "excluded"]);

/** What there is so much more of in the last days than ever before that something is wrong. */
export function spikesIn({ recent, past }: Compared): readonly string[] {
  if (past.length < LEAST_ACTIVE) return [];
  return [
    ...eventSpike(recent, past),
    ...kindSpikes(recent, past, "skipped").map(
      ({ name, count, lines }) => `${grouped(count)} of ${grouped(lines)} new lines were skipped as ${name}`,
    ),
    ...kindSpikes(recent, past, "unknown").map(
      ({ name, count, lines }) => `${grouped(count)} of ${grouped(lines)} new lines have the unknown ${name}`,
    ),
  ].map((what) => `${what} in the last ${RECENT_DAYS} days, far more than in the past`);
}

function eventSpike(recent: readonly DayCounts[], past: readonly DayCounts[]): readonly string[] {
  const rate = (day: DayCounts) => eventsOf(day) / (day.span ?? 1);
  const most = Math.max(0, ...recent.map(rate));
  const before = Math.max(...past.map(rate));
  if (most < LEAST_EVENTS || most <= TIMES * before) return [];
  return [`${grouped(Math.round(most))} events on a day (at most ${grouped(Math.round(before))} before)`];
}

interface KindSpike {
  readonly name: string;
  readonly count: number;
  readonly lines: number;
}

/**
 * By the part that they have of all lines: a busy day has more of everything. What is not known is told by another warning
 * as long as it is new.
 */
function kindSpikes(
  recent: readonly DayCounts[],
  past: readonly DayCounts[],
  of: "skipped" | "unknown",
): readonly KindSpike[] {
  const lines = sumOf(recent.map((day) => day.lines));
  const names = new Set(recent.flatMap((day) => Object.keys(day[of])));
  return [...names].flatMap((name) => {
    if (USUAL.has(name)) return [];
    const count = sumOf(recent.map((day) => numberOf(day, of, name)));
    const wasThere = past.some((day) => numberOf(day, of, name) > 0);
    if (count < LEAST_LINES || (of === "unknown" && !wasThere)) return [];
    const part = (kinds: number, all: number) => kinds / Math.max(all, kinds, 1);
    const before = past.map((day) => (day.lines < LEAST_LINES ? 0 : part(numberOf(day, of, name), day.lines)));
    const isSpike = part(count, lines) > Math.max(LEAST_PART, TIMES * Math.max(...before));
    return isSpike ? [{ name, count, lines }] : [];
  });
}

function numberOf(day: DayCounts, of: "skipped" | "unknown", name: string): number {
  return Object.hasOwn(day[of], name) ? (day[of][name] ?? 0) : 0;
}
