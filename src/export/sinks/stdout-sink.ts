import { constants, fstatSync, fsyncSync, statSync, writeSync } from "node:fs";
import { EXIT, Failure, failedWith, reason } from "../../failure.ts";
import { readText } from "../../lib/files/read-text.ts";
import type { Sink, Wait } from "./sink.ts";

const STDOUT = 1;
const CHUNK = 64 << 10;

/**
 * The standard output. To a pipe, a socket or a terminal through the stream, a chunk at a time, each waited for. To a
 * file or a device by ourselves: Node's stream for files ignores a short write, as a full disk gives it.
 */
export function stdoutSink(stdout: NodeJS.WriteStream, wait: Wait): Sink {
  refuseClosed();
  const stat = fstatSync(STDOUT);
  const isStream = stat.isFIFO() || stat.isSocket() || stdout.isTTY;
  return isStream ? streamSink(stdout, wait) : fileSink(stat.isFile());
}

function streamSink(stdout: NodeJS.WriteStream, wait: Wait): Sink {
  // Every write hears of its own failure; without a listener the stream would end the process.
  if (stdout.listenerCount("error") === 0) stdout.on("error", () => undefined);
  return {
    async write(lines) {
      try {
        const written = new Promise<void>((resolve, reject) => {
          stdout.write(lines, (error) => (error ? reject(error) : resolve()));
        });
        await wait(written);
      } catch (error) {
        throw outputFailure(error);
      }
    },
    flush: () => Promise.resolve(),
  };
}

function fileSink(isFile: boolean): Sink {
  return {
    // oxlint-disable-next-line require-await -- an error of the write is a rejection
    async write(lines) {
      const bytes = typeof lines === "string" ? Buffer.from(lines) : lines;
      try {
        for (let at = 0; at < bytes.length;) at += writeSync(STDOUT, bytes, at, Math.min(CHUNK, bytes.length - at));
      } catch (error) {
        throw outputFailure(error);
      }
    },
    // oxlint-disable-next-line require-await
    async flush() {
      if (!isFile) return;
      try {
        fsyncSync(STDOUT);
      } catch (error) {
        throw outputFailure(error);
      }
    },
  };
}

/** Why the output ended: quietly when its reader went away. */
export function outputFailure(error: unknown): unknown {
  if (failedWith(error, "EPIPE", "ECONNRESET")) return new Failure(EXIT.readerGone, "");
  if (!(error instanceof Error && "code" in error)) return error;
  return new Failure(EXIT.output, `cannot write the events (${reason(error)})`, {
    hint: "no position was stored: the next export delivers them again",
    cause: error,
  });
}

/**
 * Node opens /dev/null for reading and writing in the place of a closed descriptor; a shell's `> /dev/null` is for
 * writing alone. Told apart where the system tells it (Linux).
 */
function refuseClosed(): void {
  let flags: number;
  try {
    const stat = fstatSync(STDOUT);
    if (!stat.isCharacterDevice() || process.stdout.isTTY) return;
    const info = readText(`/proc/self/fdinfo/${STDOUT}`);
    flags = Number.parseInt(/^flags:\s*([0-7]+)$/m.exec(info)?.[1] ?? "0", 8);
    if (stat.rdev !== statSync("/dev/null").rdev) return;
  } catch (error) {
    if (failedWith(error, "ENOENT", "EACCES")) return;
    throw error;
  }
  if ((flags & constants.O_RDWR) === 0) return;
  throw new Failure(
    EXIT.output,
    "cannot write the events: the standard output is closed (or is /dev/null, opened for reading too)",
    {
      hint: "to drop them, write to /dev/null: 'tt export > /dev/null'",
    },
  );
}
