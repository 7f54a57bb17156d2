/** Logs of lines are read in two ways, which must give the same: every line in full, and scanned first. */
import { appendFileSync, lstatSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "vitest";
import type { Observation } from "../../../src/events/observation.ts";
import type { Problem } from "../../../src/problem.ts";
import type { LineFormat } from "../../../src/logs/lines/format.ts";
import { LineLogs } from "../../../src/logs/lines/line-logs.ts";
import type { Asked, Cursor, Log } from "../../../src/logs/source.ts";
import { UnknownValues } from "../../../src/logs/unknown-values.ts";

// One folder for all tests of this process: what is written there is overwritten thousands of times.
const folder = mkdtempSync(join(tmpdir(), "tt-fast-"));
process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
let made = 0;

/** All that a log gives, however it was cut into batches. */
export interface Given {
  readonly observations: readonly Observation[];
  readonly problems: readonly Problem[];
  readonly skipped: Readonly<Record<string, number>>;
  readonly unknown: UnknownValues["counts"];
  readonly lines: number;
  readonly cursor: Cursor | undefined;
}

/** Sizes of blocks: smaller than a line, and so large that one holds many. */
const BLOCK_SIZES = [64, 300, 4096, 262_144] as const;
/** How many sizes of blocks there are. */
export const SIZES = BLOCK_SIZES.length;

/** Both ways to read logs of a format, on a file of their own. */
export class BothWays {
  readonly #path: string;
  readonly #below: readonly string[];
  readonly #plain: LineLogs;
  readonly #fast: readonly LineLogs[];

  /** `below`: where the log lies, below the directory that holds the agent's logs. */
  constructor(format: LineFormat, below: readonly string[]) {
    this.#below = below;
    this.#path = join(folder, String(made++), ...below);
    mkdirSync(dirname(this.#path), { recursive: true });
    this.#plain = new LineLogs(format, { plain: true, tickMs: 0 });
    this.#fast = BLOCK_SIZES.map((blockSize) => new LineLogs(format, { blockSize, tickMs: 0 }));
  }

  /** What a log gives, after it was found that it gives the same either way. */
  async agree(bytes: Buffer, asked: Asked, size: number): Promise<Given> {
    writeFileSync(this.#path, bytes);
    return this.#agree(undefined, asked, size);
  }

  /** The same of a log that one of the ways has read a part of. */
  async agreeOnTheRest(parts: readonly [Buffer, Buffer], asked: Asked, size: number, first: Asked): Promise<Given> {
    writeFileSync(this.#path, parts[0]);
    const begun = size % 2 === 0 ? this.#plain : this.#fastOf(size);
    const { cursor } = await this.#read(begun, undefined, first);
    appendFileSync(this.#path, parts[1]);
    return this.#agree(cursor, asked, size);
  }

  async #agree(cursor: Cursor | undefined, asked: Asked, size: number): Promise<Given> {
    const expected = await this.#read(this.#plain, cursor, asked);
    expect(await this.#read(this.#fastOf(size), cursor, asked)).toEqual(expected);
    return expected;
  }

  #fastOf(size: number): LineLogs {
    const fast = this.#fast[size];
    if (fast === undefined) throw new RangeError(`no size of blocks ${size}`);
    return fast;
  }

  async #read(logs: LineLogs, from: Cursor | undefined, asked: Asked): Promise<Given> {
    const { size, mtimeMs, ctimeMs, dev, ino } = lstatSync(this.#path);
    const stat = { size, mtimeMs, ctimeMs, dev, ino };
    const log: Log = { key: this.#below.at(-1) ?? "", path: this.#path, depth: this.#below.length, stat };
    const [observations, problems]: [Observation[], Problem[]] = [[], []];
    const skipped: Record<string, number> = {};
    const unknown = new UnknownValues();
    let lines = 0;
    let cursor: Cursor | undefined;
    for await (const batch of logs.read(log, from, asked)) {
      observations.push(...batch.observations);
      problems.push(...batch.problems);
      lines += batch.counts.lines;
      for (const [why, count] of Object.entries(batch.counts.skipped)) skipped[why] = (skipped[why] ?? 0) + count;
      unknown.addAll(batch.counts.unknown ?? {});
      cursor = batch.cursor ?? cursor;
    }
    return { observations, problems, skipped, unknown: unknown.counts, lines, cursor };
  }
}
