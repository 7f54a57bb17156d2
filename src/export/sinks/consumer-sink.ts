import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { EXIT, Failure, reason } from "../../failure.ts";
import { printable } from "../../lib/text/printable.ts";
import { socketPair } from "../../lib/process/socket-pair.ts";
import { within } from "../../lib/process/within.ts";
import { pipeInput, socketInput, type ConsumerInput } from "./consumer-input.ts";
import type { Sink, Wait } from "./sink.ts";

export interface ConsumerOptions {
  /** The program and its arguments; no shell looks at them. */
  readonly command: readonly [string, ...string[]];
  /** The program as the person named it, for messages: an argument may be a secret. */
  readonly name: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly wait: Wait;
  /** Hears why it cannot be known whether the consumer reads everything, where it can be elsewhere. */
  readonly unseen: (why: string) => void;
  /** Asked where there was no event: whether it has something to do all the same, and is started to read nothing. */
  readonly evenAlone?: (() => Promise<boolean>) | undefined;
  /** Hears that a consumer of our own exited 3: everything is delivered, with warnings. Another's 3 is a failure. */
  readonly warned?: (() => void) | undefined;
}

export interface ConsumerSink extends Sink {
  /** Gives up: ends the consumer and closes its input. With a signal, passes it on and does not wait. */
  stop(signal: NodeJS.Signals | undefined): Promise<void>;
}

/** How long a consumer may take to end by itself: when its input is gone, when it was told to end, when it was killed. */
const ENDS_MS = 2000;
const DIES_MS = 500;

const UNREAD = "ended before it had read every event";

/**
 * The command after `--`. It is started with the first event, if there is one, and everything is delivered once it has read all of its
 * input and exited 0: on Linux the kernel itself tells whether it left anything unread.
 */
export function consumerSink(options: ConsumerOptions): ConsumerSink {
  let starting: Promise<Consumer> | undefined;
  let running: Consumer | undefined;
  let isStopped = false;
  const start = async (): Promise<Consumer> => {
    const input = await inputFor(options);
    if (isStopped) {
      input.destroy();
      throw new Error("given up");
    }
    return (running = startWith(input, options));
  };
  const isDue = async () => (await options.evenAlone?.()) ?? false;
  return {
    async write(lines) {
      starting ??= start();
      const { input, ended } = await options.wait(starting);
      try {
        await options.wait(input.write(lines));
      } catch (error) {
        if (error instanceof Failure) throw error;
        // It went away before it had read everything: how it ended says more than the broken pipe.
        await options.wait(within(ENDS_MS, ended));
        throw failure(options, UNREAD, error);
      }
    },
    async flush() {
      if (running === undefined && (await options.wait(isDue()))) await options.wait((starting ??= start()));
      if (running === undefined) return;
      const { input, ended } = running;
      input.end();
      const unread = await options.wait(Promise.race([input.drained, ended.then(() => input.drained)]));
      if (unread === undefined) return options.wait(ended);
      // One that has closed its input unread, and lives on, is not waited for.
      await options.wait(within(ENDS_MS, ended));
      throw failure(options, UNREAD, unread);
    },
    async stop(signal) {
      isStopped = true;
      if (running === undefined) return;
      const { child, ended, input } = running;
      // Told to end before it sees the end of its input, which is not the end of the events.
      child.kill(signal ?? "SIGTERM");
      input.destroy();
      if (signal !== undefined) return;
      const end = ended.catch(() => undefined);
      if (await within(ENDS_MS, end)) return;
      child.kill("SIGKILL");
      await within(DIES_MS, end);
    },
  };
}

interface Consumer {
  readonly child: ChildProcess;
  readonly input: ConsumerInput;
  /** Resolves when it has exited and has everything, rejects when it ends in another way. */
  readonly ended: Promise<void>;
}

async function inputFor({ unseen }: ConsumerOptions): Promise<ConsumerInput> {
  if (process.platform !== "linux") return pipeInput();
  try {
    return socketInput(await socketPair());
  } catch (error) {
    unseen(reason(error));
    return pipeInput();
  }
}

function startWith(input: ConsumerInput, options: ConsumerOptions): Consumer {
  const [command, ...args] = options.command;
  let child: ChildProcess;
  try {
    child = spawn(command, args, { stdio: [input.stdio, "inherit", "inherit"], env: options.env });
  } catch (error) {
    input.destroy();
    throw notStarted(options, error);
  }
  const ended = endOf(child, options);
  ended.then(
    () => input.left(),
    () => input.destroy(),
  );
  input.started(child);
  return { child, input, ended };
}

async function endOf(child: ChildProcess, options: ConsumerOptions): Promise<void> {
  let code: number | null;
  let signal: NodeJS.Signals | null;
  try {
    [code, signal] = (await once(child, "exit")) as [number | null, NodeJS.Signals | null];
  } catch (error) {
    throw notStarted(options, error);
  }
  if (signal !== null) throw failure(options, `was ended by ${signal}`, undefined);
  if (code === EXIT.warnings && options.warned !== undefined) return options.warned();
  if (code !== 0) throw failure(options, `exited with code ${code}`, undefined);
}

function notStarted(options: ConsumerOptions, error: unknown): Failure {
  return failure(options, `could not be started (${reason(error)})`, error);
}

function failure({ name }: ConsumerOptions, what: string, cause: unknown): Failure {
  return new Failure(EXIT.output, `the consumer \`${printable(name)}\` ${what}`, {
    hint: "no position was stored: the next export delivers the same events again",
    cause,
  });
}
