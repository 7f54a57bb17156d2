import type { Observation } from "../../events/observation.ts";
import type { LineBlock, LongLine } from "../../lib/files/line-reader.ts";
import type { Problem } from "../../problem.ts";
import { LineGivenUp, whyGivenUp, type LineDecoder, type LineFindings } from "./format.ts";
import type { Batch } from "../source.ts";
import { UnknownValues } from "../unknown-values.ts";
import { MOST_UNREAD, unreadLine, type UnreadLine } from "./unread-lines.ts";

const NEWLINE = 0x0a;

/** Collects what a decoder finds in one block of lines, and makes a batch of it. */
export class BlockFindings implements LineFindings {
  readonly #path: string;
  readonly #problems: Problem[] = [];
  readonly #skipped: Record<string, number> = {};
  readonly #unknown = new UnknownValues();
  readonly observations: Observation[] = [];
  /** Set if memory ran out within the block: why, and the offset of the first line that was not read. */
  givenUp: LineGivenUp | undefined;
  #block: LineBlock | undefined;
  /** The offsets of lines that are no records. */
  readonly #malformed: number[] = [];
  #lines = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /** Decodes the lines of a block, or counts a line that is too long. */
  add(decoder: LineDecoder, block: LineBlock | LongLine): void {
    if ("bytes" in block) {
      this.#block = block;
      try {
        this.#lines += decoder.block?.(block.bytes, block.offset, this) ?? eachLine(decoder, block, this);
      } catch (error) {
        if (!(error instanceof LineGivenUp)) throw error;
        this.givenUp = error;
        this.#lines += error.lines;
      }
      return;
    }
    this.#lines++;
    this.#skip("too-long", block.offset);
  }

  malformed(offset: number): void {
    this.#skip("malformed", offset);
    this.#malformed.push(offset);
  }

  /** The lines that are no records, the last ones at most. Valid as long as the bytes of the block are. */
  get unread(): readonly UnreadLine[] {
    if (this.#block === undefined) return [];
    const { bytes, offset: start } = this.#block;
    const lines = this.#malformed.slice(-MOST_UNREAD).map((offset) => offset - start);
    return lines.map((at) => unreadLine(start + at, bytes.subarray(at, bytes.indexOf(NEWLINE, at))));
  }

  skipped(why: string, lines = 1): void {
    if (lines > 0) this.#skipped[why] = (this.#skipped[why] ?? 0) + lines;
  }

  unknown(field: string, value: string): void {
    this.#unknown.add(field, value);
  }

  batch(problems: readonly Problem[]): Batch {
    return {
      observations: this.observations,
      problems: [...problems, ...this.#problems],
      counts: { lines: this.#lines, skipped: this.#skipped, unknown: this.#unknown.counts },
    };
  }

  #skip(kind: "malformed" | "too-long", offset: number): void {
    this.skipped(kind);
    this.#problems.push({ kind, path: this.#path, offset });
  }
}

/** Decodes the lines of a block one by one. Returns their number. */
function eachLine(decoder: LineDecoder, { bytes, offset }: LineBlock, into: LineFindings): number {
  let lines = 0;
  for (let begin = 0; begin < bytes.length; lines++) {
    const newline = bytes.indexOf(NEWLINE, begin);
    try {
      decoder.line(bytes.subarray(begin, newline), offset + begin, into);
    } catch (error) {
      throw whyGivenUp(error, offset + begin, lines);
    }
    begin = newline + 1;
  }
  return lines;
}
