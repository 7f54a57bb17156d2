import { anomaliesIn, type Anomaly } from "../../../export/counts/anomalies.ts";
import type { Series } from "../../../export/counts/series.ts";
import { newlyMet } from "../../../export/summary/drift.ts";
import type { LastExport } from "../../../export/summary/last-export.ts";
import type { SourceStatus } from "../../../export/source-status.ts";
import { isAhead } from "../../../lib/process/clock.ts";
import { amount } from "../../../lib/text/amount.ts";
import { EXIT } from "../../../failure.ts";
import type { HostSync } from "../../../sync/last-sync.ts";
import { VERSION } from "../../../version.ts";
import type { ExportWarning, StatusWarning } from "./warning.ts";

/** What is known of the exports and syncs before now. */
export interface Runs {
  readonly statuses: readonly SourceStatus[];
  readonly lastExport: LastExport | undefined;
  readonly counts: Series;
  readonly syncs: ReadonlyMap<string, HostSync>;
  readonly now: Date;
}

const DAY_MS = 86_400_000;

/** So many lines without one event are no chance: the agent writes another format. */
const DRIFT_LINES = 50;

export function exportWarnings({
  statuses,
  lastExport,
  now,
}: Pick<Runs, "statuses" | "lastExport" | "now">): readonly StatusWarning<ExportWarning>[] {
  if (lastExport === undefined) {
    const isWorth = statuses.some(({ logs }) => logs > 0);
    return isWorth ? [{ kind: "no-export", message: "nothing was exported into this data directory yet" }] : [];
  }
  const { ended, exit_code: code, failure, summary } = lastExport;
  const warnings: StatusWarning<ExportWarning>[] = [];
  const days = daysSince(ended, now);
  if (days >= 1)
    warnings.push({
      kind: "export-overdue",
      message: `there was no export for ${amount(days, "day")}: is the timer still running?`,
    });
  if (code !== EXIT.ok && code !== EXIT.warnings && code !== EXIT.readerGone)
    warnings.push({
      kind: "export-failed",
      message: `the last export ended with exit code ${code}${failure === undefined || failure === "" ? "" : `: ${failure}`}`,
    });
  const warned = summary.warnings.reduce((sum, { more = 1 }) => sum + more, 0);
  if (warned > 0)
    warnings.push({ kind: "export-warned", message: `the last export gave ${amount(warned, "warning")}` });
  for (const { kind, path = "", cause = "" } of summary.warnings)
    if (kind === "unknown-format")
      warnings.push({
        kind,
        message: `tt does not know all tables in \`${path}\` (${cause}), events are missing: update tt`,
      });
  const isAsked = askedBy(statuses);
  for (const [name, { lines, events, skipped }] of Object.entries(summary.sources))
    if (
      isAsked(name) &&
      lines >= DRIFT_LINES &&
      Object.values(events).every((count) => count === 0) &&
      skipped["excluded"] === undefined
    )
      warnings.push({
        kind: "no-events",
        message: `${amount(lines, "new line")} of ${name} gave no events: has the format of its logs changed? update tt`,
      });
  return warnings;
}

/** By a time that is yet to come nobody can tell how long ago it was, and a timer that has stopped would look alive. */
export function aheadWarnings({
  lastExport,
  syncs,
  now,
}: Pick<Runs, "lastExport" | "syncs" | "now">): readonly StatusWarning<"time-ahead">[] {
  const noted = [
    ...(lastExport === undefined ? [] : [{ what: "the last export", ended: lastExport.ended }]),
    ...[...syncs].map(([host, { ended }]) => ({ what: `the last sync of ${host}`, ended })),
  ];
  return noted.flatMap(({ what, ended }): readonly StatusWarning<"time-ahead">[] =>
    isAhead(Date.parse(ended), now)
      ? [
          {
            kind: "time-ahead",
            message:
              `${what} is noted for ${ended}, a time that is yet to come: this machine's clock was ahead then, or is behind ` +
              "now; whether the timer still runs cannot be known",
          },
        ]
      : [],
  );
}

/** So many values are told by name. */
const MOST_VALUES = 5;

/** Agents change without notice, and what they add may be what a person did. */
export function driftWarnings({
  statuses,
  lastExport,
  now,
}: Pick<Runs, "statuses" | "lastExport" | "now">): readonly StatusWarning<"unknown-values">[] {
  const isAsked = askedBy(statuses);
  return Object.entries(lastExport?.unknown ?? {}).flatMap(
    ([agent, fields]): readonly StatusWarning<"unknown-values">[] => {
      if (!isAsked(agent)) return [];
      const values = newlyMet(fields, now, VERSION);
      if (values.length === 0) return [];
      const names = values.slice(0, MOST_VALUES).map(({ field, value }) => `${field} '${value}'`);
      const more = values.length > MOST_VALUES ? `, and ${values.length - MOST_VALUES} more` : "";
      const since = values.map(({ met }) => met.since.slice(0, 10)).sort()[0];
      return [
        {
          kind: "unknown-values",
          message:
            `the logs of ${agent} hold what this tt does not know, since ${since}: ${names.join(", ")}${more}; ` +
            "it may be something that you did: update tt, or report it",
        },
      ];
    },
  );
}

/** What stands out beside the past of its agent, up to the last export: of later days nothing is known. */
export function countWarnings({ counts, lastExport, now }: Runs): readonly StatusWarning<Anomaly["kind"]>[] {
  if (lastExport === undefined) return [];
  const last = new Date(Math.min(Date.parse(lastExport.ended), now.getTime()));
  return anomaliesIn(counts, last.toISOString().slice(0, 10)).map(({ kind, agent, what }) => ({
    kind,
    message: `${agent}: ${what}`,
  }));
}

export function syncWarnings({ syncs, now }: Pick<Runs, "syncs" | "now">): readonly StatusWarning[] {
  return [...syncs].flatMap(([host, { ended, succeeded, failure }]): readonly StatusWarning[] => {
    const warnings: StatusWarning[] = [];
    if (failure !== undefined)
      warnings.push({ kind: "sync-failed", message: `the last sync of ${host} failed: ${failure}` });
    const days = daysSince(ended, now);
    // A name that never brought anything may be a slip of the hand, which nobody meant to repeat.
    if (days >= 1 && succeeded !== undefined)
      warnings.push({
        kind: "sync-overdue",
        message: `there was no sync of ${host} for ${amount(days, "day")}: is its timer still running?`,
      });
    return warnings;
  });
}

/** Whether an agent is among the sources that are looked at: '--source' asks for no other's warnings. */
function askedBy(statuses: readonly SourceStatus[]): (agent: string) => boolean {
  const agents = new Set<string>(statuses.map(({ source }) => source.agent));
  return (agent) => agents.has(agent);
}

function daysSince(timestamp: string, now: Date): number {
  return Math.floor((now.getTime() - Date.parse(timestamp)) / DAY_MS);
}
