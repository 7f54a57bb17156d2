import type { Json } from "../../lib/json.ts";
import { LineReader } from "../../lib/line-reader.ts";
import { LineScanner } from "../../lib/scan/scanner.ts";
import type { LineDecoder, LineFindings, LineFormat } from "../line-format.ts";
import { LineLogs } from "../lines.ts";
import type { Asked } from "../source.ts";
import { claudeDecoder, claudeLines, type ClaudeDecoder } from "./decode.ts";
import { questionsFor } from "./questions.ts";

/** How much is read at once: enough that reading costs little, and what is read is still in the cache when scanned. */
const BLOCK = 256 << 10;

/**
 * Reads transcripts as `LineLogs` of `claudeLines` does, much faster. Whoever reads must ask of each log what was said
 * here: the questions are written into the scanner once.
 */
export function fastClaudeLogs(asked: Asked): LineLogs {
  const scanner = new LineScanner(questionsFor(asked).record, BLOCK);
  return new LineLogs(fastClaudeLines(scanner), { reader: new LineReader({ blockSize: BLOCK, room: scanner }) });
}

/** The lines of a transcript, for blocks that are read into the scanner. */
export function fastClaudeLines(scanner: LineScanner): LineFormat {
  return {
    revision: claudeLines.revision,
    decoder(log, memo, asked) {
      const plain = claudeDecoder(log, memo, asked);
      return plain === undefined ? undefined : new FastClaudeDecoder(plain, scanner);
    },
  };
}

/**
 * The plain decoder behind the scanner: lines that are proved to show nothing never reach it, the others reach it
 * reduced to what it reads of them, and whatever the scanner cannot tell it reads in full. What comes out is the same.
 */
class FastClaudeDecoder implements LineDecoder {
  readonly #plain: ClaudeDecoder;
  readonly #scanner: LineScanner;
  /** The session of which the scanner may pass over what is silent. */
  #known: string | undefined;

  constructor(plain: ClaudeDecoder, scanner: LineScanner) {
    this.#plain = plain;
    this.#scanner = scanner;
    const { inSession, inSubAgent } = questionsFor(plain.place);
    scanner.begin(plain.place.isSubAgent ? inSubAgent : inSession);
  }

  memo(): Json {
    return this.#plain.memo();
  }

  line(bytes: Buffer, offset: number, into: LineFindings): void {
    this.#plain.line(bytes, offset, into);
  }

  /** The finished lines of a block that was read into the scanner's memory; gives how many there were. */
  block(bytes: Buffer, offset: number, into: LineFindings): number {
    const scanner = this.#scanner;
    let lines = 0;
    scanner.scan(bytes);
    while (scanner.next()) {
      lines++;
      // Silent but for its session: that, or a turn, may begin with it, or the scanner was not told of it yet.
      const session = scanner.onlyIfNew;
      if (session === undefined || !this.#plain.knows(session)) this.#decode(offset, into);
      if (session !== undefined && this.#plain.knows(session)) this.#know(session);
      else if (this.#known !== undefined && !this.#plain.knows(this.#known)) this.#know(undefined);
    }
    const { always, ifKnown } = scanner.passed;
    into.skipped("other-type", always);
    return lines + always + ifKnown;
  }

  #know(session: string | undefined): void {
    this.#known = session;
    this.#scanner.know(session);
  }

  #decode(offset: number, into: LineFindings): void {
    const { line, at, reduced } = this.#scanner;
    if (reduced === undefined) this.#plain.line(line, offset + at, into);
    else this.#plain.reduced(reduced, line, into);
  }
}
