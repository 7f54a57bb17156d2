import type { Job } from "../job.ts";

/** Neighbouring jobs that are read together, in their order. */
export type Group = readonly GroupedJob[];

/** A job, and its place in the order of the run. */
export interface GroupedJob {
  readonly index: number;
  readonly job: Job;
}

/** Enough that a group is worth a message, little enough that all threads are busy to the end. */
const BYTES = 4e6;
const LOGS = 100;

/** The jobs that threads may do, in runs of neighbours. */
export function groupsOf(jobs: readonly Job[]): readonly Group[] {
  const groups: GroupedJob[][] = [];
  let open: GroupedJob[] = [];
  let bytes = 0;
  for (const [index, job] of jobs.entries()) {
    if (job.source.inThreads !== true) continue;
    if (open.length === 0 || bytes + job.bytes > BYTES || open.length === LOGS) {
      groups.push((open = []));
      bytes = 0;
    }
    open.push({ index, job });
    bytes += job.bytes;
  }
  return groups;
}
