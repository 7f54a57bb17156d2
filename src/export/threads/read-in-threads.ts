import type { Worker } from "node:worker_threads";
import { eventBatches } from "../event-batches.ts";
import type { EventBatch, Job, Reading, Threads, Wanted } from "../job.ts";
import type { Cursor } from "../../logs/source.ts";
import { groupsOf, type Group } from "./groups.ts";
import type { ThreadJob } from "./messages.ts";
import { startThread } from "./start-thread.ts";
import { Waiting } from "./waiting.ts";

/** What we read ahead may wait for its turn up to this size. */
const AHEAD_BYTES = 4 << 20;
/** A log that needs more is read on here, where there may be more; a thread that takes more all the same is ended. */
const HEAP_MB = 512;
/** So long we read before we hear what has come from the threads. */
const DEAF_MS = 2;

/**
 * Reads logs in threads and here, and hands over what they show in the order of the logs.
 *
 * Jobs are taken in groups, in their order: by each thread when it has done with one, and by us whenever what is asked
 * for is not there yet. So the log whose turn it is is always being read, and a thread that waits because it is too far
 * ahead can never hold up the others. What waits for its turn is bounded by what a thread may send unconsumed
 * (`messages.ts`) and by what we read ahead, whatever the size of the logs.
 *
 * A log for which a thread has too little memory is read on here. A thread that runs out of it all the same costs the log
 * that it was at; the others that it had are read here.
 */
export function readInThreads(
  jobs: readonly Job[],
  wanted: Wanted,
  { entry, count, heapMb = HEAP_MB }: Threads,
): Reading {
  const groups = groupsOf(jobs);
  let next = 0;
  const waiting = new Waiting();
  const given = new Map<Worker, Group[]>();
  const ended = new Set<number>();
  const orphans = new Set<number>();
  const give = (thread: Worker) => {
    const group = groups[next];
    if (group === undefined) return;
    next++;
    given.get(thread)?.push(group);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, no window
    thread.postMessage(group.map(threadJob));
  };
  const done = (thread: Worker) => {
    given.get(thread)?.shift();
    give(thread);
  };
  const exhausted = (thread: Worker, at: number, readTo: number) => {
    for (const { index, job } of given.get(thread)?.flat() ?? []) {
      if (ended.has(index)) continue;
      if (index === at) {
        waiting.add(index, exhaustedPiece(job, readTo));
        waiting.add(index, undefined);
        continue;
      }
      waiting.drop(index);
      orphans.add(index);
    }
    waiting.wake();
  };
  const agents = [...new Set(jobs.map(({ source }) => source.agent))];
  const threads = Array.from({ length: count }, () => {
    const thread = startThread(entry, {
      wanted,
      agents,
      waiting,
      heapMb,
      ended: (job) => ended.add(job),
      done,
      exhausted,
    });
    given.set(thread, []);
    return thread;
  });
  // One group more than it works on, so that a thread never waits for us.
  for (let i = 0; i < 2; i++) threads.forEach(give);

  let ahead: Ahead | undefined;
  let heard = performance.now();
  /** Reads on in a group here, though its turn may not have come; false if that must wait. */
  const readAhead = async (index: number): Promise<boolean> => {
    ahead ??= groups[next] === undefined ? undefined : new Ahead(groups[next++] ?? [], wanted);
    if (ahead === undefined) return false;
    if (!ahead.has(index) && waiting.bytes > AHEAD_BYTES) return false;
    if (await ahead.readOn(waiting)) ahead = undefined;
    if (performance.now() - heard > DEAF_MS) {
      await new Promise((resolve) => setImmediate(resolve));
      heard = performance.now();
    }
    return true;
  };

  return {
    async *read(index) {
      const job = jobs[index];
      if (job?.source.inThreads !== true) {
        if (job !== undefined) yield* eventBatches(job, wanted);
        return;
      }
      let rest: Cursor | undefined;
      for (;;) {
        if (waiting.has(index)) {
          const batch = waiting.take(index);
          if (batch === undefined) {
            if (rest !== undefined) yield* eventBatches({ ...job, cursor: rest }, wanted);
            return;
          }
          rest = batch.givenUp === true ? batch.cursor : undefined;
          yield rest === undefined ? batch : withoutGivingUp(batch);
        } else if (orphans.delete(index)) {
          yield* eventBatches(job, wanted);
          return;
        } else if (!(await readAhead(index))) await waiting.arrival();
      }
    },
    async close() {
      await Promise.all(threads.map((thread) => thread.terminate()));
    },
  };
}

/** A group that is being read here, as far as it was read. */
class Ahead {
  readonly #group: Group;
  readonly #reading: AsyncGenerator<{ index: number; batch: EventBatch | undefined }, void, undefined>;

  constructor(group: Group, wanted: Wanted) {
    this.#group = group;
    this.#reading = batchesOf(group, wanted);
  }

  has(index: number): boolean {
    return this.#group.some((job) => job.index === index);
  }

  /** Reads the next batch; true at the end of the group. */
  async readOn(into: Waiting): Promise<boolean> {
    const { value, done } = await this.#reading.next();
    if (done === true) return true;
    const { index, batch } = value;
    // As bytes, outside the heap: long strings that wait would make its nursery grow.
    into.add(index, batch === undefined ? undefined : { ...batch, lines: Buffer.from(batch.lines) });
    return false;
  }
}

/** What is said of a log that took all the memory of a thread. */
function exhaustedPiece({ log }: Job, readTo: number): EventBatch {
  const problem = { kind: "unreadable", path: log.path, offset: readTo, cause: "a thread ran out of memory" } as const;
  return { lines: "", events: {}, counts: { lines: 0, skipped: {} }, problems: [problem] };
}

function withoutGivingUp(batch: EventBatch): EventBatch {
  return { ...batch, problems: batch.problems.filter(({ kind }) => kind !== "unreadable") };
}

async function* batchesOf(group: Group, wanted: Wanted) {
  for (const { index, job } of group) {
    for await (const batch of eventBatches(job, wanted)) yield { index, batch };
    yield { index, batch: undefined };
  }
}

function threadJob({ index, job: { source, log, cursor } }: Group[number]): ThreadJob {
  return { index, agent: source.agent, log, cursor };
}
