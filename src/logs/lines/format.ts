import type { Observation } from "../../events/observation.ts";
import { TooLarge, type Json, type JsonObject } from "../../lib/json/json.ts";
import type { Place, Rule, Rules } from "../../lib/scan/questions.ts";
import type { Tally } from "../../lib/scan/scanner.ts";
import type { Asked, Log } from "../source.ts";

/** What a source says of its logs of lines; `lines.ts` does the reading. */
export type LineFormat = PlainFormat | ScannedFormat;

/** A format whose decoder reads every line in full. */
export interface PlainFormat extends FormatOf<LineDecoder> {
  readonly questions?: never;
}

/** A format whose decoder says what it reads of a line, and which lines show nothing: most lines are then never parsed. */
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
  /** Whether the log's file holds its lines compressed with zstd; none does if not said. */
  isCompressed?(log: Log): boolean;
  /** Whether the agent puts its logs elsewhere, so that another place alone is no sign of other bytes. */
  readonly moves?: boolean;
}

/** What is asked of every line of a format. */
export interface LineQuestions {
  /** Every member that the decoder looks at has a place here, or stands only in lines that are not reduced. */
  readonly record: Place;
  /** Lines that fit one of these reach the decoder reduced to the places; all others as they are. */
  readonly reduced: readonly Rule[];
}

/** Gives meaning to the lines of one log, one after the other, and remembers what later lines need. */
export interface LineDecoder {
  /** Decodes one finished line, without its newline. What it shows and what is wrong with it goes to `into`. */
  line(bytes: Buffer, offset: number, into: LineFindings): void;
  /** Decodes the finished lines of a block as `line` would, one after the other; gives how many there were. */
  block?(bytes: Buffer, offset: number, into: LineFindings): number;
  /** What later lines need of the earlier ones, for the cursor. The value must not change once it was handed out. */
  state(): Json;
}

/** A decoder that need not see every line. */
export interface ScannedDecoder extends LineDecoder {
  /** As `line`, of a line that is an object, of which `fields` has at least the members that are asked for. */
  record(fields: JsonObject, raw: Buffer, into: LineFindings): void;
  /**
   * The lines that would change nothing as things are. Looked at after every line that is decoded. Those of `skipped`
   * are counted as `other-type`.
   */
  readonly passing: Rules;
  /** What tallied lines, and others like them, have come to: read and set as lines are passed over and decoded. */
  tally?: Tally | undefined;
  /** Whether a line that shows nothing if its remembered string is known would change nothing. */
  knows?(remembered: string): boolean;
}

/** The line that begins at `offset` cannot be read with the memory that there is; `lines` before it were. */
export class LineGivenUp extends Error {
  readonly offset: number;
  readonly lines: number;

  constructor(why: string, offset: number, lines: number) {
    super(why);
    this.offset = offset;
    this.lines = lines;
  }
}

/** What is thrown on, when decoding the line at `offset` after so many others has thrown. */
export function whyGivenUp(error: unknown, offset: number, lines: number): unknown {
  return error instanceof TooLarge ? new LineGivenUp(error.message, offset, lines) : error;
}

/** Takes what a decoder finds. */
export interface LineFindings {
  readonly observations: Observation[];
  malformed(offset: number): void;
  skipped(reason: string, lines?: number): void;
  /** A field holds a value that this version does not know: it is told to the person, by name. */
  unknown(field: string, value: string): void;
}
