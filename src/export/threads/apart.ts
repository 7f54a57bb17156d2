import { Worker } from "node:worker_threads";
import type { Agent } from "../../events/observation.ts";
import { threadIsStuck } from "../../lib/process/leave.ts";
import { within } from "../../lib/process/within.ts";
import type { Asked, Batch, Cursor, Log, Source } from "../../logs/source.ts";
import { MORE, UP, type ApartJob, type ApartStart } from "./messages.ts";

/** Rows live for a moment, and are large: in a smaller nursery many are moved out of it, a sixth of the time and no less memory. */
const NURSERY_MB = 32;
const TICK_MS = 1000;
const PATIENCE_TICKS = 15;
const TERMINATE_MS = 500;

export interface ApartOptions {
  /** Seconds without an answer after which a log is given up. */
  readonly patienceTicks?: number;
  /** Whose logs are going to be read. */
  readonly agents?: readonly Agent[];
}

/**
 * Reads logs in a thread beside the run, one after the other. For reading that happens in one call of native code, which
 * may be endless: the run stays able to hear signals, and gives up on a log that gives no answer.
 */
export class ApartReader {
  readonly #entry: URL;
  readonly #patience: number;
  readonly #agents: readonly Agent[];
  #thread: ApartThread | undefined;

  /** The thread is started at once, and loads what reads the agents' logs: its files may be gone when they are wanted. */
  constructor(entry: URL, { patienceTicks = PATIENCE_TICKS, agents = [] }: ApartOptions = {}) {
    this.#entry = entry;
    this.#patience = patienceTicks;
    this.#agents = agents;
    this.#thread = new ApartThread(entry, agents);
  }

  /** The batches that a source gives for a log; in the end a problem where none came any more. */
  async *read(
    source: Source,
    log: Log,
    cursor: Cursor | undefined,
    asked?: Asked,
  ): AsyncGenerator<Batch, void, undefined> {
    const thread = (this.#thread ??= new ApartThread(this.#entry, this.#agents));
    for (let message: ApartJob | typeof MORE = { agent: source.agent, log, cursor, asked }; ; message = MORE) {
      const answer = await thread.ask(message, this.#patience);
      if (answer === END) return;
      if (answer === NO_THREAD) return yield* source.read(log, cursor, asked);
      if (typeof answer === "string") {
        this.#thread = undefined;
        // What is in the midst of a call ends when that does.
        if (!(await within(TERMINATE_MS, thread.close()))) threadIsStuck();
        return yield problem(log, answer);
      }
      yield answer;
    }
  }

  async close(): Promise<void> {
    await this.#thread?.close();
  }
}

const END = Symbol("the end of the log");
const NO_THREAD = Symbol("no thread could be started");
/** A batch, or why nothing will come. */
type Answer = Batch | typeof END | typeof NO_THREAD | string;

/** A thread that is asked for one thing after the other. */
class ApartThread {
  readonly #worker: Worker;
  #isUp = false;
  #failed: { readonly error: unknown } | undefined;
  #answer: PromiseWithResolvers<Answer> = Promise.withResolvers();

  constructor(entry: URL, agents: readonly Agent[]) {
    this.#worker = new Worker(entry, {
      workerData: { apart: true, agents } satisfies ApartStart,
      resourceLimits: { maxYoungGenerationSizeMb: NURSERY_MB },
    });
    this.#worker.on("message", (message: typeof UP | Batch | undefined) => {
      if (message === UP) this.#isUp = true;
      else this.#answer.resolve(message ?? END);
    });
    this.#worker.on("error", (error) => {
      this.#failed = { error };
      this.#fail();
    });
  }

  async ask(message: ApartJob | typeof MORE, patience: number): Promise<Answer> {
    this.#answer = Promise.withResolvers();
    if (this.#failed !== undefined) this.#fail();
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, no window
    this.#worker.postMessage(message);
    let ticks = 0;
    // Ticks, not one long time: a process that was stopped for a while has not waited.
    const timer = setInterval(() => {
      if (++ticks >= patience) this.#answer.resolve(`no answer from it for ${ticks} seconds`);
    }, TICK_MS);
    try {
      return await this.#answer.promise;
    } finally {
      clearInterval(timer);
    }
  }

  #fail(): void {
    if (!this.#isUp) this.#answer.resolve(NO_THREAD);
    else if (isOutOfMemory(this.#failed?.error)) this.#answer.resolve("reading it needs too much memory");
    else {
      this.#answer.promise.catch(() => undefined);
      this.#answer.reject(this.#failed?.error);
    }
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
}

function problem({ path }: Log, cause: string): Batch {
  return { observations: [], problems: [{ kind: "unreadable", path, cause }], counts: { lines: 0, skipped: {} } };
}
