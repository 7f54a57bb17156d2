import type { Observation } from "../events/observation.ts";
import type { Json } from "../lib/json.ts";
import type { Asked, Log } from "./source.ts";

/** What a source says of its logs of lines; `lines.ts` does the reading. */
export interface LineFormat {
  /** Changes when the same lines would give other events: every log is then read anew. */
  readonly revision: number;
  /** A decoder for a log, from its beginning or from a memo; `undefined` when the memo is none. */
  decoder(log: Log, memo: Json | undefined, asked?: Asked): LineDecoder | undefined;
  /** Whether the log's file holds its lines compressed with zstd; none does if not said. */
  isCompressed?(log: Log): boolean;
  /** Whether the agent puts its logs elsewhere, so that another place alone is no sign of other bytes. */
  readonly moves?: boolean;
}

/** Gives meaning to the lines of one log, one after the other, and remembers what later lines need. */
export interface LineDecoder {
  /** Decodes one finished line, without its newline. What it shows and what is wrong with it goes to `into`. */
  line(bytes: Buffer, offset: number, into: LineFindings): void;
  /** Decodes the finished lines of a block as `line` would, one after the other; gives how many there were. */
  block?(bytes: Buffer, offset: number, into: LineFindings): number;
  /** What later lines need of the earlier ones, for the cursor. It must not change afterwards. */
  memo(): Json;
}

/** Takes what a decoder finds. */
export interface LineFindings {
  readonly observations: Observation[];
  malformed(offset: number): void;
  skipped(reason: string, lines?: number): void;
  /** A field holds a value that this version does not know: it is told to the person, by name. */
  unknown(field: string, value: string): void;
}
