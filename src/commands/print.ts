import type { Sink } from "../export/sink.ts";
import { stdoutSink } from "../export/stdout-sink.ts";
import { EXIT, Failure, reason } from "../failure.ts";
import { interruptibly, listenForSignals } from "./interruption.ts";

/** An answer: whole, or in parts as they come. */
export type Answer = string | Iterable<string> | AsyncIterable<string>;

/** Writes the answer of a command to the standard output, all of it, or fails. */
export async function print(answer: Answer): Promise<void> {
  try {
    const sink = stdoutSink(process.stdout, interruptibly(listenForSignals()));
    await written(typeof answer === "string" ? [answer] : answer, sink);
    await sink.flush();
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
