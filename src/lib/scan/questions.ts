// What a user of the scanner may ask of every line, and how that lies in the module's memory (`places.as.ts` reads it).
//
// A question is a tree of places. Each answer is a set of bits, chosen by who asks; the three highest are the module's.

/** Somewhere in a line: say for an object its keys, for an array its elements, for a string its words. */
export interface Place {
  readonly keys?: Readonly<Record<string, Place>>;
  readonly elements?: Place;
  /** The words that are asked for, each with its bits. Any other plain string adds none. */
  readonly words?: Readonly<Record<string, number>>;
  /** Remember the string that stands here. One place at most. */
  readonly remember?: true;
}

/** Fits a line whose answer has, of the bits of `mask`, those of `value` and no others. */
export interface Rule {
  readonly mask: number;
  readonly value: number;
}

export const VALID = 0x80000000;
export const ODD = 0x40000000;
const REMEMBERED = 0x20000000;
const WORDS = 0x80000000;
const PLACE = 32;
const ENTRY = 40;
const LONGEST = 16;
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
    const entries = place.words === undefined ? keys : Object.entries(place.words);
    rows.push({ id, place, entries, elements: place.elements === undefined ? 0 : idOf(place.elements) });
  }

  const view = new DataView(memory, base, size);
  let free = places.length * PLACE;
  for (const { id, place, entries, elements } of rows) {
    const at = id * PLACE;
    const asks = place.words !== undefined || place.remember === true;
    const lengths = entries.reduce((bits, [text]) => bits | (1 << encoder.encode(text).length), 0);
    const fields = [base + free, entries.length, lengths | (place.words === undefined ? 0 : WORDS), elements];
    const others = asks ? [ODD, ODD, ODD, place.remember === true ? REMEMBERED : 0] : [0, 0, 0, 0];
    [...fields, ...others].forEach((value, i) => view.setUint32(at + 4 * i, value >>> 0, true));
    for (const [text, value] of entries) {
      writeEntry(view, free, text, value);
      free += ENTRY;
    }
  }
}

function writeEntry(view: DataView, at: number, text: string, value: number): void {
  const bytes = encoder.encode(text);
  if (bytes.length === 0 || bytes.length > LONGEST) throw new RangeError(`cannot ask for ${JSON.stringify(text)}`);
  view.setUint32(at, bytes.length, true);
  view.setUint32(at + 4, value & FREE_BITS, true);
  for (let i = 0; i < LONGEST; i++) {
    const half = at + 8 + 16 * (i >> 3) + (i & 7);
    view.setUint8(half, bytes[i] ?? 0);
    view.setUint8(half + 8, i < bytes.length ? 0xff : 0);
  }
}

/** `always` make a line irrelevant; `ifKnown` do so if the string it remembers is known. */
export function writeRules(memory: ArrayBuffer, base: number, always: readonly Rule[], ifKnown: readonly Rule[]): void {
  const words = [always.length, ifKnown.length, ...[...always, ...ifKnown].flatMap(({ mask, value }) => [mask, value])];
  new Uint32Array(memory, base, words.length).set(words);
}
