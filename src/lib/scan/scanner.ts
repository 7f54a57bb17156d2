// The scanner from outside: read a log's bytes straight into its memory, then take from it the few lines that may
// matter. The others it has proved to be JSON objects and irrelevant by the rules, and they cost no more than that.
//
//   scanner.begin(offset, rules)
//   while (bytes are left) {
//     scanner.took(readSync(file, scanner.room()))
//     while (scanner.next()) decode(scanner.line)
//   }
//
// The memory holds one block and the line that the last block broke off in, so it grows only as a line is long. Nothing
// is allocated per line that is passed over.

import { machine } from "./machine.wasm.ts";
import { type Place, type Rule, writePlaces, writeRules } from "./questions.ts";

/** How much is read at once: large enough that reads cost little, small enough to stay in the cache. */
const BLOCK = 262_144;
/** The machine reads blocks of 64 bytes, and keys and words of 16, whole; what lies behind the end does not matter. */
const SLACK = 128;
const PAGE = 65_536;
const LONGEST_KNOWN = 256;
/** No string has this length. */
const NOTHING = 0xffffffff;

/** See above. One scanner reads one log at a time, any number one after the other. */
export class LineScanner {
  readonly #machine = instantiate();
  readonly #base = constant(this.#machine.BYTES);
  readonly #foundAt = constant(this.#machine.FOUND) >> 2;
  readonly #knownAt = constant(this.#machine.KNOWN);
  #bytes = Buffer.alloc(0);
  #words = new Uint32Array(0);
  /** The bytes from `#from` to `#to` are not scanned yet: a line that is still without its newline. */
  #from = this.#base;
  #to = this.#base;
  #origin = 0;

  constructor(top: Place) {
    const room = constant(this.#machine.RULES) - constant(this.#machine.PLACES);
    writePlaces(this.#machine.memory.buffer, constant(this.#machine.PLACES), room, top);
    this.#see();
  }

  /** A new log, from `offset` on. `always` make a line irrelevant; `ifKnown` do if the string it remembers is known. */
  begin(offset: number, always: readonly Rule[], ifKnown: readonly Rule[]): void {
    writeRules(this.#machine.memory.buffer, constant(this.#machine.RULES), always, ifKnown);
    this.know(undefined);
    this.#from = this.#to = this.#base;
    this.#origin = offset - this.#base;
    this.#machine.scan(this.#base, this.#base);
  }

  /** Where the next bytes of the log are to be put. What `line` gave is gone then. */
  room(): Buffer {
    if (this.#from > this.#base) {
      this.#bytes.copyWithin(this.#base, this.#from, this.#to);
      this.#origin += this.#from - this.#base;
      this.#to -= this.#from - this.#base;
      this.#from = this.#base;
    }
    const missing = this.#to + BLOCK + SLACK - this.#bytes.length;
    if (missing > 0) {
      this.#machine.memory.grow(Math.ceil(Math.max(missing, this.#to >> 1) / PAGE));
      this.#see();
    }
    return this.#bytes.subarray(this.#to, this.#to + BLOCK);
  }

  /** The first `count` bytes of the room are filled: scan the lines that are finished by them. */
  took(count: number): void {
    const newline = this.#bytes.subarray(this.#to, this.#to + count).lastIndexOf(0x0a);
    const end = newline < 0 ? this.#from : this.#to + newline + 1;
    this.#to += count;
    this.#machine.scan(this.#from, end);
    this.#from = end;
  }

  /** Go on to the next line that may matter. False: the finished lines are at an end. */
  next(): boolean {
    return this.#machine.next() !== 0;
  }

  /** The line, without its newline. */
  get line(): Buffer {
    return this.#bytes.subarray(this.#words[this.#foundAt], this.#words[this.#foundAt + 1]);
  }

  /** Where the line begins in the log. */
  get offset(): number {
    return this.#origin + (this.#words[this.#foundAt] ?? 0);
  }

  /** The answer to what was asked, with the bits VALID and ODD. */
  get answer(): number {
    return this.#words[this.#foundAt + 2] ?? 0;
  }

  /** How many lines were passed over since this was last called. */
  passed(): number {
    return this.#machine.passed();
  }

  /** Take `text` for known from now on, instead of what was known. A very long one is never known. */
  know(text: string | undefined): void {
    const length = text === undefined ? NOTHING : Buffer.byteLength(text);
    this.#words[this.#knownAt >> 2] = length > LONGEST_KNOWN ? NOTHING : length;
    if (text !== undefined && length <= LONGEST_KNOWN) this.#bytes.write(text, this.#knownAt + 4);
  }

  #see(): void {
    this.#bytes = Buffer.from(this.#machine.memory.buffer);
    this.#words = new Uint32Array(this.#machine.memory.buffer);
  }
}

function constant(global: WebAssembly.Global): number {
  return global.value;
}

interface Machine {
  readonly memory: WebAssembly.Memory;
  readonly scan: (from: number, to: number) => void;
  readonly next: () => 0 | 1 | 2;
  readonly passed: () => number;
  readonly BYTES: WebAssembly.Global;
  readonly FOUND: WebAssembly.Global;
  readonly KNOWN: WebAssembly.Global;
  readonly PLACES: WebAssembly.Global;
  readonly RULES: WebAssembly.Global;
}

let compiled: WebAssembly.Module | undefined;

function instantiate(): Machine {
  compiled ??= new WebAssembly.Module(Buffer.from(machine, "base64"));
  // The module's exports are what `machine.as.ts` says; WebAssembly has no types for them.
  return new WebAssembly.Instance(compiled).exports as Machine;
}
