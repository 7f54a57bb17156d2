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
interface Machine {
  readonly memory: WebAssembly.Memory;
  readonly scan: (from: number, to: number) => void;
  readonly next: () => number;
  readonly reduce: () => number;
  readonly PLACES: WebAssembly.Global;
  readonly RULES: WebAssembly.Global;
  readonly KNOWN: WebAssembly.Global;
  readonly FOUND: WebAssembly.Global;
  readonly REDUCED: WebAssembly.Global;
  readonly BYTES: WebAssembly.Global;
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
const PASSED_ALWAYS = 6;
const PASSED_IF_KNOWN = 7;

/** How many lines were passed over, by the rules that always hold and by those that hold for what is known. */
export interface Passed {
  readonly always: number;
  readonly ifKnown: number;
}

/** See above. One scanner reads one log at a time. It is the room of a `LineReader`. */
export class LineScanner {
  readonly #top: Place;
  readonly #blockSize: number;
  #machine: Machine;
  /** All of the memory, and what FOUND has of it. Both change when the memory grows. */
  #memory = Buffer.alloc(0);
  #found = new Uint32Array(0);
  #block = 0;

  constructor(top: Place, blockSize: number) {
    this.#top = top;
    this.#blockSize = blockSize;
    this.#machine = this.#start();
  }

  #start(): Machine {
    const fresh = instantiate();
    const at = fresh.PLACES.value;
    writePlaces(fresh.memory.buffer, at, fresh.RULES.value - at, this.#top);
    this.#machine = fresh;
    this.grow(this.#blockSize);
    return fresh;
  }

  /** The memory into which the log is to be read. */
  get bytes(): Buffer {
    return this.#memory.subarray(this.#machine.BYTES.value, this.#memory.length - SLACK);
  }

  /** Makes the room at least so large. What is in it stays; views of it are gone. */
  grow(size: number): void {
    const { memory, BYTES, FOUND } = this.#machine;
    const missing = BYTES.value + size + SLACK - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
    this.#memory = Buffer.from(memory.buffer);
    this.#found = new Uint32Array(memory.buffer, FOUND.value, 8);
  }

  /** A memory can grow but not shrink: after a very long line, begin anew. */
  shrink(): void {
    this.#start();
  }

  /** A new log, with its rules. Nothing is known yet. */
  begin(rules: Rules): void {
    new Uint32Array(this.#machine.memory.buffer, this.#machine.RULES.value).set(rules);
    this.know(undefined);
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
    const at = this.#machine.REDUCED.value;
    return length === 0 ? undefined : this.#memory.toString("utf8", at, at + length);
  }

  /** Take `text` for known from now on, instead of what was known. A very long one is never known. */
  know(text: string | undefined): void {
    const at = this.#machine.KNOWN.value;
    const length = text === undefined ? NOTHING : Buffer.byteLength(text);
    this.#memory.writeUint32LE(length > LONGEST_KNOWN ? NOTHING : length, at);
    if (text !== undefined && length <= LONGEST_KNOWN) this.#memory.write(text, at + 4);
  }

  /** How many lines of the block were passed over so far. */
  get passed(): Passed {
    return { always: this.#found[PASSED_ALWAYS] ?? 0, ifKnown: this.#found[PASSED_IF_KNOWN] ?? 0 };
  }
}
