// The scanner from outside: read a log's bytes into its memory, and take from it the few lines that may matter. Of the
// others it has proved that they are JSON objects and irrelevant by the rules; they cost no more than that.
//
//   scanner.begin(rules)
//   for each block of finished lines that lies in scanner.bytes:
//     scanner.scan(block)
//     while (scanner.next()) decode(scanner.reduced ?? parse(scanner.line))
//
// Nothing is allocated for a line that is passed over.

import { machine } from "./machine.wasm.ts";
import { type Place, type Rules, VALID, ODD, writePlaces } from "./questions.ts";

const PAGE = 65_536;
/** The machine reads 64 bytes at once; what lies behind the end does not matter. */
const SLACK = 128;
const LONGEST_KNOWN = 256;
/** No string has this length. */
const NOTHING = 0xffffffff;

/** What the module exports: functions, and the places in its memory that the host writes and reads. */
interface Machine extends Readonly<Record<Address, WebAssembly.Global>> {
  readonly memory: WebAssembly.Memory;
  readonly scan: (from: number, to: number) => void;
  readonly next: () => number;
  readonly reduce: () => number;
}

type Address = "PLACES" | "RULES" | "KNOWN" | "TALLY" | "FOUND" | "REDUCED" | "BYTES";
type Addresses = Readonly<Record<Address, number>>;

function addressesIn({ PLACES, RULES, KNOWN, TALLY, FOUND, REDUCED, BYTES }: Machine): Addresses {
  return {
    PLACES: PLACES.value,
    RULES: RULES.value,
    KNOWN: KNOWN.value,
    TALLY: TALLY.value,
    FOUND: FOUND.value,
    REDUCED: REDUCED.value,
    BYTES: BYTES.value,
  };
}

let compiled: object | undefined;

function instantiate(): Machine {
  compiled ??= new WebAssembly.Module(Buffer.from(machine, "base64"));
  return new WebAssembly.Instance(compiled).exports as Machine;
}

/** Where in FOUND, counted in words of four bytes, what stands. */
const START = 0;
const END = 1;
const ANSWER = 2;
const STRING_START = 3;
const STRING_END = 4;
const SKIPPED = 6;
const SILENT = 7;
const TALLIED = 8;

/** How many lines were passed over: by the rules that skip a line, and because they show nothing. */
export interface Passed {
  readonly skipped: number;
  readonly silent: number;
}

/** A string, and how many times it had come before in succession. */
export type Tally = readonly [text: string, before: number];

/** See above. One scanner reads one log at a time. It is the buffer of a `LineReader`. */
export class LineScanner {
  readonly #top: Place;
  readonly #blockSize: number;
  #machine: Machine;
  /** Where in its memory what lies: asking a `Global` takes long. */
  readonly #at: Addresses;
  /** All of the memory, and what FOUND has of it. Both change when the memory grows. */
  #memory = Buffer.alloc(0);
  #found = new Uint32Array(0);
  #block = 0;

  constructor(top: Place, blockSize: number) {
    this.#top = top;
    this.#blockSize = blockSize;
    this.#machine = instantiate();
    this.#at = addressesIn(this.#machine);
    this.#start();
  }

