import { createHash } from "node:crypto";
import { closeSync, constants, openSync } from "node:fs";
import type { Observation } from "../events/observation.ts";
import { reason } from "../failure.ts";
import type { Json } from "../lib/json.ts";
import { LineReader, type LineBlock } from "../lib/line-reader.ts";
import { pathBytes } from "../lib/path-bytes.ts";
import { isDamage } from "../lib/zstd-damage.ts";
import type { Problem } from "../problem.ts";
import { plainFile, zstdFile, type LineOrigin } from "./line-origin.ts";
import { cursorStat, isSameStat, settledStat, TICK_MS, UNSEEN, type CursorStat } from "./file-state.ts";
import type { Batch, Cursor, FileStat, Log } from "./source.ts";

/** Gives meaning to the lines of one log, one after the other, and remembers what later lines need. */
export interface LineDecoder {
  /** Decodes one finished line, without its newline. What it shows and what is wrong with it goes to `into`. */
  line(bytes: Buffer, offset: number, into: LineFindings): void;
  /** Decodes the finished lines of a block as `line` would, one after the other; gives how many there were. */
  block?(bytes: Buffer, offset: number, into: LineFindings): number;
  /** What later lines need of the earlier ones, for the cursor. It must not change afterwards. */
  memo(): Json;
}

export interface LineFindings {
  readonly observations: Observation[];
  malformed(offset: number): void;
  skipped(reason: string, lines?: number): void;
}

export interface LineFormat {
  /** Changes when the same lines would give other events: every log is then read anew. */
  readonly revision: number;
  /** A decoder for a log, from its beginning or from a memo; `undefined` when the memo is none. */
  decoder(log: Log, memo: Json | undefined): LineDecoder | undefined;
  /** Whether the log's file holds its lines compressed with zstd; none does if not said. */
  isCompressed?(log: Log): boolean;
  /** Whether the agent puts its logs elsewhere, so that another place alone is no sign of other bytes. */
  readonly moves?: boolean;
}

/** The cursor of a log of lines. */
type Position = CursorStat & {
  /** Just after the newline of the last finished line that was read. */
  readonly byte_offset: number;
  /** Proof that the bytes before the offset, and this cursor, are those that were stored. */
  readonly digest: string;
  readonly reader: number;
  readonly memo: Json;
};

/** How many bytes before the offset prove that they are still the bytes that were read. */
const PROOF_BYTES = 4096;
const NEWLINE = 0x0a;
const NOTHING_SKIPPED = {};

export interface LineLogsOptions {
  readonly reader?: LineReader;
  /** How often a file's clock ticks at the least: two changes within a tick may leave the same times. */
  readonly tickMs?: number;
}

/** Reads logs that grow by whole lines, from byte offsets. */
export class LineLogs {
  readonly #format: LineFormat;
  readonly #reader: LineReader;
  readonly #tickMs: number;

  constructor(format: LineFormat, { reader = new LineReader(), tickMs = TICK_MS }: LineLogsOptions = {}) {
    this.#format = format;
    this.#reader = reader;
    this.#tickMs = tickMs;
  }

  isUnchanged(log: Log, cursor: Cursor | undefined): boolean {
    const position = positionOf(cursor);
    return position !== undefined && position.reader === this.#format.revision && isSameStat(log.stat, position);
  }

