import { constants } from "node:os";
import { Failure } from "../../failure.ts";
import { leave } from "../../lib/process/leave.ts";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** The wish that the run should end. */
export interface Interruption {
  /** Rejects when a signal came, or when the run was ended in another way. */
  readonly promise: Promise<never>;
  readonly isOver: boolean;
  readonly signal: NodeJS.Signals | undefined;
  /** Ends the run, as a signal does. */
  end(error: unknown): void;
  /** Lets a signal that is waiting be heard, and throws if one came. Cheap: does so now and then. */
  checkpoint(): Promise<void>;
  /** Calls back when the run is over; what it gives ends that. */
  whenOver(hear: (error: unknown) => void): () => void;
  /** After `last`: from now on a signal ends the run again, in which more is to be done. */
  again(): void;
  /** As `checkpoint`, now; afterwards no signal stops what is done in one go, and then one only ends the process sooner. */
  last(): Promise<void>;
}

const BREATH_MS = 20;

/** Listens for the signals that end a run. A second one ends the process at once, as does one after another end. */
export function listenForSignals(): Interruption {
  const { promise, reject } = Promise.withResolvers<never>();
  promise.catch(() => undefined);
  let signal: NodeJS.Signals | undefined;
  let isOver = false;
  let isStored = false;
  let breathed = Date.now();
  const hearers = new Set<(error: unknown) => void>();
  const end = (error: unknown) => {
    isOver = true;
    reject(error);
    for (const hear of hearers) hear(error);
  };
  for (const name of SIGNALS)
    process.on(name, () => {
      const exitCode = 128 + constants.signals[name];
      if (isStored) leave(Number(process.exitCode ?? 0));
      if (isOver) endAtOnce(exitCode);
      signal = name;
      end(new Failure(exitCode, ""));
    });
  const breathe = async () => {
    await new Promise((resolve) => setImmediate(resolve));
    breathed = Date.now();
    if (isOver) await promise;
  };
  return {
    promise,
    get isOver() {
      return isOver;
    },
    get signal() {
      return signal;
    },
    end,
    whenOver(hear) {
      hearers.add(hear);
      return () => void hearers.delete(hear);
    },
    again() {
      isStored = false;
    },
    async checkpoint() {
      if (Date.now() - breathed > BREATH_MS) await breathe();
    },
    async last() {
      await breathe();
      isStored = true;
    },
  };
}

/**
 * Ends the process with a code above 128, whatever is under way. `process.exit` waits for a thread that opens or reads a
 * FIFO, for as long as its writer leaves it waiting: then the signal that came ends us itself.
 */
export function endAtOnce(exitCode: number): never {
  const signal = SIGNALS.find((name) => 128 + constants.signals[name] === exitCode);
  const waits = process.getActiveResourcesInfo().some((resource) => resource.startsWith("FSReq"));
  if (signal !== undefined && waits) {
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  }
  // Also where a signal ends nobody, as the first process of a container.
  leave(exitCode);
}

/**
 * Waits for work, a piece at a time, but no longer than until the run is over. Not `Promise.race` with the signal: a
 * promise that lives as long as the run would keep all that was ever raced with it, and its results.
 */
export function interruptibly(interruption: Interruption): <Result>(work: Promise<Result>) => Promise<Result> {
  return async (work) => {
    if (interruption.isOver) return interruption.promise;
    return new Promise((resolve, reject) => {
      const forget = interruption.whenOver(reject);
      work.then(resolve, reject).finally(forget);
    });
  };
}
