import { LINE_CAP, type LineBlock, type LongLine } from "./line-reader.ts";

const NEWLINE = 0x0a;

/**
 * The finished lines of a stream of bytes from an offset on, as `LineReader` gives those of a file: what stands after
 * the last newline is left. Holds no more than one unfinished line; chunks are to be smaller than the cap.
 */
export async function* streamedLines(
  chunks: AsyncIterable<Buffer>,
  from: number,
  lineCap = LINE_CAP,
): AsyncGenerator<LineBlock | LongLine, void, undefined> {
  let end = 0; // of what has come
  let start = from; // where the unfinished line begins
  let held: Buffer[] = [];
  let length = 0; // of the unfinished line
  for await (const chunk of chunks) {
    const skipped = Math.min(Math.max(from - end, 0), chunk.length);
    let rest = chunk.subarray(skipped);
    end += chunk.length;
    while (rest.length > 0) {
      const first = rest.indexOf(NEWLINE);
      if (first < 0) {
        length += rest.length;
        if (length > lineCap) held = [];
        else held.push(rest);
        break;
      }
      const isLong = length + first > lineCap;
      const finished = rest.subarray(0, (isLong ? first : rest.lastIndexOf(NEWLINE)) + 1);
      rest = rest.subarray(finished.length);
      const next = end - rest.length;
      if (isLong) yield { offset: start, end: next };
      else yield { offset: start, bytes: held.length === 0 ? finished : Buffer.concat([...held, finished]) };
      start = next;
      held = [];
      length = 0;
    }
  }
}