  async *read(log: Log, cursor: Cursor | undefined): AsyncGenerator<Batch, void, undefined> {
    let file: number;
    try {
      // A pipe that took the log's place must not block us, nor a link lead us away.
      file = openSync(pathBytes(log.path), constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
    } catch (error) {
      yield { ...nothing, problems: [{ kind: "unreadable", path: log.path, cause: reason(error) }] };
      return;
    }
    try {
      yield* this.#readFile(file, log, cursor);
    } finally {
      closeSync(file);
    }
  }

  async *#readFile(file: number, log: Log, cursor: Cursor | undefined): AsyncGenerator<Batch, void, undefined> {
    const now = settledStat(file, this.#tickMs);
    if (now === undefined) {
      yield { ...nothing, problems: [{ kind: "unreadable", path: log.path, cause: "no regular file" }] };
      return;
    }
    const isCompressed = this.#format.isCompressed?.(log) === true;
    const origin = isCompressed ? zstdFile(file, now.size) : plainFile(file, now.size, this.#reader);
    const stored = positionOf(cursor);
    let offset = 0;
    let proof: Buffer = Buffer.alloc(0);
    let decoder: LineDecoder | undefined;
    const problems: Problem[] = [];
    if (stored !== undefined && stored.reader > this.#format.revision)
      problems.push({ kind: "old-reader", path: log.path, cause: `reader ${stored.reader}` });
    try {
      const before = stored === undefined ? undefined : await this.#resumable(origin, now, stored);
      decoder = before === undefined ? undefined : this.#format.decoder(log, stored?.memo);
      if (before !== undefined && stored !== undefined && decoder !== undefined) {
        offset = stored.byte_offset;
        proof = before;
      }
    } catch (error) {
      yield { ...nothing, problems: [{ kind: "unreadable", path: log.path, cause: reason(error) }] };
      return;
    }
    decoder ??= this.#fresh(log);
    const position = (stat: CursorStat): Cursor => {
      const memo = decoder.memo();
      const digest = digestOf(proof, offset, this.#format.revision, memo);
      return { byte_offset: offset, ...stat, digest, reader: this.#format.revision, memo };
    };
    try {
      for await (const block of origin.lines(offset)) {
        const findings = new Findings(log.path);
        if ("bytes" in block) {
          findings.lines += decoder.block?.(block.bytes, block.offset, findings) ?? eachLine(decoder, block, findings);
          offset = block.offset + block.bytes.length;
          proof = lastBytes(proof, block.bytes);
        } else {
          findings.lines++;
          findings.tooLong(block.offset);
          offset = block.end;
          proof = await origin.before(offset, PROOF_BYTES);
        }
        yield findings.batch(problems.splice(0));
      }
    } catch (error) {
      if (!(error instanceof Error && "syscall" in error) && !isDamage(error)) throw error;
      problems.push({ kind: "unreadable", path: log.path, offset, cause: reason(error) });
      // What was read stands; the rest is tried again, though the file may not change.
      yield { ...nothing, problems, cursor: position(UNSEEN) };
      return;
    }
    yield { ...nothing, problems, cursor: position(cursorStat(now)) };
  }

  #fresh(log: Log): LineDecoder {
    const decoder = this.#format.decoder(log, undefined);
    if (decoder === undefined) throw new Error("a decoder needs no memo at the beginning of a log");
    return decoder;
  }

  /** The bytes before the position, if the file is the one that was left there and the position was not altered. */
  async #resumable(origin: LineOrigin, now: FileStat, position: Position): Promise<Buffer | undefined> {
    const { byte_offset: offset, digest, reader, memo } = position;
    if (reader !== this.#format.revision) return undefined;
    // Same size at another time: something before the offset may have been edited in place.
    if (now.size === position.size && !this.#isAsItWas(now, position)) return undefined;
    const before = await origin.before(offset, PROOF_BYTES);
    try {
      return digestOf(before, offset, reader, memo) === digest ? before : undefined;
    } catch (error) {
      // A memo that somebody nested too deep to be written again is none of ours.
      if (error instanceof RangeError) return undefined;
      throw error;
    }
  }

  #isAsItWas(now: FileStat, position: Position): boolean {
    return this.#format.moves === true ? now.mtimeMs === position.mtime_ms : isSameStat(now, position);
  }
}

const nothing: Batch = { observations: [], problems: [], counts: { lines: 0, skipped: NOTHING_SKIPPED } };

class Findings implements LineFindings {
  readonly #path: string;
  readonly #problems: Problem[] = [];
  readonly #skipped: Record<string, number> = {};
  readonly observations: Observation[] = [];
  lines = 0;

  constructor(path: string) {
    this.#path = path;
  }

  malformed(offset: number): void {
    this.skipped("malformed");
    this.#problems.push({ kind: "malformed", path: this.#path, offset });
  }

  tooLong(offset: number): void {
    this.skipped("too-long");
    this.#problems.push({ kind: "too-long", path: this.#path, offset });
  }

  skipped(why: string, lines = 1): void {
    if (lines > 0) this.#skipped[why] = (this.#skipped[why] ?? 0) + lines;
  }

  batch(problems: readonly Problem[]): Batch {
    return {
      observations: this.observations,
      problems: [...problems, ...this.#problems],
      counts: { lines: this.lines, skipped: this.#skipped },
    };
  }
}

/** Decodes the lines of a block one by one. */
function eachLine(decoder: LineDecoder, { bytes, offset }: LineBlock, into: LineFindings): number {
  let lines = 0;
  for (let begin = 0; begin < bytes.length; lines++) {
    const newline = bytes.indexOf(NEWLINE, begin);
    decoder.line(bytes.subarray(begin, newline), offset + begin, into);
    begin = newline + 1;
  }
  return lines;
}

/** The last bytes of both, copied. */
function lastBytes(before: Buffer, bytes: Buffer): Buffer {
  if (bytes.length >= PROOF_BYTES) return Buffer.from(bytes.subarray(-PROOF_BYTES));
  return Buffer.concat([before.subarray(bytes.length - PROOF_BYTES), bytes]);
}

function digestOf(before: Buffer, offset: number, reader: number, memo: Json): string {
  const hash = createHash("sha256")
    .update(JSON.stringify([offset, reader, memo]))
    .update("\n")
    .update(before);
  return hash.digest("base64url").slice(0, 22);
}

/** A stored cursor, if it is one of ours. By hand: ten thousand of them are looked at before anything is read. */
function positionOf(cursor: Cursor | undefined): Position | undefined {
  if (cursor === undefined) return undefined;
  const { byte_offset: offset, size, mtime_ms, ctime_ms, inode, digest, reader, memo } = cursor;
  if (!Number.isSafeInteger(offset) || Number(offset) < 0) return undefined;
  if (typeof size !== "number" || typeof mtime_ms !== "number" || typeof ctime_ms !== "number") return undefined;
  if (typeof inode !== "number" || typeof reader !== "number") return undefined;
  if (typeof digest !== "string" || memo === undefined) return undefined;
  return cursor as unknown as Position;
}
