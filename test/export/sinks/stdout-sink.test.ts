import { PassThrough, Writable } from "node:stream";
import { text } from "node:stream/consumers";
import { expect, it } from "vitest";
import { outputFailure, stdoutSink } from "../../../src/export/sinks/stdout-sink.ts";
import type { Wait } from "../../../src/export/sinks/sink.ts";
import { EXIT } from "../../../src/failure.ts";

const wait: Wait = (work) => work;

/** Any stream in the place of the standard output, as a terminal: what this process writes to does not matter then. */
function asStdout(stream: Writable): NodeJS.WriteStream {
  return Object.assign(stream, { isTTY: true }) as unknown as NodeJS.WriteStream;
}

function systemError(code: string): Error {
  return Object.assign(new Error(code), { code });
}

it.each(["EPIPE", "ECONNRESET"])("ends quietly when its reader went away: %s", (code) => {
  expect(outputFailure(systemError(code))).toMatchObject({ exitCode: EXIT.readerGone, message: "" });
});

it("says why the system did not take the events, and lets through what is no fault of the system", () => {
  expect(outputFailure(systemError("ENOSPC"))).toMatchObject({
    exitCode: EXIT.output,
    message: "cannot write the events (ENOSPC)",
  });
  const asked = new Error("asked to end");
  expect(outputFailure(asked)).toBe(asked);
});

it("hears of a write that fails, and does not go on as if it were written", async () => {
  const broken = new Writable({ write: (_chunk, _encoding, done) => done(systemError("EPIPE")) });
  await expect(stdoutSink(asStdout(broken), wait).write("a\n")).rejects.toMatchObject({ exitCode: EXIT.readerGone });
});

it("has written what it was given once it says so, in its order", async () => {
  let taken = "";
  const slow = new Writable({
    write(chunk: Buffer, _encoding, done) {
      setTimeout(() => {
        taken += chunk.toString();
        done();
      }, 5);
    },
  });
  const sink = stdoutSink(asStdout(slow), wait);
  await sink.write("a\n");
  expect(taken).toBe("a\n");
  await sink.write(Buffer.from("b\n"));
  await sink.flush();
  expect(taken).toBe("a\nb\n");
});

it("is waited for no longer than until the run is asked to end", async () => {
  const stuck = new Writable({ write: () => undefined });
  const asked: Wait = (work) => Promise.race([work, Promise.reject(new Error("SIGTERM"))]);
  await expect(stdoutSink(asStdout(stuck), asked).write("a\n")).rejects.toThrow("SIGTERM");
});

it("hands through bytes as they are", async () => {
  const through = new PassThrough();
  const sink = stdoutSink(asStdout(through), wait);
  await sink.write("é\n");
  await sink.write(Buffer.from("🌱\n"));
  through.end();
  expect(await text(through)).toBe("é\n🌱\n");
});
