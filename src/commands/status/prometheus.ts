import type { Counts } from "../../export/counts/series.ts";
import { metrics, type Family, type Sample } from "../../lib/text/metrics.ts";
import { printable } from "../../lib/text/printable.ts";
import { VERSION } from "../../version.ts";
import type { Status } from "./run.ts";

/** The status as metrics in the text form of Prometheus, as the textfile collector of node_exporter reads it. */
export function metricsText(status: Status, now: Date): string {
  return metrics([
    gauge("tt_info", "The version of tt.", [{ labels: { version: VERSION }, value: 1 }]),
    ...exportFamilies(status, now),
    ...syncFamilies(status, now),
    ...logFamilies(status),
    ...countFamilies(status),
    ...storeFamilies(status),
    gauge("tt_warnings", "Warnings of 'tt status', by kind.", warningSamples(status)),
  ]);
}

function exportFamilies({ lastExport }: Status, now: Date): readonly Family[] {
  if (lastExport === undefined) return [];
  const { ended, exit_code: code, summary } = lastExport;
  const at = Date.parse(ended) / 1000;
  const warned = summary.warnings.reduce((sum, { more = 1 }) => sum + more, 0);
  return [
    gauge("tt_last_export_timestamp_seconds", "When the last export ended.", [{ value: at }]),
    gauge(
      "tt_last_export_age_seconds",
      "How long ago the last export ended, when this was printed; below zero where the clock was ahead then.",
      [{ value: ageOf(ended, now) }],
    ),
    gauge("tt_last_export_exit_code", "The exit code of the last export.", [{ value: code }]),
    gauge("tt_last_export_warnings", "How many warnings the last export gave.", [{ value: warned }]),
  ];
}

/** Of the last sync that went well: a host that fails every time grows old, too. */
function syncFamilies({ syncs }: Status, now: Date): readonly Family[] {
  const each = (of: (succeeded: string) => number) =>
    [...syncs].flatMap(([host, { succeeded }]): readonly Sample[] =>
      succeeded === undefined ? [] : [{ labels: { host: printable(host) }, value: of(succeeded) }],
    );
  return [
    gauge(
      "tt_last_sync_timestamp_seconds",
      "When the last sync of a host that went well ended.",
      each((succeeded) => Date.parse(succeeded) / 1000),
    ),
    gauge(
      "tt_last_sync_age_seconds",
      "How long ago the last sync of a host that went well ended, when this was printed; below zero where the clock was ahead then.",
      each((succeeded) => ageOf(succeeded, now)),
    ),
  ];
}

function ageOf(timestamp: string, now: Date): number {
  return Math.round((now.getTime() - Date.parse(timestamp)) / 1000);
}

function logFamilies({ statuses, asked }: Status): readonly Family[] {
  const told = statuses.filter(({ source, roots }) => asked.has(source) || roots.some(({ found }) => found));
  const each = (of: (status: (typeof statuses)[number]) => number) =>
    told.map((status): Sample => ({ labels: { agent: status.source.agent }, value: of(status) }));
  return [
    gauge(
      "tt_logs",
      "Logs that were found.",
      each(({ logs }) => logs),
    ),
    gauge(
      "tt_logs_pending",
      "Logs with something that is not exported yet.",
      each(({ pending }) => pending.length),
    ),
    gauge(
      "tt_pending_bytes",
      "Bytes of logs that are not exported yet.",
      each(({ pending }) => pending.reduce((sum, { bytes }) => sum + bytes, 0)),
    ),
  ];
}

function countFamilies({ counts }: Status): readonly Family[] {
  const totals = Object.entries(counts).map(([agent, { total }]) => ({ agent, total }));
  const named = (label: string, of: (total: Counts) => Readonly<Record<string, number>>) =>
    totals.flatMap(({ agent, total }) =>
      Object.entries(of(total)).map(([name, value]): Sample => ({
        labels: { agent, [label]: printable(name) },
        value,
      })),
    );
  return [
    counter(
      "tt_lines_total",
      "New lines that exports read in logs.",
      totals.map(({ agent, total: { lines } }) => ({ labels: { agent }, value: lines })),
    ),
    counter(
      "tt_events_total",
      "Events that exports delivered.",
      named("type", ({ events }) => events),
    ),
    counter(
      "tt_lines_skipped_total",
      "Lines that exports skipped, by the reason.",
      named("reason", ({ skipped }) => skipped),
    ),
    counter(
      "tt_unknown_values_total",
      "Values in logs that are not known.",
      named("value", ({ unknown }) => unknown),
    ),
  ];
}

function storeFamilies({ store, statuses }: Status): readonly Family[] {
  const up = gauge("tt_store_up", "Whether the store could be read.", [{ value: store.state === "read" ? 1 : 0 }]);
  if (store.state === "unusable") return [up];
  const behind = gauge(
    "tt_store_behind",
    "Whether the store is not known to have everything that was exported.",
    statuses
      .filter(({ source, tracked }) => tracked > 0 || store.lacks.includes(source.agent))
      .map(({ source: { agent } }) => ({ labels: { agent }, value: store.lacks.includes(agent) ? 1 : 0 })),
  );
  if (store.state === "missing") return [up, behind];
  const { agents, machines } = store.overview;
  return [
    up,
    behind,
    gauge(
      "tt_store_events",
      "Events in the store.",
      Object.entries(agents).flatMap(([agent, { types }]) =>
        Object.entries(types).map(([type, value]) => ({
          labels: { agent: printable(agent), type: printable(type) },
          value,
        })),
      ),
    ),
    gauge(
      "tt_store_newest_event_timestamp_seconds",
      "When the newest event of a machine happened; without a machine ID under the empty name.",
      Object.entries(machines).map(([machine, at]) => ({
        labels: { machine: printable(machine) },
        value: Date.parse(at) / 1000,
      })),
    ),
  ];
}

function warningSamples({ warnings }: Status): readonly Sample[] {
  const kinds = new Map<string, number>();
  for (const { kind } of warnings) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  return [...kinds].map(([kind, value]) => ({ labels: { kind }, value }));
}

function gauge(name: string, help: string, samples: readonly Sample[]): Family {
  return { name, help, type: "gauge", samples };
}

function counter(name: string, help: string, samples: readonly Sample[]): Family {
  return { name, help, type: "counter", samples };
}
