const NEWLINE = 0x0a;

/** A line of a stream without its newline. `ended`: whether there was one. The bytes are good until the next is asked for. */
export type StreamLine =
  | { readonly kind: "line"; readonly bytes: Buffer; readonly ended: boolean }
  | { readonly kind: "too-long" };

const TOO_LONG: StreamLine = { kind: "too-long" };

/**
 * Splits a stream into lines, those of a chunk at a time. A line of more than `cap` bytes is told, not kept: the memory
 * that is needed does not grow with it.
 */
export async function* splitLines(chunks: AsyncIterable<Buffer>, cap: number): AsyncGenerator<readonly StreamLine[]> {
  let held: Buffer[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    const lines: StreamLine[] = [];
    let begin = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, begin)) {
      lines.push(lineOf(held, chunk.subarray(begin, end), { cap, before: size, ended: true }));
      held = [];
      size = 0;
      begin = end + 1;
    }
    const rest = chunk.subarray(begin);
    size += rest.length;
    // What is over the cap already is only counted on.
    if (size > cap) held = [];
    else if (rest.length > 0) held.push(rest);
    if (lines.length > 0) yield lines;
  }
  if (size > 0) yield [lineOf(held, Buffer.alloc(0), { cap, before: size, ended: false })];
}

interface Ending {
  readonly cap: number;
  /** How many bytes of the line stood in the chunks before. */
  readonly before: number;
  readonly ended: boolean;
}

function lineOf(held: readonly Buffer[], last: Buffer, { cap, before, ended }: Ending): StreamLine {
  if (before + last.length > cap) return TOO_LONG;
  return { kind: "line", bytes: held.length === 0 ? last : Buffer.concat([...held, last]), ended };
}
