import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import type { Writable } from "node:stream";
import { EXIT, Failure, failedWith, reason } from "../failure.ts";
import { socketPair } from "../lib/socket-pair.ts";
import { printable } from "../lib/printable.ts";
import type { Sink, Wait } from "./sink.ts";

export interface ConsumerOptions {
  /** The program and its arguments; no shell looks at them. */
  readonly command: readonly [string, ...string[]];
  /** How the person named it, for messages. */
  readonly name: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly wait: Wait;
}

/**
 * The command after `--`. It is started with the first event, and everything is delivered once it has read all of its
 * input and exited 0: on Linux the kernel itself tells whether it left anything unread.
 */
export function consumerSink(options: ConsumerOptions): Sink & { kill(signal: NodeJS.Signals): void } {
  let consumer: Promise<Consumer> | undefined;
  let child: ChildProcess | undefined;
  return {
    async write(lines) {
      consumer ??= start(options, (started) => (child = started));
      const { input, ended } = await consumer;
      const written = new Promise<void>((resolve, reject) => {
        input.write(lines, (error) => (error ? reject(error) : resolve()));
      });
      try {
        await options.wait(written);
      } catch (error) {
        if (error instanceof Failure) throw error;
        // It went away before it had read everything: how it ended says more than the broken pipe.
        await options.wait(ended);
        throw failure(options, "ended before it had read every event", error);
      }
    },
    async flush() {
      if (consumer === undefined) return;
      const { input, ended, drained } = await consumer;
      input.end();
      await options.wait(ended);
      const unread = await options.wait(drained);
      if (unread !== undefined) throw failure(options, "ended before it had read every event", unread);
    },
    kill(signal) {
      child?.kill(signal);
    },
  };
}

interface Consumer {
  readonly input: Writable;
  /** Resolves when it exits 0, rejects when it ends in another way. */
  readonly ended: Promise<void>;
  /** Resolves when its input is closed on its side; with an error if something in it was never read. */
  readonly drained: Promise<unknown>;
}

async function start(options: ConsumerOptions, started: (child: ChildProcess) => void): Promise<Consumer> {
  const [command, ...args] = options.command;
  const pair = process.platform === "linux" ? await socketPair() : undefined;
  const child = spawn(command, args, { stdio: [pair?.theirs ?? "pipe", "inherit", "inherit"], env: options.env });
  started(child);
  const ended = endOf(child, options);
  ended.catch(() => undefined);
  // The copy of its end that we hold would keep the connection open after it has gone.
  pair?.theirs.destroy();
  const input = pair?.ours ?? child.stdin;
  if (input === null || input === undefined) {
    await ended;
    throw new Error("a consumer without an input");
  }
  const drained = pair === undefined ? Promise.resolve(undefined) : drainOf(pair.ours);
  input.on("error", () => undefined);
  return { input, ended, drained };
}

async function endOf(child: ChildProcess, options: ConsumerOptions): Promise<void> {
  let code: number | null;
  let signal: NodeJS.Signals | null;
  try {
    [code, signal] = (await once(child, "exit")) as [number | null, NodeJS.Signals | null];
  } catch (error) {
    throw failure(options, `could not be started (${reason(error)})`, error);
  }
  if (signal !== null) throw failure(options, `was ended by ${signal}`, undefined);
  if (code !== 0) throw failure(options, `exited with code ${code}`, undefined);
}

/** Waits for the other side to close. The kernel resets the connection when there was something left to read. */
function drainOf(socket: NodeJS.ReadableStream): Promise<unknown> {
  return new Promise((resolve) => {
    socket.resume();
    socket.on("end", () => resolve(undefined));
    socket.on("error", (error) => {
      // After a complete delivery the other side may be gone before our end is shut: nothing is lost by that.
      resolve(failedWith(error, "ENOTCONN") ? undefined : error);
    });
  });
}

function failure({ name }: ConsumerOptions, what: string, cause: unknown): Failure {
  return new Failure(EXIT.output, `the consumer \`${printable(name)}\` ${what}`, {
    hint: "no position was stored: the next export delivers the same events again",
    cause,
  });
}
