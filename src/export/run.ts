import { stamp } from "../events/stamp.ts";
import type { EventType } from "../events/event-type.ts";
import type { Agent } from "../events/observation.ts";
import type { TrackedEvent } from "../events/event.ts";
import type { Ledger } from "../manifest/ledger.ts";
import type { Discovery, Log, Source } from "../sources/source.ts";
import type { Sink } from "./sink.ts";
import { addCounts, noTotals, Warnings, type Totals } from "./totals.ts";

/** A source, what was found of it, and where it stopped; without a ledger (a window) every log is read from its start. */
export interface SourceRun {
  readonly source: Source;
  readonly discovery: Discovery;
  readonly ledger: Ledger | undefined;
}

export interface ExportRequest {
  readonly runs: readonly SourceRun[];
  readonly machineId: string | undefined;
  /** Print only events with `since <= timestamp < until`, both canonical. */
  readonly since: string | undefined;
  readonly until: string | undefined;
  readonly types: ReadonlySet<EventType> | undefined;
  readonly sink: Sink;
  readonly progress: Progress;
  /** Throws when the run was asked to end. */
  checkpoint(): Promise<void>;
}

/** Hears how far the run is. */
export interface Progress {
  begin(bytes: number): void;
  /** A log is opened: so many bytes of it are new. */
  open(path: string, bytes: number): void;
  read(bytes: number): void;
  end(): void;
}

/**
 * Delivers every event that was not delivered before.
 *
 * Write, then advance; and the caller stores the ledgers only after this has flushed the sink. Rejects only if the sink
 * does or the run was asked to end: then nothing may be stored.
 */
export async function runExport(request: ExportRequest): Promise<Exported> {
  const { runs, sink, progress, since } = request;
  const sources: Partial<Record<Agent, Totals>> = {};
  const warnings = new Warnings();
  const work = runs.map((run) => ({ ...run, logs: changedLogs(run, since) }));
  progress.begin(sum(work.flatMap(({ logs, ledger }) => logs.map((log) => newBytes(log, ledger)))));
  for (const { source, discovery, ledger, logs } of work) {
    const totals = noTotals();
    totals.logs = discovery.logs.length;
    sources[source.agent] = totals;
    warnings.add(discovery.problems);
    for (const log of logs) {
      const bytes = newBytes(log, ledger);
      progress.open(log.path, bytes);
      await exportLog(request, { source, ledger, log, totals, warnings });
      progress.read(bytes);
    }
    ledger?.drop((key) => discovery.isGone(key));
  }
  await request.checkpoint();
  await sink.flush();
  progress.end();
  return { sources, warnings };
}

/** What was delivered; the warnings may still grow while it is stored. */
export interface Exported {
  readonly sources: Partial<Record<Agent, Totals>>;
  readonly warnings: Warnings;
}

interface LogRun {
  readonly source: Source;
  readonly ledger: Ledger | undefined;
  readonly log: Log;
  readonly totals: Totals;
  readonly warnings: Warnings;
}

async function exportLog(request: ExportRequest, { source, ledger, log, totals, warnings }: LogRun): Promise<void> {
  const origin = { agent: source.agent, machineId: request.machineId };
  for await (const batch of source.read(log, ledger?.recall(log.key))) {
    let lines = "";
    for (const observation of batch.observations) {
      const event = stamp(origin, observation);
      if (!isWanted(request, event)) continue;
      totals.events[event.type] = (totals.events[event.type] ?? 0) + 1;
      lines += `${JSON.stringify(event)}\n`;
    }
    if (lines !== "") await request.sink.write(lines);
    if (batch.cursor !== undefined) ledger?.advance(log.key, batch.cursor);
    addCounts(totals, batch.counts);
    warnings.add(batch.problems);
    await request.checkpoint();
  }
}

function isWanted({ since, until, types }: ExportRequest, { timestamp, type }: TrackedEvent): boolean {
  return (
    (since === undefined || timestamp >= since) &&
    (until === undefined || timestamp < until) &&
    (types === undefined || types.has(type))
  );
}

/** The logs that must be opened: those that are not as they were left, or that were written to since the window began. */
function changedLogs({ source, discovery, ledger }: SourceRun, since: string | undefined): readonly Log[] {
  if (ledger === undefined) {
    const begin = since === undefined ? -Infinity : Date.parse(since);
    return discovery.logs.filter(({ stat }) => stat.mtimeMs >= begin);
  }
  return discovery.logs.filter((log) => !source.isUnchanged(log, ledger.recall(log.key)));
}

function newBytes({ key, stat }: Log, ledger: Ledger | undefined): number {
  const offset = Number(ledger?.recall(key)?.["byte_offset"] ?? 0);
  return offset >= 0 && offset <= stat.size ? stat.size - offset : stat.size;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
