// What a user of the scanner may ask of every line, and how that lies in the module's memory (`places.as.ts` reads it).
//
// A question is a tree of places. Each answer is a set of bits, chosen by who asks; the three highest are the module's.

/**
 * Somewhere in a line, and what is asked of what stands there: of an object its `keys`, of an array its `elements`, of a
 * string one of the others. An empty place asks nothing, but is in the reduced line: a string, a number or a literal as it
 * is, an object or array as an empty one.
 */
export interface Place {
  readonly keys?: Readonly<Record<string, Place>>;
  readonly elements?: Place;
  /** A string that is one of these words adds the word's bits. What is no string is odd. */
  readonly words?: Readonly<Record<string, number>>;
  /** A string that has more in it than white space adds these bits. */
  readonly said?: number;
  /** A string that is a canonical instant adds these bits. */
  readonly instant?: number;
  /** Any value adds these bits. */
  readonly any?: number;
  /**
   * A string that begins with one of these words, of at most sixteen bytes, adds the word's bits; white space before it
   * does not count. A word has no control character, and none that may be escaped with a backslash alone.
   */
  readonly starts?: Readonly<Record<string, number>>;
  /** A key of the object that stands here adds these bits if it is longer than any that can be asked for. */
  readonly longKey?: number;
  /** Whatever stands here is in the reduced line as it is; nothing else is asked of it. */
  readonly whole?: true;
  /** The string that stands here is remembered: one place at most. What is no string is odd. */
  readonly remember?: true;
}

/** Fits a line whose answer has, of the bits of `mask`, those of `value` and no others. */
export interface Rule {
  readonly mask: number;
  readonly value: number;
}

/** Rules for a whole log: see `rulesOf`. */
export type Rules = Uint32Array<ArrayBuffer>;

/** More bytes no key and no word may have. */
export const LONGEST_WORD = 31;
/** More bytes no start may have. */
export const LONGEST_START = 16;

export const VALID = 0x80000000;
export const ODD = 0x40000000;

/** What is done with a string at a place: see `places.as.ts`. */
const WORDS = 0x100;
const INSTANT = 0x200;
const REMEMBER = 0x400;
const WHOLE = 0x800;

const PLACE = 36;
const ENTRY = 72;
/** Of one object, and of all that is asked: how they are numbered allows no more. */
const MOST_KEYS = 64;
const MOST_PLACES = 256;
/** For each length of a text, the number of the first entry that is so long or longer. */
const INDEX = 36;
/** Bits that one who asks may use: the first 29. */
const FREE_BITS = 0x1fffffff;

const encoder = new TextEncoder();

/** Write `top` into `memory` from `base` on; `size` bytes are free there. */
export function writePlaces(memory: ArrayBuffer, base: number, size: number, top: Place): void {
  const places: (Place | undefined)[] = [undefined, top];
  const idOf = (place: Place): number => places.push(place) - 1;
  const rows: { readonly id: number; readonly place: Place; readonly entries: [string, number][]; elements: number }[] =
    [];
  for (let id = 1; id < places.length; id++) {
    const place = places[id];
    if (place === undefined) continue;
    const keys = Object.entries(place.keys ?? {}).map(([key, to], i): [string, number] => [key, idOf(to) | (i << 8)]);
    const entries = (place.words === undefined ? keys : Object.entries(place.words)).toSorted(
      ([a], [b]) => byteLength(a) - byteLength(b),
    );
    rows.push({ id, place, entries, elements: place.elements === undefined ? 0 : idOf(place.elements) });
  }

  const words = rows.reduce(
    (sum, { entries, place }) => sum + entries.length + Object.keys(place.starts ?? {}).length,
    0,
  );
  const isTooMuch = rows.some(({ place }) => Object.keys(place.keys ?? {}).length > MOST_KEYS);
  if (isTooMuch || places.length > MOST_PLACES || places.length * (PLACE + INDEX) + words * ENTRY > size)
    throw new RangeError("cannot ask for so much");
  const view = new DataView(memory, base, size);
  let free = places.length * PLACE;
  for (const { id, place, entries, elements } of rows) {
    const lengths = entries.reduce((bits, [text]) => bits | (1 << byteLength(text)), 0);
    const others = place.words === undefined && place.remember === undefined ? (place.any ?? 0) : ODD;
    const strings = place.instant ?? place.said ?? place.any ?? 0;
    const starts = Object.entries(place.starts ?? {});
    if (starts.some(([text]) => byteLength(text) > LONGEST_START || /^\s|["\\/\p{Cc}]/u.test(text)))
      throw new RangeError("cannot ask for such a start");
    const startsAt = base + free + (entries.length === 0 ? 0 : INDEX + entries.length * ENTRY);
    const list = [base + free, base + free + INDEX, lengths, elements | kindOf(place), others, strings];
    [...list, startsAt, starts.length, place.longKey ?? 0].forEach((value, i) =>
      view.setUint32(id * PLACE + 4 * i, value >>> 0, true),
    );
    if (entries.length > 0) {
      const sizes = entries.map(([text]) => byteLength(text));
      for (let length = 0; length <= LONGEST_WORD + 1; length++)
        view.setUint8(free + length, sizes.filter((size) => size < length).length);
      free += INDEX;
    }
    for (const [text, value] of [...entries, ...starts]) {
      writeEntry(view, free, text, value);
      free += ENTRY;
    }
  }
}

function byteLength(text: string): number {
  return Buffer.byteLength(text);
}

function kindOf({ words, instant, remember, whole }: Place): number {
  if (words !== undefined) return WORDS;
  if (whole === true) return WHOLE;
  return (instant === undefined ? 0 : INSTANT) | (remember === undefined ? 0 : REMEMBER);
}

function writeEntry(view: DataView, at: number, text: string, value: number): void {
  const bytes = encoder.encode(text);
  if (bytes.length === 0 || bytes.length > LONGEST_WORD) throw new RangeError(`cannot ask for ${JSON.stringify(text)}`);
  view.setUint32(at, bytes.length, true);
  view.setUint32(at + 4, value & FREE_BITS, true);
  // Four times eight bytes, each followed by the mask of those that count.
  for (let i = 0; i < 32; i++) {
    const part = at + 8 + 16 * (i >> 3) + (i & 7);
    view.setUint8(part, bytes[i] ?? 0);
    view.setUint8(part + 8, i < bytes.length ? 0xff : 0);
  }
}

/** Which lines are passed over. */
export interface Passing {
  /** Lines that fit one of these are skipped. */
  readonly skipped?: readonly Rule[];
  /** Lines that fit one of these show nothing. */
  readonly silent?: readonly Rule[];
  /**
   * Lines that fit one of these and have a string to remember show nothing, but are tallied: the scanner keeps the string
   * of the last one, and how many before it had the same.
   */
  readonly tallied?: readonly Rule[];
  /** Lines that fit one of these show nothing if the string that they have where one is remembered is known. */
  readonly ifKnown?: readonly Rule[];
}

/** Rules as the module reads them. */
export function rulesOf({ skipped = [], silent = [], tallied = [], ifKnown = [] }: Passing): Rules {
  const kinds = [skipped, silent, tallied, ifKnown];
  return Uint32Array.of(
    ...kinds.map(({ length }) => length),
    ...kinds.flat().flatMap(({ mask, value }) => [mask, value]),
  );
}
