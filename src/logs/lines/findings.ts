import type { Observation } from "../../events/observation.ts";
import type { LineBlock, LongLine } from "../../lib/files/line-reader.ts";
import type { Problem } from "../../problem.ts";
import { LineGivenUp, whyGivenUp, type LineDecoder, type LineFindings } from "./format.ts";
import type { Batch } from "../source.ts";
import { UnknownValues } from "../unknown-values.ts";
import { MOST_UNREAD, unreadLine, type UnreadLine } from "./unread-lines.ts";

const NEWLINE = 0x0a;

/** What a decoder finds in some lines of a log, on its way to a batch. */
export class BlockFindings implements LineFindings {
  readonly #path: string;
  readonly #problems: Problem[] = [];
  readonly #skipped: Record<string, number> = {};
  readonly #unknown = new UnknownValues();
  readonly observations: Observation[] = [];
  /** Why the rest of the last block was not read, and where that begins. */
  givenUp: LineGivenUp | undefined;
  #block: LineBlock | undefined;
  /** Where the lines begin that are no records. */
  readonly #malformed: number[] = [];
  #lines = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /** Has the lines of a block decoded, or counts the one that is too long to be. */
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

  /** The lines that are no records, as far as they are remembered. The block that was added last must still stand. */
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

/** Decodes the lines of a block one by one; gives how many there were. */
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
