import type { Socket } from "node:net";
import { failedWith } from "../failure.ts";

/** So long a program that has ended may leave bytes on their way: ticks, for who was stopped has not waited. */
const TICKS = 20;
const TICK_MS = 100;

/**
 * What a program prints, to the end of its standard output or until that is closed here. It stays open behind the last
 * piece that is taken, since the other side may wait for an answer.
 */
export async function* outputOf(stdout: Socket): AsyncGenerator<Buffer, void, undefined> {
  try {
    yield* stdout.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  } catch (error) {
    if (!failedWith(error, "ERR_STREAM_PREMATURE_CLOSE")) throw error;
  }
}

/**
 * To be called when a program has ended: what it left in the background may hold its standard output for ever. What still
 * comes is taken; silence is the end.
 */
export function closeOnSilence(stdout: Socket): void {
  let [seen, silent] = [stdout.bytesRead, 0];
  const timer = setInterval(() => {
    const isSilent = stdout.bytesRead === seen && stdout.readableLength === 0;
    [seen, silent] = [stdout.bytesRead, isSilent ? silent + 1 : 0];
    if (silent >= TICKS) stdout.destroy();
  }, TICK_MS);
  stdout.once("close", () => clearInterval(timer));
}
