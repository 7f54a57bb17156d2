// Stage 2: read one line as RFC 8259 has it, byte by byte outside strings and from mark to mark through them, and
// gather the answer to what is asked (`places.as.ts`).
//
// One turn of the outer loop reads one value, with its key if it is a member; the inner loop closes what ends behind it.
// Every byte from the first to the newline is accounted for: it was compared with what the grammar allows there, or it
// lies in a string between two neighbouring marks, both quotes (`marks.as.ts` says what that proves).

import { STACK, STACK_END } from "./memory.as";
import { scalar, isSpace } from "./grammar.as";
import { mark, marksEnd, moreMarks, setMark } from "./marks.as";
import { ODD, VALID, elementsOf, follow, ifArray, ifObject, ifScalar, ifString } from "./places.as";

function behindMark(): void {
  setMark(mark + 4);
  if (mark == marksEnd) moreMarks();
}

/** The closing quote of the string that opens at `open`, or 0. */
function closingQuote(open: usize): usize {
  while (load<u32>(mark) < <u32>open) behindMark();
  if (load<u32>(mark) != <u32>open) return 0;
  behindMark();
  const close = <usize>load<u32>(mark);
  if (load<u8>(close) != 0x22) return 0;
  behindMark();
  return close;
}

function overSpace(at: usize): usize {
  while (isSpace(load<u8>(at))) at++;
  return at;
}

/** The newline of the line that was walked. Wherever the walk stopped, it has not gone past it, nor past its mark. */
export function endOfLine(): usize {
  while (load<u8>(load<u32>(mark)) != 0x0a) behindMark();
  const end = <usize>load<u32>(mark);
  behindMark();
  return end;
}

/** The answer of the line that begins at `at`; without VALID where it is no JSON object, or nested too deep to tell. */
export function walk(at: usize): u32 {
  let frame = STACK;
  let inObject = false;
  let place: u32 = 0; // of the object we are in, or of the elements of the array
  let seen: u32 = 0; // which of the keys that are asked for this object has had
  let answer: u32 = 0;

  at = overSpace(at);
  if (load<u8>(at) != 0x7b) return 0;

  while (true) {
    let here = frame == STACK ? 1 : place; // the place of the value
    if (inObject) {
      if (load<u8>(at) != 0x22) return 0;
      const close = closingQuote(at);
      if (!close) return 0;
      here = 0;
      if (place) {
        const to = follow(place, at + 1, close);
        if (to & ODD) answer |= ODD;
        else if (to) {
          here = to & 0xff;
          const bit: u32 = 1 << (to >> 8);
          if (seen & bit) answer |= ODD;
          seen |= bit;
        }
      }
      at = close + 1;
      if (load<u8>(at) != 0x3a) {
        at = overSpace(at);
        if (load<u8>(at) != 0x3a) return 0;
      }
      at++;
    }
    at = overSpace(at);

    const c = <u32>load<u8>(at);
    if (c == 0x22) {
      const close = closingQuote(at);
      if (!close) return 0;
      if (here) answer |= ifString(here, at + 1, close);
      at = close + 1;
    } else if (c == 0x7b || c == 0x5b) {
      if (frame == STACK_END) return 0;
      store<u32>(frame, (place << 1) | <u32>inObject);
      store<u32>(frame, seen, 4);
      frame += 8;
      inObject = c == 0x7b;
      if (here) answer |= inObject ? ifObject(here) : ifArray(here);
      place = inObject ? here : elementsOf(here);
      seen = 0;
      at = overSpace(at + 1);
      if (load<u8>(at) != (inObject ? 0x7d : 0x5d)) continue;
    } else {
      at = scalar(at);
      if (!at) return 0;
      if (here) answer |= ifScalar(here);
    }

    while (true) {
      at = overSpace(at);
      const d = <u32>load<u8>(at++);
      if (d == 0x2c) break;
      if (d != (inObject ? 0x7d : 0x5d)) return 0;
      frame -= 8;
      const outer = load<u32>(frame);
      inObject = (outer & 1) != 0;
      place = outer >> 1;
      seen = load<u32>(frame, 4);
      if (frame == STACK) {
        return load<u8>(overSpace(at)) == 0x0a ? answer | VALID : 0;
      }
    }
    at = overSpace(at);
  }
}
