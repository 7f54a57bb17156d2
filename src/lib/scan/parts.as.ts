// The parts of a line that are asked for, and the line reduced to them: what a decoder reads of a line is often a tenth
// of it. Parts are noted while the line is walked; the reduced line is written only if the host wants it.
//
// A part is a member whole, or the `"key":{` and the `}` of an object of which members are parts again. Put together,
// with commas between, they are a JSON object that has every key that is asked for as the line has it. Elements of an
// array at a place are all there, so that they keep their numbers.

import { PARTS, PARTS_END, REDUCED, REDUCED_END } from "./memory.as";

let end: usize = PARTS;

export function noParts(): void {
  end = PARTS;
}

export function part(from: usize, to: usize): void {
  store<u32>(end, <u32>from);
  store<u32>(end, <u32>to, 4);
  // The last slot only tells that there were too many.
  if (end < PARTS_END - 8) end += 8;
}

function opens(c: u32): bool {
  return c == 0x7b || c == 0x5b;
}

function closes(c: u32): bool {
  return c == 0x7d || c == 0x5d;
}

/** Write the reduced line of the line that was walked last; its length, or 0 if there is no room for it. */
export function reduce(): u32 {
  if (end == PARTS_END - 8) return 0;
  let out = REDUCED;
  for (let at = PARTS; at < end; at += 8) {
    let from = <usize>load<u32>(at);
    const to = <usize>load<u32>(at, 4);
    if (out + (to - from) > REDUCED_END - 64) return 0;
    if (out > REDUCED && !opens(load<u8>(out - 1)) && !closes(load<u8>(from))) store<u8>(out++, 0x2c);
    // Sixteen bytes at a time; those too many are written over by what comes next.
    const next = out + (to - from);
    for (; out < next; out += 16, from += 16) v128.store(out, v128.load(from));
    out = next;
  }
  return <u32>(out - REDUCED);
}
