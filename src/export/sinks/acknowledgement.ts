import type { Readable } from "node:stream";
import { EXIT, Failure, reason } from "../../failure.ts";
import { durationText } from "../../lib/text/duration.ts";
import { within } from "../../lib/process/within.ts";
import { printable } from "../../lib/text/printable.ts";
import type { Wait } from "./sink.ts";

/** No answer of the protocol is longer: `ok ` and a number. */
const LONGEST = 64;

export interface Acknowledging {
  /** Where the answer comes from. */
  readonly input: Readable;
  readonly timeoutSeconds: number;
  readonly wait: Wait;
}

/**
 * Waits until who got the events says that it has them: by one line, `ok` and how many they were. Fails with exit code 74
 * where the input ends before that, says anything else, or says nothing in time. Half a line is no answer: `ok 1` may
 * have been to become `ok 12`.
 */
export async function acknowledged(events: number, { input, timeoutSeconds, wait }: Acknowledging): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(refused(`nothing came on the standard input within ${durationText(timeoutSeconds)}`)),
      timeoutSeconds * 1000,
    );
  });
  try {
    const answer = await wait(Promise.race([firstLine(input), late]));
    if (answer !== `ok ${events}`)
      throw refused(`the answer on the standard input is '${printable(answer)}', not 'ok ${events}'`);
  } finally {
    clearTimeout(timer);
    input.destroy();
  }
}

/** Answers as they come, a line each, from an input that stays open for the next. `from` says whose they are. */
export class Answers {
  readonly #from: string;
  #text = "";
  #ended: string | undefined;
  #hear: () => void = () => undefined;

  constructor(input: Readable, from: string) {
    this.#from = from;
    input.on("data", (chunk: Buffer) => {
      // What nobody asked for would fill the memory.
      if (this.#text.length <= LONGEST) this.#text += chunk.toString("latin1");
      this.#hear();
    });
    const end = (why: string) => {
      this.#ended ??= why;
      this.#hear();
    };
    input.on("end", () => end("ended before a line 'ok N'"));
    input.on("error", (error) => end(`cannot be read (${reason(error)})`));
  }

  /** Waits until so many events are acknowledged, as `acknowledged` does. */
  async confirm(events: number, { timeoutSeconds, wait }: Omit<Acknowledging, "input">): Promise<void> {
    const until = performance.now() + timeoutSeconds * 1000;
    for (;;) {
      const end = this.#text.indexOf("\n");
      if (end >= 0 || this.#text.length > LONGEST) {
        const answer = this.#text.slice(0, end < 0 ? LONGEST : end).replace(/\r$/, "");
        this.#text = this.#text.slice(end + 1);
        if (answer === `ok ${events}`) return;
        throw refused(`the answer on ${this.#from} is '${printable(answer)}', not 'ok ${events}'`);
      }
      if (this.#ended !== undefined) throw refused(`${this.#from} ${this.#ended}`);
      const heard = new Promise<void>((resolve) => {
        this.#hear = resolve;
      });
      if (!(await wait(within(until - performance.now(), heard))))
        throw refused(`nothing came on ${this.#from} within ${durationText(timeoutSeconds)}`);
    }
  }
}

/** What stands before the first newline. */
async function firstLine(input: Readable): Promise<string> {
  let text = "";
  try {
    for await (const chunk of input) {
      text += (chunk as Buffer).toString("latin1");
      const end = text.indexOf("\n");
      if (end >= 0) return text.slice(0, end).replace(/\r$/, "");
      if (text.length > LONGEST) return text.slice(0, LONGEST);
    }
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    throw refused(`the standard input cannot be read (${reason(error)})`);
  }
  throw refused("the standard input ended before a line 'ok N'");
}

function refused(what: string): Failure {
  return new Failure(EXIT.output, `the events were not acknowledged: ${what}`, {
    hint: "no position was stored: the next export delivers the same events again",
  });
}
