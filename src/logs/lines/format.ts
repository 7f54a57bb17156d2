import type { Observation } from "../../events/observation.ts";
import { TooLarge, type Json, type JsonObject } from "../../lib/json/json.ts";
import type { Place, Rule, Rules } from "../../lib/scan/questions.ts";
import type { Tally } from "../../lib/scan/scanner.ts";
import type { Asked, Log } from "../source.ts";

/** What an agent's folder says of its logs of lines; `line-logs.ts` reads them. */
export type LineFormat = PlainFormat | ScannedFormat;

/** A format whose decoder reads every line in full. */
export interface PlainFormat extends FormatOf<LineDecoder> {
  readonly questions?: never;
}

/**
 * A format that declares what its decoder reads of a line, and which lines show nothing, so that most are never parsed.
 */
export interface ScannedFormat extends FormatOf<ScannedDecoder> {
  questions(asked: Asked): LineQuestions;
}

interface FormatOf<Decoder extends LineDecoder> {
  /** Changes when the same lines would give other events: every log is then read anew. */
  readonly revision: number;
  /**
   * Creates a decoder for a log, new or restored from a stored state. Returns `undefined` if no decoder of this format
   * wrote that state: the log is then read from its start.
   */
  decoder(log: Log, state: Json | undefined, asked?: Asked): Decoder | undefined;
  /** Whether a log is compressed with zstd. Without this member, none is. */
  isCompressed?(log: Log): boolean;
  /** Whether the agent itself moves its logs, so that another inode alone does not mean other bytes. */
  readonly moves?: boolean;
}

/** What is asked of every line of a format. */
export interface LineQuestions {
  /** Must contain every member that the decoder reads, except those that occur only in lines that are not reduced. */
  readonly record: Place;
  /** Lines that match one of these rules reach the decoder reduced to the members above; all others reach it whole. */
  readonly reduced: readonly Rule[];
}

/** Decodes the lines of one log in their order, and remembers what later lines need. */
export interface LineDecoder {
  /** Decodes one finished line, without its newline. Reports what it shows, and what is wrong with it, to `into`. */
  line(bytes: Buffer, offset: number, into: LineFindings): void;
  /** Decodes the finished lines of a block, with the same result as `line` for each. Returns their number. */
  block?(bytes: Buffer, offset: number, into: LineFindings): number;
  /** What later lines need of the earlier ones, for the cursor. The value must not change once it was handed out. */
  state(): Json;
}

/** A decoder that is not shown the lines that the scanner proves to be irrelevant. */
export interface ScannedDecoder extends LineDecoder {
  /** As `line`, for a line that was reduced to `fields`: at least the members that the format asks for. */
  record(fields: JsonObject, raw: Buffer, into: LineFindings): void;
  /**
   * The rules for lines that would change nothing in the present state; read again after every decoded line. Lines that
   * match a rule of `skipped` are counted as `other-type`.
   */
  readonly passing: Rules;
  /** The count that passes from tallied lines to decoded ones and back: see `Tally`. */
  tally?: Tally | undefined;
  /**
   * Whether the string is known, so that a line that matches a rule of `ifKnown` and contains it would change nothing.
   */
  knows?(remembered: string): boolean;
}

/** Memory is too small for the line at `offset`; `lines` lines before it were decoded. */
export class LineGivenUp extends Error {
  readonly offset: number;
  readonly lines: number;

  constructor(why: string, offset: number, lines: number) {
    super(why);
    this.offset = offset;
    this.lines = lines;
  }
}

/** Turns an error of decoding the line at `offset` into the one to throw: `LineGivenUp` if memory was too small. */
export function whyGivenUp(error: unknown, offset: number, lines: number): unknown {
  return error instanceof TooLarge ? new LineGivenUp(error.message, offset, lines) : error;
}

/** Receives what a decoder finds. */
export interface LineFindings {
  readonly observations: Observation[];
  malformed(offset: number): void;
  skipped(reason: string, lines?: number): void;
  /** Reports a value that this version does not know, so that the summary can count it by name. */
  unknown(field: string, value: string): void;
}
