/** The answer to `tt export --ack`. */
import { PassThrough, Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { acknowledgementOf } from "../../src/commands/export/flags/ack.ts";
import { acknowledged, Answers } from "../../src/export/sinks/acknowledgement.ts";

const hear = (input: Readable, timeoutSeconds = 60) => acknowledged(4, { input, timeoutSeconds, wait: (work) => work });

it.each([[["ok 4\n"]], [["ok 4\r\n"]], [["o", "k 4", "\n"]], [["ok 4\nand more"]]])(
  "%j acknowledges four events",
  async (chunks) => {
    await expect(hear(Readable.from(chunks.map((text) => Buffer.from(text))))).resolves.toBeUndefined();
  },
);

it.each([
  ["", "ended before a line 'ok N'"],
  ["ok 4", "ended before a line 'ok N'"],
  ["ok 3\n", "is 'ok 3', not 'ok 4'"],
  ["ok 40\n", "is 'ok 40', not 'ok 4'"],
  ["OK 4\n", "is 'OK 4', not 'ok 4'"],
  [" ok 4\n", "is ' ok 4', not 'ok 4'"],
  ["ok 04\n", "is 'ok 04', not 'ok 4'"],
  ["\n", "is '', not 'ok 4'"],
  ["\u001b[31m\n", "is '\\u{1b}[31m', not 'ok 4'"],
  ["x".repeat(1000), "is 'xxxx"],
])("%j does not", async (text, why) => {
  await expect(hear(Readable.from([Buffer.from(text)]))).rejects.toMatchObject({
    exitCode: 74,
    message: expect.stringContaining(why) as string,
    hint: "no position was stored: the next export delivers the same events again",
  });
});

it("nothing at all does not, once the time is over", async () => {
  const message = expect.stringContaining("nothing came on the standard input within 0") as string;
  await expect(hear(new PassThrough(), 0.01)).rejects.toMatchObject({ exitCode: 74, message });
});

describe("answers to one batch after the other", () => {
  const wait = <Result>(work: Promise<Result>) => work;

  it("may come together, in pieces and early, and each confirms its own", async () => {
    const input = new PassThrough();
    const answers = new Answers(input, "the input");
    input.write("ok 1\nok 2\r\nok");
    await answers.confirm(1, { timeoutSeconds: 5, wait });
    await answers.confirm(2, { timeoutSeconds: 5, wait });
    const third = answers.confirm(3, { timeoutSeconds: 5, wait });
    input.write(" 3\n");
    await third;
  });

  it("fail where they say something else, end, or do not come", async () => {
    const of = async (text: string, timeoutSeconds = 5) => {
      const input = new PassThrough();
      const answers = new Answers(input, "the input");
      if (timeoutSeconds < 1) input.write(text);
      else input.end(text);
      return answers.confirm(3, { timeoutSeconds, wait });
    };
    await expect(of("ok 4\n")).rejects.toMatchObject({ exitCode: 74, message: expect.stringContaining("'ok 4'") });
    await expect(of("ok 3")).rejects.toMatchObject({ exitCode: 74, message: expect.stringContaining("ended before") });
    await expect(of("x".repeat(1000))).rejects.toMatchObject({ exitCode: 74 });
    await expect(of("ok", 0.01)).rejects.toMatchObject({ exitCode: 74, message: expect.stringContaining("within 0") });
  });
});

describe("the options", () => {
  const of = (
    flags: Parameters<typeof acknowledgementOf>[0],
    { isWindow = false, hasConsumer = false, follows = false } = {},
  ) => acknowledgementOf(flags, { isWindow, hasConsumer, follows });

  it("wait ten minutes, or as long as they say", () => {
    expect(of({})).toBeUndefined();
    expect(of({ ack: true })).toEqual({ timeoutSeconds: 600 });
    expect(of({ ack: true, ackTimeout: "1h30m" })).toEqual({ timeoutSeconds: 5400 });
  });

  it.each([
    [() => of({ ack: true }, { hasConsumer: true }), "a consumer after '--' acknowledges by its exit code"],
    [() => of({ ack: true }, { isWindow: true }), "a window stores no positions"],
    [() => of({ ack: true, dryRun: true }), "--ack and --dry-run contradict each other"],
    [() => of({ ackTimeout: "5m" }), "--ack-timeout needs --ack"],
    [() => of({ ack: true, ackTimeout: "soon" }), "not a duration: 'soon'"],
    [() => of({ ack: true, ackTimeout: "0s" }), "not from 1s to 24h"],
    [() => of({ ack: true, ackTimeout: "25h" }), "not from 1s to 24h"],
  ])("refuse what makes no sense (%#)", (asked, why) => {
    expect(asked).toThrow(why);
  });
});
