import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { EXIT, Failure, reason } from "../../failure.ts";
import { printable } from "../../lib/text/printable.ts";
import { within } from "../../lib/process/within.ts";
import { Answers } from "./acknowledgement.ts";
import type { Sink, Wait } from "./sink.ts";

export interface StandingOptions {
  readonly command: readonly [string, ...string[]];
  /** The program as the person named it. */
  readonly name: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly wait: Wait;
  /** Hears that it ended, whenever that is. */
  readonly ended: (failure: Failure) => void;
}

/** The command after `--` that stays for every batch, and answers each on its standard output. */
export interface StandingConsumer extends Sink {
  /** Its answers; only after something was written to it. */
  answers(): Answers;
  /** Gives up: as for a consumer of one batch. */
  stop(signal: NodeJS.Signals | undefined): Promise<void>;
  /** Lets it end by itself, now that it has answered everything. */
  close(): Promise<void>;
}

const ENDS_MS = 2000;
const DIES_MS = 500;

/** It is started with the first event. That it has everything is known by its answers, not by its exit code. */
export function standingConsumer(options: StandingOptions): StandingConsumer {
  let running:
    | { readonly child: ChildProcess; readonly answers: Answers; readonly ended: Promise<unknown> }
    | undefined;
  let isClosing = false;
  const failed = (what: string, cause?: unknown) =>
    new Failure(EXIT.output, `the consumer \`${printable(options.name)}\` ${what}`, {
      hint: "of what it did not answer no position was stored: the next export delivers it again",
      cause,
    });
  const endOf = async (child: ChildProcess) => {
    try {
      const [code, signal] = (await once(child, "exit")) as [number | null, NodeJS.Signals | null];
      const how = signal === null ? `exited with code ${code}` : `was ended by ${signal}`;
      if (!isClosing) options.ended(failed(`${how}, and was to stay`));
    } catch (error) {
      options.ended(failed(`could not be started (${reason(error)})`, error));
    }
  };
  const start = () => {
    const [command, ...args] = options.command;
    let child: ChildProcess;
    try {
      child = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"], env: options.env });
    } catch (error) {
      throw failed(`could not be started (${reason(error)})`, error);
    }
    child.stdin?.on("error", () => undefined);
    const ended = endOf(child);
    if (child.stdout === null) throw failed("could not be started");
    return { child, ended, answers: new Answers(child.stdout, "the consumer's standard output") };
  };
  const end = async (signal: NodeJS.Signals) => {
    if (running === undefined) return;
    running.child.kill(signal);
    if (await within(ENDS_MS, running.ended)) return;
    running.child.kill("SIGKILL");
    await within(DIES_MS, running.ended);
  };
  return {
    async write(lines) {
      const { child } = (running ??= start());
      const written = new Promise<void>((resolve, reject) => {
        child.stdin?.write(lines, (error) => (error ? reject(error) : resolve()));
      });
      try {
        await options.wait(written);
      } catch (error) {
        throw error instanceof Failure ? error : failed("reads no more", error);
      }
    },
    flush: () => Promise.resolve(),
    answers() {
      if (running === undefined) throw new Error("nothing was written to it");
      return running.answers;
    },
    async stop(signal) {
      isClosing = true;
      if (signal === undefined) return end("SIGTERM");
      running?.child.kill(signal);
    },
    async close() {
      if (running === undefined || isClosing) return;
      isClosing = true;
      running.child.stdin?.end();
      if (!(await within(ENDS_MS, running.ended))) await end("SIGTERM");
    },
  };
}
