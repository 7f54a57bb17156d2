import type { Ledger } from "../manifest/ledger.ts";
import type { Discovery, Log, Source } from "../logs/source.ts";
import type { Job, Threads, Wanted } from "./job.ts";
import { threadIsStuck } from "../lib/process/leave.ts";
import { letNurseryGrow } from "../lib/process/nursery.ts";
import { within } from "../lib/process/within.ts";
import { openReading } from "./reading.ts";
import type { Sink, Wait } from "./sinks/sink.ts";
import { addBatch, noTotals, type Tally } from "./summary/totals.ts";
import { isUnchanged } from "./unchanged.ts";

/** A source, what was found of it, and where it stopped; without a ledger (a window) every log is read from its start. */
export interface SourceRun {
  readonly source: Source;
  readonly discovery: Discovery;
  readonly ledger: Ledger | undefined;
}

export interface ExportRequest {
  readonly runs: readonly SourceRun[];
  readonly wanted: Wanted;
  /** Takes what is found. */
  readonly tally: Tally;
  readonly sink: Sink;
  readonly progress: Progress;
  /** Where to read in threads, if there is much to read; without, everything is read here. */
  readonly threads?: Threads | undefined;
  /** Throws when the run was asked to end. */
  checkpoint(): Promise<void>;
  readonly wait: Wait;
}

/** Hears how far the run is. */
export interface Progress {
  begin(bytes: number): void;
  /** A log is opened: so many bytes of it are new. */
  open(path: string, bytes: number): void;
  read(bytes: number): void;
  end(): void;
}

const CLOSE_MS = 500;

/**
 * Delivers every event that was not delivered before.
 *
 * Write, then advance; and the caller stores the ledgers only after this has flushed the sink. Rejects only if the sink
 * does or the run was asked to end: then nothing may be stored.
 */
export async function runExport(request: ExportRequest): Promise<void> {
  const { runs, wanted, sink, progress } = request;
  const { sources } = request.tally;
  const jobsOf = runs.map((run) => changedLogs(run, wanted).map((log) => jobFor(run, log)));
  const jobs = jobsOf.flat();
  if (jobs.length > 0) letNurseryGrow(true);
  progress.begin(jobs.reduce((total, { bytes }) => total + bytes, 0));
  const reading = await openReading(jobs, wanted, request.threads);
  try {
    let next = 0;
    for (const [at, { source, discovery, ledger }] of runs.entries()) {
      const totals = noTotals();
      const { withoutZone = [] } = discovery;
      totals.logs = discovery.logs.length + withoutZone.length;
      if (withoutZone.length > 0) totals.skipped["no-zone"] = withoutZone.length;
      if (discovery.links.length > 0) totals.skipped["symlink"] = discovery.links.length;
      sources[source.agent] = totals;
      request.tally.addProblems(source.agent, discovery.problems);
      for (const { log, bytes } of jobsOf[at] ?? []) {
        progress.open(log.path, bytes);
        for await (const batch of interruptible(reading.read(next++), request.wait)) {
          if (batch.lines.length > 0) await sink.write(batch.lines);
          if (batch.cursor !== undefined) ledger?.advance(log.key, batch.cursor);
          addBatch(totals, batch);
          request.tally.addProblems(source.agent, batch.problems);
          await request.checkpoint();
        }
        progress.read(bytes);
      }
      ledger?.drop((key, cursor) => discovery.isGone(key, cursor));
    }
  } finally {
    // A thread in the midst of a huge line must not hold up the end of a consumer, nor ours.
    if (!(await within(CLOSE_MS, reading.close()))) threadIsStuck();
  }
  await request.checkpoint();
  await sink.flush();
  progress.end();
}

/** Pieces as they come, but no longer than until the run is to end: one that never comes is not waited for. */
async function* interruptible<T>(batches: AsyncIterable<T>, wait: Wait): AsyncGenerator<T, void, undefined> {
  const iterator = batches[Symbol.asyncIterator]();
  let isWaiting = false;
  try {
    for (;;) {
      isWaiting = true;
      const { done, value } = await wait(iterator.next());
      isWaiting = false;
      if (done === true) return;
      yield value;
    }
  } finally {
    if (!isWaiting) await iterator.return?.();
  }
}

/** The logs that must be opened: those that are not as they were left, or that were written to since the window began. */
function changedLogs({ source, discovery, ledger }: SourceRun, { since }: Wanted): readonly Log[] {
  if (ledger === undefined) {
    const begin = since === undefined ? -Infinity : Date.parse(since);
    return discovery.logs.filter(({ stat }) => stat.mtimeMs >= begin);
  }
  return discovery.logs.filter((log) => !isUnchanged(source, log, ledger.entries));
}

function jobFor({ source, ledger }: SourceRun, log: Log): Job {
  const cursor = ledger?.entries.get(log.key);
  const { size } = log.stat;
  const offset = cursor?.["byte_offset"];
  const isOffset = typeof offset === "number" && offset >= 0 && offset <= size;
  return { source, log, cursor, bytes: isOffset ? size - offset : size };
}
