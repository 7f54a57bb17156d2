import type { EventBatch } from "../job.ts";

interface Waits {
  /** Absent: the job has ended. */
  readonly batch: EventBatch | undefined;
  readonly taken: () => void;
}

/** The batches of jobs whose turn has not come, each job's in their order. */
export class Waiting {
  readonly #queues = new Map<number, Waits[]>();
  #bytes = 0;
  #arrived = Promise.withResolvers<void>();
  #failure: { readonly error: unknown } | undefined;

  /** `taken` is called when the batch is. */
  add(job: number, batch: EventBatch | undefined, taken: () => void = () => undefined): void {
    const queue = this.#queues.get(job);
    if (queue === undefined) this.#queues.set(job, [{ batch, taken }]);
    else queue.push({ batch, taken });
    this.#bytes += batch?.lines.length ?? 0;
    this.#arrived.resolve();
  }

  fail(error: unknown): void {
    this.#failure ??= { error };
    this.#arrived.resolve();
  }

  /** The size of what waits. */
  get bytes(): number {
    return this.#bytes;
  }

  has(job: number): boolean {
    return (this.#queues.get(job)?.length ?? 0) > 0;
  }

  /** The next batch of a job that has one. */
  take(job: number): EventBatch | undefined {
    const next = this.#queues.get(job)?.shift();
    next?.taken();
    this.#bytes -= next?.batch?.lines.length ?? 0;
    if (next?.batch === undefined) this.#queues.delete(job);
    return next?.batch;
  }

  /** Throws away what waits of a job that is to be read anew. */
  drop(job: number): void {
    while (this.has(job)) this.take(job);
  }

  /** Lets whoever waits look again. */
  wake(): void {
    this.#arrived.resolve();
  }

  /** Resolves when something more has come. Rejects when nothing will. */
  async arrival(): Promise<void> {
    this.#arrived = Promise.withResolvers();
    if (this.#failure === undefined) await this.#arrived.promise;
    if (this.#failure !== undefined) throw this.#failure.error;
  }
}
