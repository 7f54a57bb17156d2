import { constants, openSync } from "node:fs";
import { reason } from "../../failure.ts";
import { closeRead } from "../../lib/files/close-read.ts";
import type { LineBlock } from "../../lib/files/line-reader.ts";
import { pathBytes } from "../../lib/files/path-bytes.ts";
import { isSystemError } from "../../lib/process/system-error.ts";
import { isDamage } from "../../lib/zstd/zstd-damage.ts";
import type { Problem } from "../../problem.ts";
import { cursorStat, isSameStat, settledStat, TICK_MS, NEVER_MATCHES, type CursorStat } from "../files/file-state.ts";
import { BlockFindings } from "./findings.ts";
import type { LineDecoder, LineFormat, LineGivenUp } from "./format.ts";
import { plainFile, zstdFile, type LineOrigin } from "./origin.ts";
import { isProved, lastBytes, positionAt, positionOf, PROOF_BYTES, type Position } from "./position.ts";
import type { LineWay } from "./way.ts";
import { isCompressed, LineWays, type LineWaysOptions } from "./ways.ts";
import type { Asked, Batch, Cursor, FileStat, Log } from "../source.ts";
import { addUnread, isAsItWas, type UnreadLine } from "./unread-lines.ts";

export interface LineLogsOptions extends LineWaysOptions {
  /** How often a file's clock ticks at the least: two changes within a tick may leave the same times. */
  readonly tickMs?: number;
}

/** Where reading starts: at the first byte, or at the stored position. */
interface Beginning {
  readonly offset: number;
  readonly before: Buffer;
  readonly unread: readonly UnreadLine[];
  readonly decoder: LineDecoder;
}

/** An open log with its stored position. */
interface Opened {
  readonly log: Log;
  readonly stat: FileStat;
  readonly stored: Position | undefined;
  readonly way: LineWay;
}

/** Reads logs that grow by whole lines, from byte offsets. */
export class LineLogs {
  readonly #format: LineFormat;
  readonly #ways: LineWays;
  readonly #tickMs: number;

  constructor(format: LineFormat, { tickMs = TICK_MS, ...options }: LineLogsOptions = {}) {
    this.#format = format;
    this.#ways = new LineWays(format, options);
    this.#tickMs = tickMs;
  }

