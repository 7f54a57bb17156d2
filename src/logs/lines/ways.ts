import { LineReader } from "../../lib/files/line-reader.ts";
import type { LineFormat } from "./format.ts";
import { scannedWay } from "./scan.ts";
import type { LineWay } from "./way.ts";
import type { Asked, Log } from "../source.ts";

export interface LineWaysOptions {
  /** Parse every line, without the scanner; tests compare both. */
  readonly plain?: boolean;
  readonly blockSize?: number | undefined;
}

/**
 * A pool of readers for the logs of a format. Their buffers are large, so that a reader is made when it is needed first
 * and reused when its log is done.
 */
export class LineWays {
  readonly #format: LineFormat;
  readonly #options: LineWaysOptions;
  readonly #idle = new Map<string, LineWay[]>();

  constructor(format: LineFormat, options: LineWaysOptions) {
    this.#format = format;
    this.#options = options;
  }

  /** Reads a log with a reader of the pool, which nobody else gets until `read` has ended. */
  async *with<T>(log: Log, asked: Asked, read: (way: LineWay) => AsyncGenerator<T>): AsyncGenerator<T> {
    const format = this.#format;
    const { evidence = false, usage = false, texts = false } = asked;
    // The scanner passes over what shows nothing but texts.
    const isPlain = texts || this.#options.plain === true || isCompressed(format, log);
    const isScanned = format.questions !== undefined && !isPlain;
    const idle = this.#idleOf(`${isScanned} ${evidence} ${usage} ${texts}`);
    const { blockSize } = this.#options;
    const way = idle.pop() ?? (isScanned ? scannedWay(format, asked, blockSize) : plainWay(format, asked, blockSize));
    try {
      yield* read(way);
    } finally {
      idle.push(way);
    }
  }

  #idleOf(kind: string): LineWay[] {
    let idle = this.#idle.get(kind);
    if (idle === undefined) this.#idle.set(kind, (idle = []));
    return idle;
  }
}

export function isCompressed(format: LineFormat, log: Log): boolean {
  return format.isCompressed?.(log) === true;
}

function plainWay(format: LineFormat, asked: Asked, blockSize: number | undefined): LineWay {
  const reader = new LineReader(blockSize === undefined ? {} : { blockSize });
  return { reader, decoder: (log, state) => format.decoder(log, state, asked) };
}
