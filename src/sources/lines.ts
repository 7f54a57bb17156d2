import { closeSync, constants, openSync } from "node:fs";
import { reason } from "../failure.ts";
import { LineReader } from "../lib/line-reader.ts";
import { pathBytes } from "../lib/path-bytes.ts";
import { isDamage } from "../lib/zstd-damage.ts";
import type { Problem } from "../problem.ts";
import { cursorStat, isSameStat, settledStat, TICK_MS, UNSEEN, type CursorStat } from "./file-state.ts";
import { Findings } from "./line-findings.ts";
import type { LineDecoder, LineFormat } from "./line-format.ts";
import { plainFile, zstdFile, type LineOrigin } from "./line-origin.ts";
import { isProved, lastBytes, positionAt, positionOf, PROOF_BYTES, type Position } from "./line-position.ts";
import type { Asked, Batch, Cursor, FileStat, Log } from "./source.ts";

export interface LineLogsOptions {
  readonly reader?: LineReader;
  /** How often a file's clock ticks at the least: two changes within a tick may leave the same times. */
  readonly tickMs?: number;
}

/** Where the reading of a log begins: at its first byte, or where it was left. */
interface Beginning {
  readonly offset: number;
  readonly before: Buffer;
  readonly decoder: LineDecoder;
}

/** A log whose file is open, where it was left, and what is asked of it. */
interface Opened {
  readonly log: Log;
  readonly stat: FileStat;
  readonly stored: Position | undefined;
  readonly asked: Asked | undefined;
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

  async *read(log: Log, cursor: Cursor | undefined, asked?: Asked): AsyncGenerator<Batch, void, undefined> {
    let file: number;
    try {
      // A pipe that took the log's place must not block us, nor a link lead us away.
      file = openSync(pathBytes(log.path), constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
    } catch (error) {
      yield unreadable(log, reason(error));
      return;
    }
    try {
      const stat = settledStat(file, this.#tickMs);
      if (stat === undefined) yield unreadable(log, "no regular file");
      else yield* this.#readFile(this.#origin(file, log, stat), { log, stat, stored: positionOf(cursor), asked });
    } finally {
      closeSync(file);
    }
  }

  #origin(file: number, log: Log, { size }: FileStat): LineOrigin {
    return this.#format.isCompressed?.(log) === true ? zstdFile(file, size) : plainFile(file, size, this.#reader);
  }

  async *#readFile(origin: LineOrigin, { log, stat, stored, asked }: Opened): AsyncGenerator<Batch, void, undefined> {
    const { revision: reader } = this.#format;
    const problems: Problem[] = [];
    if (stored !== undefined && stored.reader > reader)
      problems.push({ kind: "old-reader", path: log.path, cause: `reader ${stored.reader}` });
    let beginning: Beginning;
    try {
      beginning = await this.#beginning(origin, { log, stat, stored, asked });
    } catch (error) {
      yield unreadable(log, whyUnreadable(error));
      return;
    }
    const { decoder } = beginning;
    let { offset, before } = beginning;
    const position = (seen: CursorStat) => positionAt({ offset, reader, memo: decoder.memo(), before }, seen);
    try {
      for await (const block of origin.lines(offset)) {
        const findings = new Findings(log.path);
        findings.add(decoder, block);
        offset = "bytes" in block ? block.offset + block.bytes.length : block.end;
        before = "bytes" in block ? lastBytes(before, block.bytes) : await origin.before(offset, PROOF_BYTES);
        yield findings.batch(problems.splice(0));
      }
    } catch (error) {
      problems.push({ kind: "unreadable", path: log.path, offset, cause: whyUnreadable(error) });
      // What was read stands; the rest is tried again, though the file may not change.
      yield { ...nothing, problems, cursor: position(UNSEEN) };
      return;
    }
    yield { ...nothing, problems, cursor: position(cursorStat(stat)) };
  }

  /** Where the log was left, if it is the log that was left there; else its first byte. */
  async #beginning(origin: LineOrigin, { log, stat, stored, asked }: Opened): Promise<Beginning> {
    if (stored !== undefined && this.#mayGoOn(stat, stored)) {
      const before = await origin.before(stored.byte_offset, PROOF_BYTES);
      const decoder = isProved(stored, before) ? this.#format.decoder(log, stored.memo, asked) : undefined;
      if (decoder !== undefined) return { offset: stored.byte_offset, before, decoder };
    }
    const decoder = this.#format.decoder(log, undefined, asked);
    if (decoder === undefined) throw new Error("a decoder needs no memo at the beginning of a log");
    return { offset: 0, before: Buffer.alloc(0), decoder };
  }

  #mayGoOn(now: FileStat, position: Position): boolean {
    if (position.reader !== this.#format.revision) return false;
    if (now.size !== position.size) return true;
    // Same size at another time: something before the offset may have been edited in place.
    return this.#format.moves === true ? now.mtimeMs === position.mtime_ms : isSameStat(now, position);
  }
}

const nothing: Batch = { observations: [], problems: [], counts: { lines: 0, skipped: {} } };

function unreadable({ path }: Log, cause: string): Batch {
  return { ...nothing, problems: [{ kind: "unreadable", path, cause }] };
}

/** Why the system, or what is compressed, did not let us read; anything else is a bug. */
function whyUnreadable(error: unknown): string {
  if ((error instanceof Error && "syscall" in error) || isDamage(error)) return reason(error);
  throw error;
}
