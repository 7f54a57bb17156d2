// Stage 1: sixty-four bytes at a time, mark the few of them that end or break a JSON string.
//
// A mark is the address of a byte that is
//   - a quote that no backslash escapes,
//   - a control character (0x00-0x1F), and so every newline,
//   - the character after a backslash where the two are no JSON escape (for `\u`: without four hex digits).
// Nothing here knows whether a byte is inside a string; the walker knows (`walk.as.ts`). Inside a string the next mark
// must be the closing quote, anything else is a fault. Outside, it reads every byte itself, so marks there are merely
// passed over. So there is no state to reset at a newline: the only thing carried from block to block is whether the
// next byte is escaped, and a newline uses that up like any other byte.
//
// Marks are made a window at a time, when the walker asks for more: their room is bounded however long a line is, and
// they are still in the cache when they are read.

import { MARKS, WINDOW } from "./memory.as";

/** The next mark to be read, and the end of the marks that are ready. There is one until the last newline is behind us. */
let mark: usize = MARKS;
let marksEnd: usize = MARKS;

let scanned: usize = 0;
let limit: usize = 0;
let escapeCarried: u64 = 0;

/** Begin at `from`, a line's first byte; there is a newline right before `to`. */
export function restart(from: usize, to: usize): void {
  scanned = from;
  limit = to;
  escapeCarried = 0;
  moreMarks();
}

function behindMark(): void {
  mark += 4;
  if (mark == marksEnd) moreMarks();
}

/** The closing quote of the string that opens at `open`, or 0. Does not go past the mark of a newline. */
export function closingQuote(open: usize): usize {
  while (load<u32>(mark) < <u32>open) behindMark();
  if (load<u32>(mark) != <u32>open) return 0;
  behindMark();
  const close = <usize>load<u32>(mark);
  if (load<u8>(close) != 0x22) return 0;
  behindMark();
  return close;
}

/** The newline that ends the line whose marks are being read. */
export function endOfLine(): usize {
  while (load<u8>(load<u32>(mark)) != 0x0a) behindMark();
  const end = <usize>load<u32>(mark);
  behindMark();
  return end;
}

function bits(a: v128, b: v128, c: v128, d: v128): u64 {
  const low = <u32>i8x16.bitmask(a) | ((<u32>i8x16.bitmask(b)) << 16);
  const high = <u32>i8x16.bitmask(c) | ((<u32>i8x16.bitmask(d)) << 16);
  return <u64>low | ((<u64>high) << 32);
}

function isHex(c: u32): bool {
  return c - 0x30 < 10 || (c | 0x20) - 0x61 < 6;
}

function isEscape(at: usize): bool {
  const c = <u32>load<u8>(at);
  if (c == 0x75) {
    return isHex(load<u8>(at, 1)) && isHex(load<u8>(at, 2)) && isHex(load<u8>(at, 3)) && isHex(load<u8>(at, 4));
  }
  return c == 0x74 || c == 0x72 || c == 0x2f || c == 0x62 || c == 0x66; // t r / b f; the others were seen to before
}

/** Those of `escaped` that are no escapes. Rarely called: `\n`, `\"` and `\\` are nearly all there are. */
function faulty(at: usize, escaped: u64): u64 {
  let faults: u64 = 0;
  while (escaped) {
    const i = ctz(escaped);
    if (!isEscape(at + <usize>i)) faults |= (<u64>1) << i;
    escaped &= escaped - 1;
  }
  return faults;
}

/** Marks for the next windows, until there are some. The walker never asks behind the last newline. */
function moreMarks(): void {
  const QUOTE = i8x16.splat(0x22),
    BACKSLASH = i8x16.splat(0x5c),
    N = i8x16.splat(0x6e),
    CONTROL = i8x16.splat(0x1f);
  const EVEN: u64 = u64.MAX_VALUE / 3;
  let out = MARKS;
  let carried = escapeCarried;
  let at = scanned;
  do {
    const end = min(at + WINDOW, limit);
    for (; at < end; at += 64) {
      const a = v128.load(at),
        b = v128.load(at, 16),
        c = v128.load(at, 32),
        d = v128.load(at, 48);
      const quotes = bits(i8x16.eq(a, QUOTE), i8x16.eq(b, QUOTE), i8x16.eq(c, QUOTE), i8x16.eq(d, QUOTE));
      let marks = quotes;
      const slashes = bits(
        i8x16.eq(a, BACKSLASH),
        i8x16.eq(b, BACKSLASH),
        i8x16.eq(c, BACKSLASH),
        i8x16.eq(d, BACKSLASH),
      );
      if (slashes | carried) {
        // Which bytes follow an odd run of backslashes (simdjson's carry trick).
        const starts = slashes & ~carried;
        const follows = (starts << 1) | carried;
        const oddStarts = starts & ~EVEN & ~follows;
        const runs = oddStarts + starts;
        carried = runs < oddStarts ? 1 : 0;
        const escaped = (EVEN ^ (runs << 1)) & follows;
        const usual = quotes | slashes | bits(i8x16.eq(a, N), i8x16.eq(b, N), i8x16.eq(c, N), i8x16.eq(d, N));
        marks &= ~escaped;
        if (escaped & ~usual) marks |= faulty(at, escaped & ~usual);
      }
      const least = i8x16.min_u(i8x16.min_u(a, b), i8x16.min_u(c, d));
      if (v128.any_true(i8x16.eq(i8x16.min_u(least, CONTROL), least))) {
        marks |= bits(
          i8x16.eq(i8x16.min_u(a, CONTROL), a),
          i8x16.eq(i8x16.min_u(b, CONTROL), b),
          i8x16.eq(i8x16.min_u(c, CONTROL), c),
          i8x16.eq(i8x16.min_u(d, CONTROL), d),
        );
      }
      while (marks) {
        store<u32>(out, <u32>at + <u32>ctz(marks));
        out += 4;
        marks &= marks - 1;
      }
    }
  } while (out == MARKS && at < limit);
  escapeCarried = carried;
  scanned = at;
  mark = MARKS;
  marksEnd = out;
}
