import { readSync } from "node:fs";
import { HeapBuffer, type BlockBuffer } from "./block-buffer.ts";

/** A line of more bytes before its newline gives nothing; it is skipped to its end in constant memory. */
export const LINE_CAP = 64 << 20;
const BLOCK = 1 << 20;
const NEWLINE = 0x0a;

/**
 * A run of finished lines: `bytes` ends with a newline and begins at `offset` of the file. It is a view of the
 * reader's own buffer, good until the next block is asked for.
 */
export interface LineBlock {
  readonly offset: number;
  readonly bytes: Buffer;
}

/** A finished line over the cap, without its bytes: it began at `offset`, and the next line begins at `end`. */
export interface LongLine {
  readonly offset: number;
  readonly end: number;
}

export interface LineReaderOptions {
  readonly blockSize?: number;
  readonly lineCap?: number;
  /** Where the blocks lie, of at least `blockSize`; of our own if not said. */
  readonly buffer?: BlockBuffer;
}

/**
 * Reads the finished lines of files, a block at a time, split on 0x0A only.
 *
 * A line is finished once its newline is written; bytes after the last newline belong to a line still being written
 * and are left for the next run. The buffer is one for all files, and grows only for a line longer than a block.
 */
export class LineReader {
  readonly #blockSize: number;
  readonly #lineCap: number;
  readonly #block: BlockBuffer;

  constructor({ blockSize = BLOCK, lineCap = LINE_CAP, buffer = new HeapBuffer(blockSize) }: LineReaderOptions = {}) {
    this.#blockSize = blockSize;
    this.#lineCap = lineCap;
    this.#block = buffer;
  }

  get #buffer(): Buffer {
    return this.#block.bytes;
  }

  /** The finished lines between two offsets of an open file. What is there after `until` is not looked at. */
  *read(file: number, from: number, until: number): Generator<LineBlock | LongLine, void, undefined> {
    let start = from; // the offset of the buffer's first byte: where the first unfinished line begins
    let held = 0; // bytes of that line that are in the buffer already
    try {
      while (start + held < until) {
        if (held > this.#lineCap) {
          const end = this.#endOfLongLine(file, start + held, until);
          if (end === undefined) return;
          yield { offset: start, end };
          start = end;
          held = 0;
          continue;
        }
        if (held === this.#buffer.length) this.#grow();
        const room = Math.min(this.#buffer.length - held, until - start - held);
        const count = readSync(file, this.#buffer, held, room, start + held);
        if (count === 0) return;
        const filled = held + count;
        const newline = this.#buffer.subarray(held, filled).lastIndexOf(NEWLINE);
        if (newline < 0) {
          held = filled;
          continue;
        }
        const finished = held + newline + 1;
        yield* this.#finished(start, finished);
        this.#buffer.copyWithin(0, finished, filled);
        held = filled - finished;
        start += finished;
      }
    } finally {
      if (this.#buffer.length > 8 * this.#blockSize) this.#block.shrink();
    }
  }

  /** The lines in the first `length` bytes of the buffer. Only the first of them can be over the cap: others are new. */
  *#finished(start: number, length: number): Generator<LineBlock | LongLine, void, undefined> {
    let begin = 0;
    if (length > this.#lineCap) {
      for (let end; begin < length; begin = end) {
        end = this.#buffer.indexOf(NEWLINE, begin) + 1;
        if (end - 1 - begin > this.#lineCap) yield { offset: start + begin, end: start + end };
        else yield { offset: start + begin, bytes: this.#buffer.subarray(begin, end) };
      }
      return;
    }
    yield { offset: start, bytes: this.#buffer.subarray(0, length) };
  }

  #endOfLongLine(file: number, from: number, until: number): number | undefined {
    for (let at = from; at < until;) {
      const count = readSync(file, this.#buffer, 0, Math.min(this.#blockSize, until - at), at);
      if (count === 0) return undefined;
      const newline = this.#buffer.subarray(0, count).indexOf(NEWLINE);
      if (newline >= 0) return at + newline + 1;
      at += count;
    }
    return undefined;
  }

  #grow(): void {
    this.#block.grow(Math.min(this.#buffer.length * 2, this.#lineCap + this.#blockSize));
  }
}
