/** What a program prints that has ended, while something that it left behind holds its standard output. */
import type { Socket } from "node:net";
import { PassThrough } from "node:stream";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { closeOnSilence, outputOf } from "../../src/sync/output.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] }));
afterEach(() => void vi.useRealTimers());

/** A socket, as far as it is asked. */
function socket() {
  const stdout = Object.assign(new PassThrough(), { bytesRead: 0 });
  const comes = (text: string) => {
    stdout.bytesRead += text.length;
    stdout.write(text);
  };
  closeOnSilence(stdout as unknown as Socket);
  return { stdout, comes };
}

it("is closed after two seconds of silence, however long something came before", () => {
  const { stdout, comes } = socket();
  for (let n = 0; n < 10; n++) {
    vi.advanceTimersByTime(1500);
    comes("x");
    stdout.read();
  }
  vi.advanceTimersByTime(1500);
  expect(stdout.destroyed).toBe(false);
  vi.advanceTimersByTime(1000);
  expect(stdout.destroyed).toBe(true);
});

it("is not closed as long as something waits to be taken", () => {
  const { stdout, comes } = socket();
  comes("x");
  vi.advanceTimersByTime(60_000);
  expect(stdout.destroyed).toBe(false);
  stdout.read();
  vi.advanceTimersByTime(3000);
  expect(stdout.destroyed).toBe(true);
});

it("ends for whoever reads it when it is closed", async () => {
  const { stdout, comes } = socket();
  const taken: string[] = [];
  const reading = (async () => {
    for await (const bytes of outputOf(stdout as unknown as Socket)) taken.push(String(bytes));
  })();
  comes("x");
  await new Promise((resolve) => setImmediate(resolve));
  vi.advanceTimersByTime(3000);
  await reading;
  expect(taken).toEqual(["x"]);
});
