import { Worker } from "node:worker_threads";
import type { Agent } from "../../events/observation.ts";
import { threadIsStuck } from "../../lib/leave.ts";
import { within } from "../../lib/within.ts";
import type { Batch, Cursor, Log } from "../../sources/source.ts";
import { APART, MORE, type ApartJob } from "./messages.ts";

/** What a database shows lives for a moment: with a small nursery it needs little memory. */
const NURSERY_MB = 8;
const TICK_MS = 1000;
const PATIENCE_TICKS = 15;
const TERMINATE_MS = 500;

/**
 * Reads logs in a thread beside the run, one after the other. For reading that happens in one call of native code, which
 * may be endless: the run stays able to hear signals, and gives up on a log that gives no answer.
 */
export class ApartReader {
  readonly #entry: URL;
  readonly #patience: number;
  #thread: Worker | undefined;

  /** `entry` is started at once: it may be gone when it is wanted. */
  constructor(entry: URL, patienceTicks = PATIENCE_TICKS) {
    this.#entry = entry;
    this.#patience = patienceTicks;
    this.#thread = this.#start();
  }

  /** The batches that the source of the agent gives for the log; in the end a problem where none came any more. */
  async *read(agent: Agent, log: Log, cursor: Cursor | undefined): AsyncGenerator<Batch, void, undefined> {
    const thread = (this.#thread ??= this.#start());
    const answers = new Answers(thread, this.#patience);
    try {
      for (let message: ApartJob | typeof MORE = { agent, log, cursor }; ; message = MORE) {
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, no window
        thread.postMessage(message);
        const batch = await answers.next();
        if (batch === undefined) return;
        if (typeof batch === "string") {
          await this.#giveUp();
          return yield problem(log, batch);
        }
        yield batch;
      }
    } finally {
      answers.close();
    }
  }

  async close(): Promise<void> {
    await this.#thread?.terminate();
  }

  #start(): Worker {
    const thread = new Worker(this.#entry, {
      workerData: APART,
      resourceLimits: { maxYoungGenerationSizeMb: NURSERY_MB },
    });
    // Whoever waits for an answer hears of it.
    thread.on("error", () => undefined);
    return thread;
  }

  async #giveUp(): Promise<void> {
    const thread = this.#thread;
    this.#thread = undefined;
    // What is in the midst of a call ends when that does.
    if (thread !== undefined && !(await within(TERMINATE_MS, thread.terminate()))) threadIsStuck();
  }
}

/** What a thread sends, one thing after the other: a batch, nothing at the end of a log, or why nothing will come. */
class Answers {
  readonly #thread: Worker;
  readonly #patience: number;
  #settle: { resolve(answer: Batch | string | undefined): void; reject(error: unknown): void } | undefined;
  readonly #onMessage = (batch: Batch | undefined) => this.#settle?.resolve(batch);
  readonly #onError = (error: unknown) => {
    if (isOutOfMemory(error)) this.#settle?.resolve("reading it needs too much memory");
    else this.#settle?.reject(error);
  };

  constructor(thread: Worker, patience: number) {
    this.#thread = thread;
    this.#patience = patience;
    thread.on("message", this.#onMessage).on("error", this.#onError);
  }

  async next(): Promise<Batch | string | undefined> {
    let ticks = 0;
    // Ticks, not one long time: a process that was stopped for a while has not waited.
    const timer = setInterval(() => {
      if (++ticks >= this.#patience) this.#settle?.resolve(`no answer from it for ${ticks} seconds`);
    }, TICK_MS);
    try {
      return await new Promise((resolve, reject) => (this.#settle = { resolve, reject }));
    } finally {
      clearInterval(timer);
    }
  }

  close(): void {
    this.#thread.off("message", this.#onMessage).off("error", this.#onError);
  }
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
}

function problem({ path }: Log, cause: string): Batch {
  return { observations: [], problems: [{ kind: "unreadable", path, cause }], counts: { lines: 0, skipped: {} } };
}
