import type { ApartReader } from "./threads/apart.ts";
import type { Agent } from "../events/observation.ts";
import { loaded } from "../logs/lazy-format.ts";
import { eventBatches } from "./event-batches.ts";
import type { Job, Reading, Threads, Wanted } from "./job.ts";

/** Of less than this, too much is read before a thread has started and is as quick as we are. */
const WORTH_A_THREAD = 200e6;

/**
 * Reads the jobs here, one after the other; several at once, in threads too, if there is much to read. What may never
 * end, a database, is read in a thread of its own, if there may be threads.
 */
export async function openReading(jobs: readonly Job[], wanted: Wanted, threads?: Threads): Promise<Reading> {
  await loaded(new Set(jobs.map(({ source }) => source)));
  const forThreads = jobs.filter(({ source }) => source.inThreads === true);
  const bytes = forThreads.reduce((sum, job) => sum + job.bytes, 0);
  const count = Math.min(threads?.count ?? 0, Math.floor(bytes / WORTH_A_THREAD), forThreads.length - 1);
  const apart = threads === undefined ? undefined : await apartReader(jobs, threads.entry);
  const here = readHere(jobs, wanted, apart);
  if (threads === undefined || count < 1) return here;
  const { readInThreads } = await import("./threads/read-in-threads.ts");
  const inThreads = readInThreads(jobs, wanted, { ...threads, count });
  return {
    read: (index) => (jobs[index]?.source.inThreads === true ? inThreads : here).read(index),
    close: async () => void (await Promise.all([inThreads.close(), here.close()])),
  };
}

async function apartReader(jobs: readonly Job[], entry: URL): Promise<ApartReader | undefined> {
  if (!jobs.some(({ source, log }) => source.isDatabase?.(log) === true)) return undefined;
  const { ApartReader } = await import("./threads/apart.ts");
  return new ApartReader(entry, { agents: agentsOf(jobs) });
}

function readHere(jobs: readonly Job[], wanted: Wanted, apart: ApartReader | undefined): Reading {
  return {
    async *read(index) {
      const job = jobs[index];
      if (job === undefined) return;
      yield* eventBatches(job, wanted, apart && ((log, cursor, asked) => apart.read(job.source, log, cursor, asked)));
    },
    close: async () => apart?.close(),
  };
}

function agentsOf(jobs: readonly Job[]): readonly Agent[] {
  return [...new Set(jobs.map(({ source }) => source.agent))];
}
