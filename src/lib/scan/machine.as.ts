// The module: give it finished lines, and it goes over those it can prove irrelevant and stops at the next one that it
// cannot. Proof needs two things, and both are exact: the line is a JSON object by the letter of RFC 8259, and its
// answers fit a rule. Whatever is odd stops it too; the plain decoder then decides.

import { endOfLine, restart } from "./marks.as";
import { BYTES, FOUND, KNOWN, RULES, TALLY } from "./memory.as";
import { ODD, REMEMBERED, VALID } from "./places.as";
import { walk } from "./walk.as";

export { BYTES, FOUND, KNOWN, PLACES, REDUCED, RULES, TALLY } from "./memory.as";
export { reduce } from "./parts.as";

const LONGEST_TALLY: u32 = 256;

let at: usize = BYTES;
let end: usize = BYTES;

/** Scan from `from` to `to`, where a newline ends. */
export function scan(from: usize, to: usize): void {
  at = from;
  end = to;
  restart(from, to);
}

/** Whether an answer fits one of so many rules, behind as many others. */
function fits(answer: u32, first: u32, count: u32): bool {
  let rule = RULES + 16 + 8 * <usize>first;
  for (; count; count--, rule += 8) if ((answer & load<u32>(rule)) == load<u32>(rule, 4)) return true;
  return false;
}

function count(offset: usize): void {
  store<u32>(FOUND + offset, load<u32>(FOUND + offset) + 1);
}

/** Whether the string to remember is that of `size` bytes at `at`. */
function isRemembered(size: u32, at: usize): bool {
  const from = <usize>load<u32>(FOUND, 12);
  if (load<u32>(FOUND, 16) - <u32>from != size) return false;
  for (let i: usize = 0; i < <usize>size; i++) if (load<u8>(from + i) != load<u8>(at + i)) return false;
  return true;
}

/** Tallies the string to remember: false if it is too long for that. */
function tally(): bool {
  const from = <usize>load<u32>(FOUND, 12);
  const size = load<u32>(FOUND, 16) - <u32>from;
  if (size > LONGEST_TALLY) return false;
  if (isRemembered(load<u32>(TALLY), TALLY + 8)) store<u32>(TALLY, load<u32>(TALLY, 4) + 1, 4);
  else {
    store<u32>(TALLY, size);
    store<u32>(TALLY, 0, 4);
    memory.copy(TALLY + 8, from, size);
  }
  store<u32>(FOUND, 1, 32);
  return true;
}

/**
 * Go on to the next line that is not proved irrelevant: 0, none is left; 1, it may matter; 2, it matters only if its
 * remembered string is new. FOUND has where it begins and ends, its answer, where its string does, and how many lines
 * were passed over by the rules that skip a line and by the others, and whether any were tallied.
 */
export function next(): u32 {
  while (at < end) {
    const start = at;
    const answer = walk(start);
    const newline = endOfLine();
    at = newline + 1;
    let verdict: u32 = 1;
    if ((answer & (VALID | ODD)) == VALID) {
      let before = load<u32>(RULES);
      if (fits(answer, 0, before)) {
        count(24);
        continue;
      }
      const silent = load<u32>(RULES, 4);
      if (fits(answer, before, silent)) {
        count(28);
        continue;
      }
      if (answer & REMEMBERED) {
        const tallied = load<u32>(RULES, 8);
        if (fits(answer, (before += silent), tallied) && tally()) {
          count(28);
          continue;
        }
        if (fits(answer, before + tallied, load<u32>(RULES, 12))) {
          if (isRemembered(load<u32>(KNOWN), KNOWN + 4)) {
            count(28);
            continue;
          }
          verdict = 2;
        }
      }
    }
    store<u32>(FOUND, <u32>start);
    store<u32>(FOUND, <u32>newline, 4);
    store<u32>(FOUND, answer, 8);
    return verdict;
  }
  return 0;
}
