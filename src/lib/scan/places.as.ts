// What the host asks of every line, as tables in memory (`questions.ts` writes them).
//
// A *place* is somewhere in a line: the top, `.message`, every element of `.message.content`. For an object at a place
// there are keys, which lead to further places; for an array, the place of its elements; for a string, words. What
// stands at a place adds bits to the *answer* of the line. Place 0 is everywhere else and asks nothing.
//
// Keys and words have at most 31 bytes and are compared as two masked integers, the long ones as four. They lie in the
// order of their lengths, and an index tells where those of a length begin: few are compared, however many there are.

import { isInstant } from "./instant.as";
import { FOUND, PLACES } from "./memory.as";

/** Bits of an answer: the line is a JSON object. */
export const VALID: u32 = 0x80000000;
/** A key or a string that was asked for is spelt with escapes, or a key stands twice, or the wrong kind of value does. */
export const ODD: u32 = 0x40000000;
/** The string that is to be remembered was seen, and where. */
export const REMEMBERED: u32 = 0x20000000;

const PLACE: usize = 36;
const ENTRY: usize = 72;
export const LONGEST_KEY: usize = 31;

/** What a string at a place is compared with; without any of these flags, only with starts. */
const WORDS: u32 = 0x100;
const INSTANT: u32 = 0x200;
const REMEMBER: u32 = 0x400;
/** All that stands at a place is a part, whatever is in it. */
const WHOLE: u32 = 0x800;

function field(place: u32, offset: usize): u32 {
  return load<u32>(PLACES + <usize>place * PLACE + offset);
}

export function elementsOf(place: u32): u32 {
  return field(place, 12) & 0xff;
}

export function isWhole(place: u32): bool {
  return (field(place, 12) & WHOLE) != 0;
}

/** What a number, a literal, an object or an array adds to the answer. */
export function ifOther(place: u32): u32 {
  return field(place, 16);
}

function hasBackslash(from: usize, to: usize): bool {
  const BACKSLASH = i8x16.splat(0x5c);
  for (; from < to; from += 16) {
    const found = <u32>i8x16.bitmask(i8x16.eq(v128.load(from), BACKSLASH));
    const left = <u32>(to - from);
    if (left >= 16 ? found : found & ((1 << left) - 1)) return true;
  }
  return false;
}

/** Whether the bytes behind the first sixteen of an entry stand at `from`, too. */
function isSameRest(at: usize, from: usize): bool {
  return (
    (load<u64>(from, 16) & load<u64>(at, 48)) == load<u64>(at, 40) &&
    (load<u64>(from, 24) & load<u64>(at, 64)) == load<u64>(at, 56)
  );
}

/** The value of the entry of `place` that is the bytes from `from` to `to`, or 0. */
function entry(place: u32, from: usize, to: usize): u32 {
  const size = <u32>(to - from);
  if (size > 31 || !((field(place, 8) >> size) & 1)) return 0;
  const low = load<u64>(from);
  const high = load<u64>(from, 8);
  const index = <usize>field(place, 0) + size;
  let left = <u32>load<u8>(index, 1) - <u32>load<u8>(index);
  let at = <usize>field(place, 4) + <usize>load<u8>(index) * ENTRY;
  for (; left; left--, at += ENTRY) {
    if ((low & load<u64>(at, 16)) != load<u64>(at, 8)) continue;
    if ((high & load<u64>(at, 32)) != load<u64>(at, 24)) continue;
    if (size <= 16 || isSameRest(at, from)) return load<u32>(at, 4);
  }
  return 0;
}

/** What a key of an object at a place adds to the answer by being longer than any that can be asked for. */
export function ifLongKey(place: u32): u32 {
  return field(place, 32);
}

/** Where the key from `from` to `to` of an object at `place` leads, with the number of the key, or 0, or ODD. */
export function follow(place: u32, from: usize, to: usize): u32 {
  if (hasBackslash(from, to)) return ODD;
  return field(place, 12) & WORDS ? 0 : entry(place, from, to);
}

/** How many bytes the white space at `at` has that ECMAScript's `trim` removes, spelt with an escape or not; or 0. */
function blank(at: usize): usize {
  const c = <u32>load<u8>(at);
  if (c == 0x20) return 1;
  if (c == 0x5c) {
    const escaped = <u32>load<u8>(at, 1);
    return escaped == 0x6e || escaped == 0x72 || escaped == 0x74 || escaped == 0x66 ? 2 : 0; // n r t f
  }
  if (c < 0x80) return 0;
  if (load<u16>(at) == 0xa0c2) return 2;
  const three = load<u32>(at) & 0xffffff;
  if (three == 0xbfbbef || three == 0x809ae1 || three == 0x8080e3 || three == 0x9f81e2) return 3;
  const last = three >> 16;
  const isWide = last - 0x80 < 11 || last == 0xa8 || last == 0xa9 || last == 0xaf;
  return (three & 0xffff) == 0x80e2 && isWide ? 3 : 0;
}

/**
 * Whether an escape in the first sixteen bytes may stand for a character of a start. What is escaped with a backslash alone
 * is in none, nor is a control character (`\u001b`, which begins what terminals show): behind these nothing matters.
 */
function mayHideStart(from: usize, to: usize): bool {
  for (let at = from, end = min(to, from + 16); at < end; at++)
    if (load<u8>(at) == 0x5c) return load<u8>(at, 1) == 0x75 && (load<u32>(at, 2) & 0xffffff) != 0x313030; // u, 001
  return false;
}

/** What a string adds to the answer by how it begins, blanks aside: of the starts of a place the first that fits. */
function start(place: u32, from: usize, to: usize): u32 {
  for (let size: usize; from < to && (size = blank(from));) from += size;
  if (from >= to) return 0;
  const low = load<u64>(from);
  const high = load<u64>(from, 8);
  let at = <usize>field(place, 24);
  const said = field(place, 20);
  for (let left = field(place, 28); left; left--, at += ENTRY) {
    if ((low & load<u64>(at, 16)) != load<u64>(at, 8) || (high & load<u64>(at, 32)) != load<u64>(at, 24)) continue;
    // What stands there may lie behind the end of the string.
    if (from + <usize>load<u32>(at) <= to) return said | load<u32>(at, 4);
  }
  return mayHideStart(from, to) ? ODD : said;
}

/** What a string adds to the answer. */
export function ifString(place: u32, from: usize, to: usize): u32 {
  const kind = field(place, 12) & (WORDS | INSTANT | REMEMBER);
  if (!kind) return field(place, 28) ? start(place, from, to) : field(place, 20);
  if (hasBackslash(from, to)) return ODD;
  if (kind & WORDS) return entry(place, from, to);
  if (kind & INSTANT && !isInstant(from, to)) return 0;
  if (!(kind & REMEMBER)) return field(place, 20);
  store<u32>(FOUND, <u32>from, 12);
  store<u32>(FOUND, <u32>to, 16);
  return REMEMBERED | field(place, 20);
}
