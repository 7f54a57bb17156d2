import type { Job } from "../reading.ts";

/** Neighbouring jobs that are read together. `index` is the place of a job in the order of the run. */
export interface Group {
  readonly jobs: readonly [GroupedJob, ...GroupedJob[]];
  /** Too large to be read before its turn: what it shows would fill the memory. It is a single job. */
  readonly isLarge: boolean;
}

export interface GroupedJob {
  readonly index: number;
  readonly job: Job;
}

/** Enough that a group is worth a message, little enough that all threads are busy to the end. */
const BYTES = 4e6;
const LOGS = 100;

/** The jobs that threads may do, in runs of neighbours. */
export function groupsOf(jobs: readonly Job[]): readonly Group[] {
  const groups: Group[] = [];
  let open: GroupedJob[] = [];
  let bytes = 0;
  const close = (isLarge: boolean) => {
    const [first, ...rest] = open;
    if (first !== undefined) groups.push({ jobs: [first, ...rest], isLarge });
    open = [];
    bytes = 0;
  };
  for (const [index, job] of jobs.entries()) {
    if (job.source.inThreads !== true) continue;
    if (bytes + job.bytes > BYTES || open.length === LOGS) close(false);
    open.push({ index, job });
    bytes += job.bytes;
    if (bytes > BYTES) close(true);
  }
  close(false);
  return groups;
}
