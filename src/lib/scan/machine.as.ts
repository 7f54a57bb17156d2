// The module: give it finished lines, and it goes over those it can prove irrelevant and stops at the next one that it
// cannot. Proof needs two things, and both are exact: the line is a JSON object by the letter of RFC 8259, and its
// answers fit a rule. Whatever is odd stops it too; the plain decoder then decides.

import { endOfLine, restart } from "./marks.as";
import { BYTES, FOUND, KNOWN, RULES } from "./memory.as";
import { ODD, REMEMBERED, VALID } from "./places.as";
import { walk } from "./walk.as";

export { BYTES, FOUND, KNOWN, PLACES, REDUCED, RULES } from "./memory.as";
export { reduce } from "./parts.as";

let at: usize = BYTES;
let end: usize = BYTES;

/** Scan from `from` to `to`, where a newline ends. */
export function scan(from: usize, to: usize): void {
  at = from;
  end = to;
  restart(from, to);
}

function fits(answer: u32, first: u32, count: u32): bool {
  let rule = RULES + 8 + 8 * <usize>first;
  for (; count; count--, rule += 8) if ((answer & load<u32>(rule)) == load<u32>(rule, 4)) return true;
  return false;
}

function count(offset: usize): void {
  store<u32>(FOUND + offset, load<u32>(FOUND + offset) + 1);
}

/** Whether the string to remember is the one that the host has told us to know. */
function known(): bool {
  const from = <usize>load<u32>(FOUND, 12);
  const size = <usize>load<u32>(FOUND, 16) - from;
  if (size != load<u32>(KNOWN)) return false;
  for (let i: usize = 0; i < size; i++) if (load<u8>(from + i) != load<u8>(KNOWN + 4 + i)) return false;
  return true;
}

/**
 * Go on to the next line that is not proved irrelevant: 0, none is left; 1, it may matter; 2, it matters only if its
 * remembered string is new. FOUND has where it begins and ends, its answer, where its string does, and how many lines
 * were passed over by the rules that always hold and by the others.
 */
export function next(): u32 {
  while (at < end) {
    const start = at;
    const answer = walk(start);
    const newline = endOfLine();
    at = newline + 1;
    let verdict: u32 = 1;
    if ((answer & (VALID | ODD)) == VALID) {
      const always = load<u32>(RULES);
      if (fits(answer, 0, always)) {
        count(24);
        continue;
      }
      if (answer & REMEMBERED && fits(answer, always, load<u32>(RULES, 4))) {
        if (known()) {
          count(28);
          continue;
        }
        verdict = 2;
      }
    }
    store<u32>(FOUND, <u32>start);
    store<u32>(FOUND, <u32>newline, 4);
    store<u32>(FOUND, answer, 8);
    return verdict;
  }
  return 0;
}
