import type { Json, JsonObject } from "../../lib/json/json.ts";
import { LineReader } from "../../lib/files/line-reader.ts";
import type { Rule, Rules } from "../../lib/scan/questions.ts";
import { LineScanner, type Tally } from "../../lib/scan/scanner.ts";
import { whyGivenUp, type LineDecoder, type LineFindings, type ScannedDecoder, type ScannedFormat } from "./format.ts";
import type { LineWay } from "./way.ts";
import type { Asked } from "../source.ts";

/** How much is read at once: enough that reading costs little, and what is read is still in the cache when scanned. */
const BLOCK = 256 << 10;

/** Reads logs of a format into a scanner, and lets their decoders see only the lines that may matter. */
export function scannedWay(format: ScannedFormat, asked: Asked, blockSize = BLOCK): LineWay {
  const { record, reduced } = format.questions(asked);
  const scanner = new LineScanner(record, blockSize);
  return {
    reader: new LineReader({ blockSize, buffer: scanner }),
    decoder(log, state) {
      const plain = format.decoder(log, state, asked);
      return plain === undefined ? undefined : new FastDecoder(plain, scanner, reduced);
    },
  };
}

/**
 * Puts the scanner before a decoder: lines that are proved to show nothing are not decoded, others are reduced to the
 * members that the decoder reads, and lines that the scanner cannot judge are decoded whole. The result is the same.
 */
class FastDecoder implements LineDecoder {
  readonly #plain: ScannedDecoder;
  readonly #scanner: LineScanner;
  readonly #reduced: readonly Rule[];
  #passing: Rules;
  /** What the scanner was told to know: lines that remember it and show nothing else are passed over. */
  #known: string | undefined;
  #tally: Tally | undefined;

  constructor(plain: ScannedDecoder, scanner: LineScanner, reduced: readonly Rule[]) {
    this.#plain = plain;
    this.#scanner = scanner;
    this.#reduced = reduced;
    this.#passing = plain.passing;
    scanner.begin(this.#passing);
    scanner.tally = this.#tally = plain.tally;
  }

  state(): Json {
    return this.#plain.state();
  }

  line(bytes: Buffer, offset: number, into: LineFindings): void {
    this.#plain.line(bytes, offset, into);
  }

  /** The finished lines of a block that was read into the scanner's memory; gives how many there were. */
  block(bytes: Buffer, offset: number, into: LineFindings): number {
    const scanner = this.#scanner;
    let lines = 0;
    const passed = () => {
      const { skipped, silent } = scanner.passed;
      into.skipped("other-type", skipped);
      return lines + skipped + silent;
    };
    scanner.scan(bytes);
    for (; scanner.next(); lines++) {
      const remembered = scanner.onlyIfNew;
      try {
        if (remembered === undefined || !this.#isKnown(remembered)) this.#decode(offset, into);
      } catch (error) {
        throw whyGivenUp(error, offset + scanner.at, passed());
      }
      this.#tell(remembered);
    }
    this.#hear();
    return passed();
  }

  #isKnown(remembered: string): boolean {
    return this.#plain.knows?.(remembered) === true;
  }

  /** Tells the decoder what was tallied since it decoded a line. */
  #hear(): void {
    if (!this.#scanner.hasTallied) return;
    this.#scanner.heardTally();
    this.#plain.tally = this.#tally = this.#scanner.tally;
  }

  /** Tells the scanner what may be passed over from here on. */
  #tell(remembered: string | undefined): void {
    const { passing, tally } = this.#plain;
    if (passing !== this.#passing) this.#scanner.follow((this.#passing = passing));
    if (tally !== this.#tally) this.#scanner.tally = this.#tally = tally;
    if (remembered !== undefined && this.#isKnown(remembered)) this.#know(remembered);
    else if (this.#known !== undefined && !this.#isKnown(this.#known)) this.#know(undefined);
  }

  #know(remembered: string | undefined): void {
    this.#known = remembered;
    this.#scanner.know(remembered);
  }

  #decode(offset: number, into: LineFindings): void {
    this.#hear();
    const { line, at, answer } = this.#scanner;
    const isReduced = this.#reduced.some(({ mask, value }) => (answer & mask) === value);
    const reduced = isReduced ? this.#scanner.reduced : undefined;
    if (reduced === undefined) this.#plain.line(line, offset + at, into);
    // Short, and proved to be an object.
    else this.#plain.record(JSON.parse(reduced) as JsonObject, line, into);
  }
}
