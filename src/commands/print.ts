import { stdoutSink } from "../export/stdout-sink.ts";
import { EXIT, Failure, reason } from "../failure.ts";
import { listenForSignals } from "./interruption.ts";

/** Writes the answer of a command to the standard output, all of it, or fails. */
export async function print(text: string): Promise<void> {
  try {
    const sink = stdoutSink(process.stdout, listenForSignals().promise);
    await sink.write(Buffer.from(text));
    await sink.flush();
  } catch (error) {
    if (!(error instanceof Failure) || error.exitCode !== EXIT.output) throw error;
    // The sink's own words are about events and their positions.
    const why = error.cause === undefined ? "it is closed" : reason(error.cause);
    throw new Failure(EXIT.output, `cannot write to the standard output (${why})`, { cause: error });
  }
}
