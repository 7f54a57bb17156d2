import { printable } from "../lib/text/printable.ts";
import type { Progress } from "./run.ts";
import { amount } from "../lib/text/amount.ts";

const EVERY_MS = 100;
const WORTH_MS = 1000;
const WIDTH = 24;

export const silent: Progress = {
  begin: () => undefined,
  open: () => undefined,
  read: () => undefined,
  end: () => undefined,
};

/** A line for every log that is opened. */
export function narration(terminal: Terminal): Progress {
  return {
    ...silent,
    open: (path, bytes) => terminal.write(`tt: reading \`${printable(path)}\`: ${amount(bytes, "new byte")}\n`),
  };
}

interface Terminal {
  write(text: string): unknown;
}

/** A bar on a terminal, while more than a second of work seems to be left. */
export function progressBar(terminal: Terminal): Progress {
  let total = 0;
  let done = 0;
  let began = 0;
  let shown = 0;
  return {
    begin(bytes) {
      total = bytes;
      began = Date.now();
    },
    open: () => undefined,
    read(bytes) {
      done += bytes;
      const now = Date.now();
      const left = ((now - began) / done) * (total - done);
      if (now - shown < EVERY_MS || (shown === 0 && !(left > WORTH_MS))) return;
      shown = now;
      const share = total === 0 ? 1 : done / total;
      const bar = "#".repeat(Math.round(share * WIDTH)).padEnd(WIDTH, ".");
      terminal.write(`\r${bar} ${Math.round(share * 100)} %  ${megabytes(done)} of ${megabytes(total)} MB\u001b[K`);
    },
    end() {
      if (shown > 0) terminal.write("\r\u001b[K");
    },
  };
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}
