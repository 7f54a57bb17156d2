import type { Sink, Wait } from "../../export/sinks/sink.ts";
import { stdoutSink } from "../../export/sinks/stdout-sink.ts";
import { EXIT, Failure, reason } from "../../failure.ts";
import { interruptibly, listenForSignals } from "./interruption.ts";

/** An answer: whole, or in parts as they come. */
export type Answer = string | Iterable<string> | AsyncIterable<string>;

/** Writes the answer of a command to the standard output, all of it, or fails. */
export async function print(answer: Answer): Promise<void> {
  await toStdout(async (sink) => {
    await written(typeof answer === "string" ? [answer] : answer, sink);
    await sink.flush();
  });
}

/** Writes every part as it comes; a signal ends it while it waits for the next. */
export async function printAsItComes(parts: AsyncIterable<string>): Promise<void> {
  await toStdout(async (sink, wait) => {
    const each = parts[Symbol.asyncIterator]();
    for (let next = await wait(each.next()); next.done !== true; next = await wait(each.next()))
      await sink.write(Buffer.from(next.value));
  });
}

async function toStdout(write: (sink: Sink, wait: Wait) => Promise<void>): Promise<void> {
  try {
    const wait = interruptibly(listenForSignals());
    await write(stdoutSink(process.stdout, wait), wait);
  } catch (error) {
    if (!(error instanceof Failure) || error.exitCode !== EXIT.output) throw error;
    // The sink's own words are about events and their positions.
    const why = error.cause === undefined ? "it is closed" : reason(error.cause);
    throw new Failure(EXIT.output, `cannot write to the standard output (${why})`, { cause: error });
  }
}

const CHUNK = 1 << 16;

async function written(parts: Iterable<string> | AsyncIterable<string>, sink: Sink): Promise<void> {
  let waiting = "";
  for await (const part of parts) {
    waiting += part;
    if (waiting.length < CHUNK) continue;
    await sink.write(Buffer.from(waiting));
    waiting = "";
  }
  if (waiting !== "") await sink.write(Buffer.from(waiting));
}
