import { isEntry, type Entries, type Entry } from "./entries.ts";

const NEWLINE = 0x0a;
const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;

/**
 * The entries of a manifest that is known to be as `formatManifest` prints it: an entry a line, in the order of their
 * names. A line is parsed only when its entry is asked for. Logs are asked for nearly in that order, so that the line
 * after the last one is looked at first.
 */
export class PrintedEntries implements Entries {
  readonly #bytes: Buffer;
  /** Where the line of each entry begins, and where the last one ends. */
  readonly #lines: Uint32Array;
  readonly #asked: Uint8Array;
  #next = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    this.#lines = entryLines(bytes);
    this.#asked = new Uint8Array(this.size);
  }

  get size(): number {
    return this.#lines.length - 1;
  }

  has(key: string): boolean {
    return this.#find(key, nameOf(key)) !== undefined;
  }

  get(key: string): Entry | undefined {
    const text = this.printed(key);
    if (text === undefined) return undefined;
    const entry: unknown = JSON.parse(text);
    return isEntry(entry) ? entry : undefined;
  }

  printed(key: string): string | undefined {
    const name = nameOf(key);
    return this.#find(key, name)?.slice(name.length);
  }

  *keys(): Generator<string, void, undefined> {
    for (let line = 0; line < this.size; line++) yield this.#keyOf(line);
  }

  *unasked(): Generator<string, void, undefined> {
    for (let line = 0; line < this.size; line++) if (this.#asked[line] === 0) yield this.#keyOf(line);
  }

  /** The line of a log, whose beginning is `name`. */
  #find(key: string, name: string): string | undefined {
    let line: number | undefined = this.#next;
    let text = this.#textOf(line);
    if (!text.startsWith(name)) {
      line = this.#search(key);
      if (line === undefined) return undefined;
      text = this.#textOf(line);
    }
    this.#asked[line] = 1;
    this.#next = line + 1;
    return text;
  }

  #search(key: string): number | undefined {
    let [low, high] = [0, this.size];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#keyOf(middle) < key) low = middle + 1;
      else high = middle;
    }
    this.#next = low;
    return low < this.size && this.#keyOf(low) === key ? low : undefined;
  }

  /** A line without the comma at its end. */
  #textOf(line: number): string {
    if (line >= this.size) return "";
    const end = this.#begin(line + 1) - 1;
    return this.#bytes.toString("utf8", this.#begin(line), this.#bytes[end - 1] === COMMA ? end - 1 : end);
  }

  #keyOf(line: number): string {
    const begin = this.#begin(line);
    let end = begin + 1;
    while (this.#bytes[end] !== QUOTE) end += this.#bytes[end] === BACKSLASH ? 2 : 1;
    const text = this.#bytes.toString("utf8", begin, end + 1);
    return text.includes("\\") ? String(JSON.parse(text)) : text.slice(1, -1);
  }

  #begin(line: number): number {
    return this.#lines[line] ?? 0;
  }
}

/** How the line of a log begins. */
function nameOf(key: string): string {
  return `${JSON.stringify(key)}: `;
}

/** The head stands in the first line, the last one closes what the first has opened. */
function entryLines(bytes: Buffer): Uint32Array {
  let begins = new Uint32Array(1024);
  let count = 0;
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) {
    if (count === begins.length) begins = new Uint32Array(begins.buffer.transfer(2 * begins.byteLength));
    begins[count++] = at + 1;
  }
  return count < 2 ? Uint32Array.of(bytes.length) : begins.subarray(0, count - 1);
}
