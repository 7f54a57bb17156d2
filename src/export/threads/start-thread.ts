import { Worker } from "node:worker_threads";
import type { Agent } from "../../events/observation.ts";
import { failedWith } from "../../failure.ts";
import type { Wanted } from "../job.ts";
import type { ThreadMessage, ThreadStart } from "./messages.ts";
import type { Waiting } from "./waiting.ts";

/** What a thread reads lives for a moment: with a small nursery it needs little memory. */
const NURSERY_MB = 8;

export interface ThreadOptions {
  readonly wanted: Wanted;
  /** Whose logs it will read. */
  readonly agents: readonly Agent[];
  /** What it sends is put there. */
  readonly waiting: Waiting;
  readonly heapMb: number;
  /** It has done with a job. */
  readonly ended: (job: number) => void;
  /** It has done with a group. */
  readonly done: (thread: Worker) => void;
  /** It was ended for want of memory, while it was at a job and had read it up to a byte. */
  readonly exhausted: (thread: Worker, job: number, readTo: number) => void;
}

/** Starts a thread. */
export function startThread(
  entry: URL,
  { wanted, agents, waiting, heapMb, ended, done, exhausted }: ThreadOptions,
): Worker {
  const counter = new Int32Array(new SharedArrayBuffer(4));
  const place = new Float64Array(new SharedArrayBuffer(16));
  const consumed = () => {
    Atomics.add(counter, 0, 1);
    Atomics.notify(counter, 0);
  };
  const thread = new Worker(entry, {
    workerData: { wanted, agents, consumed: counter.buffer, at: place.buffer } satisfies ThreadStart,
    resourceLimits: { maxYoungGenerationSizeMb: NURSERY_MB, maxOldGenerationSizeMb: heapMb },
  });
  thread.on("message", ({ batches, bytes, done: isDone }: ThreadMessage) => {
    let left = batches.length;
    let at = 0;
    const taken = () => {
      if (--left === 0) consumed();
    };
    for (const { index, batch, length } of batches) {
      const lines = bytes.subarray(at, (at += length));
      if (batch === undefined) ended(index);
      waiting.add(index, batch === undefined ? undefined : { ...batch, lines }, taken);
    }
    if (left === 0) consumed();
    if (isDone) done(thread);
  });
  let isExhausted = false;
  thread.on("error", (error) => {
    isExhausted = failedWith(error, "ERR_WORKER_OUT_OF_MEMORY");
    if (isExhausted) exhausted(thread, place[0] ?? 0, place[1] ?? 0);
    else waiting.fail(error);
  });
  thread.on("exit", () => {
    if (!isExhausted) waiting.fail(new Error("a thread ended before the run"));
  });
  return thread;
}
