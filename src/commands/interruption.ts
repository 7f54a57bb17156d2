import { constants } from "node:os";
import { Failure } from "../failure.ts";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** The wish that the run should end. */
export interface Interruption {
  /** Rejects when a signal came. */
  readonly promise: Promise<never>;
  readonly signal: NodeJS.Signals | undefined;
  /** Lets a signal that is waiting be heard, and throws if one came. Cheap: does so now and then. */
  checkpoint(): Promise<void>;
  /** As `checkpoint`, now; afterwards signals are no longer heeded: what follows is done to its end. */
  last(): Promise<void>;
}

const BREATH_MS = 20;

/** Listens for the signals that end a run. A second one of a kind ends the process at once. */
export function listenForSignals(): Interruption {
  const { promise, reject } = Promise.withResolvers<never>();
  promise.catch(() => undefined);
  let signal: NodeJS.Signals | undefined;
  let breathed = Date.now();
  const listeners = SIGNALS.map((name) => {
    const listener = () => {
      signal ??= name;
      reject(new Failure(128 + constants.signals[name], ""));
    };
    process.once(name, listener);
    return { name, listener };
  });
  const breathe = async () => {
    await new Promise((resolve) => setImmediate(resolve));
    breathed = Date.now();
    if (signal !== undefined) await promise;
  };
  return {
    promise,
    get signal() {
      return signal;
    },
    async checkpoint() {
      if (Date.now() - breathed > BREATH_MS) await breathe();
    },
    async last() {
      await breathe();
      for (const { name, listener } of listeners) {
        process.off(name, listener);
        process.on(name, () => undefined);
      }
    },
  };
}

/**
 * Ends the process with a code above 128, whatever is under way. By the signal itself if one came: `process.exit` waits
 * for a thread that opens or reads a FIFO, for as long as its writer leaves it waiting.
 */
export function endAtOnce(exitCode: number): never {
  const signal = SIGNALS.find((name) => 128 + constants.signals[name] === exitCode);
  if (signal !== undefined) {
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  }
  // Here we are where a signal ends nobody, as the first process of a container.
  process.exit(exitCode);
}

/**
 * Waits for work, a piece at a time, but no longer than until a signal comes. Not `Promise.race` with the signal: a promise that lives as
 * long as the run would keep all that was ever raced with it, and its results.
 */
export function interruptibly(interruption: Interruption): <Result>(work: Promise<Result>) => Promise<Result> {
  let giveUp: (error: unknown) => void = () => undefined;
  interruption.promise.catch((error: unknown) => giveUp(error));
  return async (work) => {
    if (interruption.signal !== undefined) return interruption.promise;
    return new Promise((resolve, reject) => {
      giveUp = reject;
      work.then(resolve, reject);
    });
  };
}
