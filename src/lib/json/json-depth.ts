/**
 * JSON that is nested deeper than anybody looks, made shallow. `JSON.parse` needs some hundred bytes of memory for each
 * level: gigabytes for a line of 60 MB that is nothing but brackets. Here a level takes one bit.
 */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * The same text with `null` for every object and array that stands deeper than in so many others; `undefined` when one of
 * those is no JSON. What stands less deep is not judged: the text that comes out is JSON if and only if this one is.
 */
export function shallow(text: string, depth: number): string | undefined {
  const kept = new Pieces();
  let from = 0;
  let open = 0;
  for (let at = 0; at < text.length; at++) {
    const c = text.charCodeAt(at);
    if (c === QUOTE) {
      at = endOfString(text, at) - 1;
      if (at < 0) return undefined;
    } else if (isClosing(c)) open--;
    else if (isOpening(c) && open < depth) open++;
    else if (isOpening(c)) {
      kept.add(`${text.slice(from, at)}null`);
      from = endOfValue(text, at);
      if (from < 0) return undefined;
      at = from - 1;
    }
  }
  kept.add(text.slice(from));
  return kept.text();
}

/** A text of very many pieces, without an object for each. */
class Pieces {
  readonly #joined: string[] = [];
  #pieces: string[] = [];

  add(piece: string): void {
    if (this.#pieces.push(piece) < 16_384) return;
    this.#joined.push(this.#pieces.join(""));
    this.#pieces = [];
  }

  text(): string {
    return this.#joined.join("") + this.#pieces.join("");
  }
}

/** Where the value ends that begins at `at`, or -1 if it is no JSON (RFC 8259, as `JSON.parse` has it). */
export function endOfValue(text: string, at: number): number {
  const objects = new Bits();
  for (;;) {
    const c = text.charCodeAt(at);
    if (isOpening(c)) {
      const isObject = c === 0x7b;
      objects.push(isObject);
      at = overSpace(text, at + 1);
      if (!isClosing(text.charCodeAt(at))) {
        if (isObject) at = overKey(text, at);
        if (at < 0) return -1;
        continue;
      }
    } else at = c === QUOTE ? endOfString(text, at) : endOfScalar(text, at);
    if (at < 0) return -1;
    // What ends behind it.
    for (;;) {
      if (objects.length === 0) return at;
      at = overSpace(text, at);
      const d = text.charCodeAt(at++);
      if (d === 0x2c) break;
      if (d !== (objects.last ? 0x7d : 0x5d)) return -1;
      objects.pop();
    }
    at = overSpace(text, at);
    if (objects.last) at = overKey(text, at);
    if (at < 0) return -1;
  }
}

/** Behind a key, its colon and white space. */
function overKey(text: string, at: number): number {
  if (text.charCodeAt(at) !== QUOTE) return -1;
  const end = endOfString(text, at);
  if (end < 0) return -1;
  const colon = overSpace(text, end);
  return text.charCodeAt(colon) === 0x3a ? overSpace(text, colon + 1) : -1;
}

function endOfString(text: string, at: number): number {
  for (let i = at + 1; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === QUOTE) return i + 1;
    if (c < 0x20) return -1;
    if (c !== BACKSLASH) continue;
    const escape = text[++i] ?? "";
    if (escape === "u") {
      if (!/^[0-9a-fA-F]{4}$/.test(text.slice(i + 1, i + 5))) return -1;
      i += 4;
    } else if (!'"\\/bfnrt'.includes(escape) || escape === "") return -1;
  }
  return -1;
}

/** Of a number, `true`, `false` or `null`. */
function endOfScalar(text: string, at: number): number {
  for (const word of ["true", "false", "null"]) if (text.startsWith(word, at)) return at + word.length;
  let i = text[at] === "-" ? at + 1 : at;
  i = text[i] === "0" ? i + 1 : overDigits(text, i);
  if (i >= 0 && text[i] === ".") i = overDigits(text, i + 1);
  if (i >= 0 && (text[i] === "e" || text[i] === "E"))
    i = overDigits(text, text[i + 1] === "+" || text[i + 1] === "-" ? i + 2 : i + 1);
  return i;
}

/** Behind one digit or more; -1 if there is none. */
function overDigits(text: string, at: number): number {
  let i = at;
  while (isDigit(text.charCodeAt(i))) i++;
  return i > at ? i : -1;
}

function overSpace(text: string, at: number): number {
  for (let i = at; ; i++) {
    const c = text.charCodeAt(i);
    if (c !== 0x20 && c !== 0x0a && c !== 0x0d && c !== 0x09) return i;
  }
}

function isDigit(c: number): boolean {
  return c >= 0x30 && c <= 0x39;
}

function isOpening(c: number): boolean {
  return c === 0x7b || c === 0x5b;
}

function isClosing(c: number): boolean {
  return c === 0x7d || c === 0x5d;
}

/** A stack of bits, outside the heap. */
class Bits {
  #bytes = new Uint8Array(1024);
  length = 0;

  push(bit: boolean): void {
    const byte = this.length >> 3;
    if (byte === this.#bytes.length) {
      const grown = new Uint8Array(2 * byte);
      grown.set(this.#bytes);
      this.#bytes = grown;
    }
    const mask = 1 << (this.length++ & 7);
    this.#bytes[byte] = bit ? (this.#bytes[byte] ?? 0) | mask : (this.#bytes[byte] ?? 0) & ~mask;
  }

  pop(): void {
    this.length--;
  }

  get last(): boolean {
    const at = this.length - 1;
    return ((this.#bytes[at >> 3] ?? 0) & (1 << (at & 7))) !== 0;
  }
}
