import type { Worker } from "node:worker_threads";
import { pieces, type Wanted } from "../piece.ts";
import type { Job, Reading, Threads } from "../reading.ts";
import { groupsOf, type Group } from "./groups.ts";
import type { ThreadJob } from "./messages.ts";
import { startThread } from "./start-thread.ts";
import { Waiting } from "./waiting.ts";

/**
 * Reads logs in threads and here, and hands over what they show in the order of the logs.
 *
 * Jobs are taken in groups, in their order: by each thread when it has done with one, and by us whenever what is asked
 * for is not there yet. So the log whose turn it is is always being read, and a thread that waits because it is too far
 * ahead can never hold up the others. What waits for its turn is bounded by what a thread may send unconsumed
 * (`messages.ts`) and by what we read ahead, whatever the size of the logs.
 */
export function readInThreads(jobs: readonly Job[], wanted: Wanted, { entry, count }: Threads): Reading {
  const groups = groupsOf(jobs);
  let next = 0;
  const waiting = new Waiting();
  const give = (thread: Worker) => {
    const group = groups[next];
    if (group === undefined) return;
    next++;
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, no window
    thread.postMessage(group.jobs.map(threadJob));
  };
  const threads = Array.from({ length: count }, () => startThread(entry, { wanted, waiting, done: give }));
  // One group more than it works on, so that a thread never waits for us.
  for (let i = 0; i < 2; i++) threads.forEach(give);

  const readAhead = async (group: Group) => {
    for (const { index, job } of group.jobs) {
      for await (const piece of pieces(job, wanted)) waiting.add(index, piece);
      waiting.add(index, undefined);
    }
    // What came from the threads meanwhile is heard only now.
    await new Promise((resolve) => setImmediate(resolve));
  };

  return {
    async *read(index) {
      const job = jobs[index];
      if (job === undefined) return;
      for (;;) {
        const group = groups[next];
        if (waiting.has(index)) {
          const piece = waiting.take(index);
          if (piece === undefined) return;
          yield piece;
        } else if (job.source.inThreads !== true || (group?.isLarge === true && group.jobs[0].index === index)) {
          if (job.source.inThreads === true) next++;
          yield* pieces(job, wanted);
          return;
        } else if (group === undefined || group.isLarge) {
          await waiting.arrival();
        } else {
          next++;
          await readAhead(group);
        }
      }
    },
    async close() {
      await Promise.all(threads.map((thread) => thread.terminate()));
    },
  };
}

function threadJob({ index, job: { source, log, cursor } }: Group["jobs"][number]): ThreadJob {
  return { index, agent: source.agent, log, cursor };
}
