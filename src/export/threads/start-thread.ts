import { Worker } from "node:worker_threads";
import type { Wanted } from "../piece.ts";
import type { ThreadMessage, ThreadStart } from "./messages.ts";
import type { Waiting } from "./waiting.ts";

/** What a thread reads lives for a moment: with a small nursery it needs little memory. */
const NURSERY_MB = 8;

/** Starts a thread: what it sends is put into `waiting`; `done` is called when it has done with a group. */
export function startThread(
  entry: URL,
  { wanted, waiting, done }: { wanted: Wanted; waiting: Waiting; done: (thread: Worker) => void },
): Worker {
  const counter = new Int32Array(new SharedArrayBuffer(4));
  const consumed = () => {
    Atomics.add(counter, 0, 1);
    Atomics.notify(counter, 0);
  };
  const thread = new Worker(entry, {
    workerData: { wanted, consumed: counter.buffer } satisfies ThreadStart,
    resourceLimits: { maxYoungGenerationSizeMb: NURSERY_MB },
  });
  thread.on("message", ({ pieces, bytes, done: isDone }: ThreadMessage) => {
    let left = pieces.length;
    let at = 0;
    const taken = () => {
      if (--left === 0) consumed();
    };
    for (const { index, piece, length } of pieces) {
      const lines = bytes.subarray(at, (at += length));
      waiting.add(index, piece === undefined ? undefined : { ...piece, lines }, taken);
    }
    if (left === 0) consumed();
    if (isDone) done(thread);
  });
  thread.on("error", (error) => waiting.fail(error));
  thread.on("exit", () => waiting.fail(new Error("a thread ended before the run")));
  return thread;
}
