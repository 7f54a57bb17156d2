import { stdoutSink } from "../export/stdout-sink.ts";
import type { Sink } from "../export/sink.ts";
import { EXIT, Failure, reason } from "../failure.ts";

const CHUNK = 1 << 16;

/** Writes texts to the standard output, each waited for: a full disk is a failure, a reader that left ends us quietly. */
export async function print(texts: Iterable<string> | AsyncIterable<string>): Promise<void> {
  try {
    // Signals end the process by themselves: there is nothing to store.
    const sink = stdoutSink(process.stdout, new Promise<never>(() => undefined));
    await written(texts, sink);
    await sink.flush();
  } catch (error) {
    if (!(error instanceof Failure) || error.exitCode !== EXIT.output) throw error;
    const why = error.cause === undefined ? ": the standard output is closed" : ` (${reason(error.cause)})`;
    throw new Failure(EXIT.output, `cannot write the output${why}`, { cause: error.cause });
  }
}

async function written(texts: Iterable<string> | AsyncIterable<string>, sink: Sink): Promise<void> {
  let waiting = "";
  for await (const text of texts) {
    waiting += text;
    if (waiting.length < CHUNK) continue;
    await sink.write(waiting);
    waiting = "";
  }
  if (waiting !== "") await sink.write(waiting);
}
