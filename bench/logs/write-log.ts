// Writes a log line by line until it has its size, a megabyte at a time.

import { Buffer } from "node:buffer";
import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import type { Random } from "./random.ts";

/** A tree of generated logs. */
export interface Tree {
  readonly out: string;
  readonly logs: number;
  readonly bytes: number;
  readonly seed: number;
}

/** What came out. */
export interface Made {
  readonly logs: number;
  /** One of them. */
  readonly log: string;
  readonly bytes: number;
  readonly lines: number;
  readonly lengths: readonly number[];
}

/** A line in pieces, with its newline. */
export type Line = readonly (string | Buffer)[];

/** The sizes of logs: over two orders of magnitude. */
export function sizesOf({ logs, bytes }: Tree, random: Random): readonly number[] {
  const weights = Array.from({ length: logs }, () => Math.min(random.around(1, 6), 40));
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => (bytes * weight) / sum);
}

/** Writes lines until they are `size` bytes; gives their lengths. */
export function writeLog(path: string, size: number, next: () => Line): readonly number[] {
  mkdirSync(dirname(path), { recursive: true });
  const file = openSync(path, "w");
  const lengths: number[] = [];
  let done = 0;
  let pieces: Buffer[] = [];
  let held = 0;
  while (done < size) {
    let length = 0;
    for (const piece of next()) {
      const part = typeof piece === "string" ? Buffer.from(piece) : piece;
      pieces.push(part);
      length += part.length;
    }
    lengths.push(length);
    done += length;
    if ((held += length) > 1 << 20 || done >= size) {
      writeSync(file, Buffer.concat(pieces));
      pieces = [];
      held = 0;
    }
  }
  closeSync(file);
  return lengths;
}

export function madeOf(logs: number, log: string, lengths: readonly number[]): Made {
  const bytes = lengths.reduce((sum, length) => sum + length, 0);
  return { logs, log, bytes, lines: lengths.length, lengths: lengths.toSorted((a, b) => a - b) };
}
