import { isObject } from "../../lib/json/json.ts";

/** What exports counted in the logs of one agent. */
export interface Counts {
  readonly lines: number;
  /** By their types. */
  readonly events: Numbers;
  /** Lines that were skipped, by the reason. */
  readonly skipped: Numbers;
  /** Values that are not known, by field and value: `type 'frame'`. */
  readonly unknown: Numbers;
}
export type Numbers = Readonly<Record<string, number>>;

/** The counts of one day, in UTC: that of the exports, not of the events. */
export interface DayCounts extends Counts {
  /** So many days the counts are of, where the export before was so long ago; 1 if it is not said. */
  readonly span?: number;
  /** Everything was read from the start on this day, so that its counts, which are left out, would say nothing. */
  readonly whole?: true;
}

/** The days of one agent. */
export interface AgentSeries {
  /** Which rules made the events that were counted last. */
  readonly rules: number;
  /** The types of events that were exported last, as a manifest names them. */
  readonly types: string;
  /** Of all days, those that are no longer told one by one, too. */
  readonly total: Counts;
  /** By day, such as `2026-11-02`. */
  readonly days: Readonly<Record<string, DayCounts>>;
}

/** The days of every agent. */
export type Series = Readonly<Record<string, AgentSeries>>;

export const NO_COUNTS: Counts = { lines: 0, events: {}, skipped: {}, unknown: {} };
const VERSION = 1;
export const DAY_MS = 86_400_000;
/** So many days on which something was new are kept, and so long is the past of which something is known. */
export const KEPT_DAYS = 90;

/** What stands in the file; `undefined` where it is none of ours, or of a version that this one does not know. */
export function seriesIn(text: string): Series | "newer" | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(value)) return undefined;
  const { version, agents } = value;
  if (typeof version === "number" && version > VERSION) return "newer";
  if (version !== VERSION || !isObject(agents)) return undefined;
  return Object.values(agents).every(isAgentSeries) ? (agents as Series) : undefined;
}

/** The file's text, a line an agent. */
export function formatSeries(series: Series): string {
  const agents = Object.entries(series).map(([agent, of]) => `${JSON.stringify(agent)}:${JSON.stringify(of)}`);
  return `{"version":${VERSION},"agents":{\n${agents.join(",\n")}\n}}\n`;
}

function isAgentSeries(value: unknown): value is AgentSeries {
  if (!isObject(value)) return false;
  const { rules, types, total, days } = value;
  if (typeof rules !== "number" || typeof types !== "string" || !isCounts(total) || !isObject(days)) return false;
  return Object.entries(days).every(([day, counts]) => isDay(day) && isDayCounts(counts));
}

function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));
}

function isDayCounts(value: unknown): value is DayCounts {
  if (!isObject(value) || !isCounts(value)) return false;
  const { span = 1, whole = true } = value as { readonly span?: unknown; readonly whole?: unknown };
  return whole === true && Number.isSafeInteger(span) && Number(span) >= 1;
}

function isCounts(value: unknown): value is Counts {
  if (!isObject(value)) return false;
  const { lines, events, skipped, unknown } = value;
  return (
    isCount(lines) && [events, skipped, unknown].every((each) => isObject(each) && Object.values(each).every(isCount))
  );
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
