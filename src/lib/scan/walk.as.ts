// Stage 2: read one line as RFC 8259 has it, byte by byte outside strings and from mark to mark through them, gather the
// answer to what is asked (`places.as.ts`) and note where the parts lie that are asked for (`parts.as.ts`).
//
// One turn of the outer loop reads one value, with its key if it is a member; the inner loop closes what ends behind it.
// Every byte from the first to the newline is accounted for: it was compared with what the grammar allows there, or it
// lies in a string between two neighbouring marks, both quotes (`marks.as.ts` says what that proves).

import { isSpace, scalar } from "./grammar.as";
import { closingQuote } from "./marks.as";
import { STACK, STACK_END } from "./memory.as";
import { noParts, part } from "./parts.as";
import { LONGEST_KEY, ODD, VALID, elementsOf, follow, ifLongKey, ifOther, ifString, isWhole } from "./places.as";

const IN_OBJECT: u32 = 1;
/** Of the object or array we are in, the brackets are a part. */
const IS_PART: u32 = 2;
/** All of the object or array we are in is a part. */
const IS_WHOLE: u32 = 4;

function overSpace(at: usize): usize {
  while (isSpace(load<u8>(at))) at++;
  return at;
}

/** The answer of the line that begins at `at`; without VALID where it is no JSON object, or nested too deep to tell. */
export function walk(at: usize): u32 {
  let frame = STACK;
  let state: u32 = 0;
  let place: u32 = 0; // of the object we are in, or of the elements of the array
  let seen: u64 = 0; // which of the keys that are asked for this object has had
  let answer: u32 = 0;
  let here: u32 = 1; // the place of the value

  noParts();
  at = overSpace(at);
  if (load<u8>(at) != 0x7b) return 0;

  while (true) {
    let from = at; // where the member or element begins
    if (state & IN_OBJECT) {
      if (load<u8>(at) != 0x22) return 0;
      const close = closingQuote(at);
      if (!close) return 0;
      here = 0;
      if (place) {
        if (close - at > LONGEST_KEY + 1) answer |= ifLongKey(place);
        const to = follow(place, at + 1, close);
        if (to & ODD) answer |= ODD;
        else if (to) {
          here = to & 0xff;
          const bit: u64 = (<u64>1) << (to >> 8);
          if (seen & bit) answer |= ODD;
          seen |= bit;
        }
      }
      at = close + 1;
      if (load<u8>(at) != 0x3a) {
        at = overSpace(at);
        if (load<u8>(at) != 0x3a) return 0;
      }
      at = overSpace(at + 1);
    }

    const c = <u32>load<u8>(at);
    if (c == 0x7b || c == 0x5b) {
      if (frame == STACK_END) return 0;
      store<u32>(frame, (place << 3) | state);
      store<u32>(frame, <u32>from, 4);
      store<u64>(frame, seen, 8);
      frame += 16;
      state = c == 0x7b ? IN_OBJECT : 0;
      seen = 0;
      at++;
      if (here) {
        answer |= ifOther(here);
        if (isWhole(here)) state |= IS_WHOLE;
        else {
          part(from, at);
          state |= IS_PART;
        }
      }
      place = state & IN_OBJECT ? here : elementsOf(here);
      here = place; // for the first element
      at = overSpace(at);
      if (load<u8>(at) != (state & IN_OBJECT ? 0x7d : 0x5d)) continue;
    } else {
      if (c == 0x22) {
        const close = closingQuote(at);
        if (!close) return 0;
        if (here) answer |= ifString(here, at + 1, close);
        at = close + 1;
      } else {
        at = scalar(at);
        if (!at) return 0;
        if (here) answer |= ifOther(here);
      }
      if (here) part(from, at);
    }

    while (true) {
      at = overSpace(at);
      const d = <u32>load<u8>(at++);
      if (d == 0x2c) break;
      if (d != (state & IN_OBJECT ? 0x7d : 0x5d)) return 0;
      frame -= 16;
      if (state & IS_PART) part(at - 1, at);
      else if (state & IS_WHOLE) part(load<u32>(frame, 4), at);
      state = load<u32>(frame) & 7;
      place = load<u32>(frame) >> 3;
      seen = load<u64>(frame, 8);
      if (frame == STACK) return load<u8>(overSpace(at)) == 0x0a ? answer | VALID : 0;
    }
    at = overSpace(at);
    here = place; // for the next element
  }
}
