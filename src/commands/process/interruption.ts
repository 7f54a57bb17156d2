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
  const end = (error: unknown) => {
    isOver = true;
    reject(error);
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
  let giveUp: (error: unknown) => void = () => undefined;
  interruption.promise.catch((error: unknown) => giveUp(error));
  return async (work) => {
    if (interruption.isOver) return interruption.promise;
    return new Promise((resolve, reject) => {
      giveUp = reject;
      work.then(resolve, reject);
    });
  };
}
