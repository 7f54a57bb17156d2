import { readSync } from "node:fs";
import type { LineBlock, LineReader, LongLine } from "../../lib/files/line-reader.ts";
import { streamedLines } from "../../lib/files/line-stream.ts";
import { unzstd } from "../../lib/zstd/zstd.ts";

/** Reads the lines of a log. Offsets count the bytes of the lines, after decompression. */
export interface LineOrigin {
  /** The finished lines from an offset. */
  lines(from: number): Iterable<LineBlock | LongLine> | AsyncIterable<LineBlock | LongLine>;
  /** The `count` bytes before an offset, or fewer near the beginning. */
  before(offset: number, count: number): Buffer | Promise<Buffer>;
}

/** The lines of the first `size` bytes of an open file. */
export function plainFile(file: number, size: number, reader: LineReader): LineOrigin {
  return {
    lines: (from) => reader.read(file, from, size),
    before(offset, count) {
      const bytes = Buffer.alloc(offset > size ? 0 : Math.min(count, offset));
      for (let at = 0; at < bytes.length;) {
        const length = readSync(file, bytes, at, bytes.length - at, offset - bytes.length + at);
        if (length === 0) return bytes.subarray(0, at);
        at += length;
      }
      return bytes;
    },
  };
}

/** The lines of an open file that is compressed with zstd. An offset can only be reached from the start. */
export function zstdFile(file: number, size: number): LineOrigin {
  return {
    async *lines(from) {
      yield* streamedLines(unzstd(file, size), from);
    },
    async before(offset, count) {
      let last: Buffer = Buffer.alloc(0);
      if (offset === 0) return last;
      let end = 0;
      for await (const chunk of unzstd(file, size)) {
        const wanted = chunk.subarray(0, offset - end);
        last = Buffer.concat([last.subarray(-count), wanted]).subarray(-count);
        end += chunk.length;
        if (end >= offset) return last;
      }
      return Buffer.alloc(0);
    },
  };
}
