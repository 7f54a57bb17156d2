import { closeSync, createReadStream, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EXIT, Failure, reason } from "../../failure.ts";
import { isSystemError } from "../../lib/process/system-error.ts";
import type { Input } from "./import.ts";

/** Inputs that are kept in a file to be read once more, for nobody else to see. Whoever makes one closes it. */
export class Spool {
  readonly #directory: string;
  readonly #file: number;
  readonly #sizes: number[] = [];

  constructor() {
    try {
      this.#directory = mkdtempSync(join(tmpdir(), "tt-"));
      this.#file = openSync(join(this.#directory, "input"), "wx+", 0o600);
    } catch (error) {
      throw unkept(error);
    }
    // Where that can be done, nothing is left of a process that is killed.
    if (process.platform !== "win32") this.#remove();
  }

  /** The same input, which is kept while it is read. */
  keeping(input: Input): Input {
    const at = this.#sizes.push(0) - 1;
    const keep = (bytes: Buffer) => this.#keep(at, bytes);
    return {
      name: input.name,
      async *chunks() {
        for await (const bytes of input.chunks()) {
          keep(bytes);
          yield bytes;
        }
      },
    };
  }

  /** The inputs again, as they were read. */
  inputs(names: readonly (string | undefined)[]): readonly Input[] {
    const file = this.#file;
    let start = 0;
    return this.#sizes.map((size, at) => {
      const range = { fd: file, autoClose: false, start, end: start + size - 1, highWaterMark: 1 << 20 };
      start += size;
      return {
        name: names[at],
        async *chunks() {
          if (size > 0) for await (const bytes of createReadStream("", range)) yield bytes as Buffer;
        },
      };
    });
  }

  close(): void {
    closeSync(this.#file);
    this.#remove();
  }

  #keep(at: number, bytes: Buffer): void {
    try {
      for (let done = 0; done < bytes.length;) done += writeSync(this.#file, bytes, done, bytes.length - done, null);
    } catch (error) {
      throw unkept(error);
    }
    this.#sizes[at] = (this.#sizes[at] ?? 0) + bytes.length;
  }

  #remove(): void {
    rmSync(this.#directory, { recursive: true, force: true });
  }
}

function unkept(error: unknown): unknown {
  if (!isSystemError(error)) return error;
  return new Failure(
    EXIT.output,
    `the input cannot be kept in \`${tmpdir()}\` until its end is known (${reason(error)})`,
    {
      hint: "nothing was stored; TMPDIR names another place",
      cause: error,
    },
  );
}