  #start(): void {
    const { PLACES, RULES } = this.#at;
    writePlaces(this.#machine.memory.buffer, PLACES, RULES - PLACES, this.#top);
    this.grow(this.#blockSize);
  }

  /** The memory into which the log is to be read. */
  get bytes(): Buffer {
    return this.#memory.subarray(this.#at.BYTES, this.#memory.length - SLACK);
  }

  /** Makes the buffer at least so large. What is in it stays; views of it are gone. */
  grow(size: number): void {
    const { memory } = this.#machine;
    const { BYTES, FOUND } = this.#at;
    const missing = BYTES + size + SLACK - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
    this.#memory = Buffer.from(memory.buffer);
    this.#found = new Uint32Array(memory.buffer, FOUND, 9);
  }

  /** A memory can grow but not shrink: after a very long line, begin anew. */
  shrink(): void {
    this.#machine = instantiate();
    this.#start();
  }

  /** A new log, with its rules. Nothing is known yet, and nothing tallied. */
  begin(rules: Rules): void {
    this.follow(rules);
    this.know(undefined);
    this.tally = undefined;
  }

  /** Other rules, from the next line on. */
  follow(rules: Rules): void {
    new Uint32Array(this.#machine.memory.buffer, this.#at.RULES).set(rules);
  }

  /** Scan the finished lines of a block, which must lie in `bytes`. */
  scan(block: Buffer): void {
    if (block.buffer !== this.#memory.buffer) throw new Error("the block is not in the memory of the scanner");
    this.#found.fill(0);
    this.#block = block.byteOffset;
    this.#machine.scan(block.byteOffset, block.byteOffset + block.length);
  }

  /** Go on to the next line that may matter: false when there is none. */
  next(): boolean {
    const verdict = this.#machine.next();
    this.#onlyIfNew = verdict === 2;
    return verdict !== 0;
  }

  #onlyIfNew = false;

  /** The line, without its newline. */
  get line(): Buffer {
    return this.#memory.subarray(this.#found[START], this.#found[END]);
  }

  /** Where in the block the line begins. */
  get at(): number {
    return (this.#found[START] ?? 0) - this.#block;
  }

  /** The answer to what was asked, with the bits VALID and ODD. */
  get answer(): number {
    return this.#found[ANSWER] ?? 0;
  }

  /** The string that was remembered, if the line would be irrelevant were it known. */
  get onlyIfNew(): string | undefined {
    return this.#onlyIfNew
      ? this.#memory.toString("utf8", this.#found[STRING_START], this.#found[STRING_END])
      : undefined;
  }

  /** The JSON text of the line with nothing in it but what is asked for; `undefined` where only the line will do. */
  get reduced(): string | undefined {
    if ((this.answer & (VALID | ODD)) >>> 0 !== VALID) return undefined;
    const length = this.#machine.reduce();
    const at = this.#at.REDUCED;
    return length === 0 ? undefined : this.#memory.toString("utf8", at, at + length);
  }

  /** Take `text` for known from now on, instead of what was known. A very long one is never known. */
  know(text: string | undefined): void {
    const at = this.#at.KNOWN;
    const length = text === undefined ? NOTHING : Buffer.byteLength(text);
    this.#memory.writeUint32LE(length > LONGEST_KNOWN ? NOTHING : length, at);
    if (text !== undefined && length <= LONGEST_KNOWN) this.#memory.write(text, at + 4);
  }

  /** Whether lines of the block were tallied since that was last told. */
  get hasTallied(): boolean {
    return this.#found[TALLIED] === 1;
  }

  /** What the last tallied line remembered, and how many before it had the same. */
  get tally(): Tally | undefined {
    const at = this.#at.TALLY;
    const length = this.#memory.readUInt32LE(at);
    if (length === NOTHING) return undefined;
    return [this.#memory.toString("utf8", at + 8, at + 8 + length), this.#memory.readUInt32LE(at + 4)];
  }

  /** Takes what was tallied for told. */
  heardTally(): void {
    this.#found[TALLIED] = 0;
  }

  set tally(tally: Tally | undefined) {
    const [text, times] = tally ?? ["", 0];
    const at = this.#at.TALLY;
    const length = Buffer.byteLength(text);
    const isNothing = tally === undefined || length > LONGEST_KNOWN;
    this.#memory.writeUInt32LE(isNothing ? NOTHING : length, at);
    this.#memory.writeUInt32LE(times, at + 4);
    if (!isNothing) this.#memory.write(text, at + 8);
  }

  /** How many lines of the block were passed over so far. */
  get passed(): Passed {
    return { skipped: this.#found[SKIPPED] ?? 0, silent: this.#found[SILENT] ?? 0 };
  }
}
