import type { Readable } from "node:stream";
import { EXIT, Failure, reason } from "../../failure.ts";
import { durationText } from "../../lib/text/duration.ts";
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