  async *read(log: Log, cursor: Cursor | undefined, asked: Asked = {}): AsyncGenerator<Batch, void, undefined> {
    let file: number;
    try {
      // The log may have been replaced by a pipe, which must not block, or by a symlink, which must not be followed.
      file = openSync(pathBytes(log.path), constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
    } catch (error) {
      yield unreadable(log, reason(error));
      return;
    }
    try {
      let stat: FileStat | undefined;
      try {
        stat = settledStat(file, this.#tickMs);
      } catch (error) {
        yield unreadable(log, whyUnreadable(error));
        return;
      }
      if (stat === undefined) {
        yield unreadable(log, "no regular file");
        return;
      }
      const opened = { log, stat, stored: positionOf(cursor) };
      yield* this.#ways.with(log, asked, (way) => this.#readFile(this.#origin(file, way, opened), { ...opened, way }));
    } finally {
      closeRead(file);
    }
  }

  #origin(file: number, { reader }: LineWay, { log, stat: { size } }: Omit<Opened, "way">): LineOrigin {
    return isCompressed(this.#format, log) ? zstdFile(file, size) : plainFile(file, size, reader);
  }

  async *#readFile(origin: LineOrigin, { log, stat, stored, way }: Opened): AsyncGenerator<Batch, void, undefined> {
    const { revision: reader } = this.#format;
    const problems: Problem[] = [];
    if (stored !== undefined && stored.reader > reader)
      problems.push({ kind: "old-reader", path: log.path, cause: `reader ${stored.reader}` });
    let beginning: Beginning;
    try {
      beginning = await this.#beginning(origin, { log, stat, stored, way });
    } catch (error) {
      yield unreadable(log, whyUnreadable(error));
      return;
    }
    const { decoder } = beginning;
    let { offset, before, unread } = beginning;
    const position = (seen: CursorStat) => positionAt({ offset, reader, state: decoder.state(), before, unread }, seen);
    try {
      for await (const block of origin.lines(offset)) {
        const findings = new BlockFindings(log.path);
        findings.add(decoder, block);
        const read = "bytes" in block ? readOf(block, findings.givenUp) : undefined;
        offset = "bytes" in block ? block.offset + (read?.length ?? 0) : block.end;
        before = read === undefined ? await origin.before(offset, PROOF_BYTES) : lastBytes(before, read);
        unread = addUnread(unread, findings.unread);
        yield { ...findings.batch(problems.splice(0)), readTo: offset };
        if (findings.givenUp === undefined) continue;
        problems.push({ kind: "unreadable", path: log.path, offset, cause: findings.givenUp.message });
        yield { ...nothing, problems, cursor: position(NEVER_MATCHES), givenUp: true };
        return;
      }
    } catch (error) {
      problems.push({ kind: "unreadable", path: log.path, offset, cause: whyUnreadable(error) });
      // What was read stays read; the rest is tried again in the next run, even if the file does not change.
      yield { ...nothing, problems, cursor: position(NEVER_MATCHES) };
      return;
    }
    yield { ...nothing, problems, cursor: position(cursorStat(stat)) };
  }

  /** The stored position, if the bytes before it are proved to be the same; else the first byte. */
  async #beginning(origin: LineOrigin, { log, stat, stored, way }: Opened): Promise<Beginning> {
    if (stored !== undefined && this.#mayGoOn(stat, stored)) {
      const before = await origin.before(stored.byte_offset, PROOF_BYTES);
      const { byte_offset: offset, memo: state, unread = [] } = stored;
      const isSame = isProved(stored, before) && (await this.#isUnrepaired(origin, log, unread));
      const decoder = isSame ? way.decoder(log, state) : undefined;
      if (decoder !== undefined) return { offset, before, unread, decoder };
    }
    const decoder = way.decoder(log, undefined);
    if (decoder === undefined) throw new Error("a decoder needs no stored state at the beginning of a log");
    return { offset: 0, before: Buffer.alloc(0), unread: [], decoder };
  }

  /**
   * Whether the lines that were no records are unchanged. Compressed logs are not checked, but read from their start.
   */
  async #isUnrepaired(origin: LineOrigin, log: Log, unread: readonly UnreadLine[]): Promise<boolean> {
    if (unread.length > 0 && isCompressed(this.#format, log)) return false;
    for (const line of unread) {
      const [offset, length] = line;
      if (!isAsItWas(line, await origin.before(offset + length, length))) return false;
    }
    return true;
  }

  #mayGoOn(now: FileStat, position: Position): boolean {
    if (position.reader !== this.#format.revision) return false;
    if (now.size !== position.size) return true;
    // The same size with another time of change: bytes before the offset may have been edited in place.
    return this.#format.moves === true ? now.mtimeMs === position.mtime_ms : isSameStat(now, position);
  }
}

const nothing: Batch = { observations: [], problems: [], counts: { lines: 0, skipped: {} } };

/** The bytes of a block that were decoded. */
function readOf({ bytes, offset }: LineBlock, givenUp: LineGivenUp | undefined): Buffer {
  return givenUp === undefined ? bytes : bytes.subarray(0, givenUp.offset - offset);
}

function unreadable({ path }: Log, cause: string): Batch {
  return { ...nothing, problems: [{ kind: "unreadable", path, cause }] };
}

/** The reason of an error of the system or of damaged compression; rethrows anything else, which is a bug. */
function whyUnreadable(error: unknown): string {
  if (isSystemError(error) || isDamage(error)) return reason(error);
  throw error;
}
