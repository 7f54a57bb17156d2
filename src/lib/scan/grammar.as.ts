// The parts of RFC 8259 that are read byte by byte: white space, numbers, `true`, `false` and `null`. Each function takes
// the address it starts at and gives the address behind what it read; a scalar that is none gives 0.

/** White space but the newline, which always ends a line. */
export function isSpace(c: u32): bool {
  return c == 0x20 || c == 0x0d || c == 0x09;
}

function isDigit(c: u32): bool {
  return c - 0x30 < 10;
}

function digits(at: usize): usize {
  if (!isDigit(load<u8>(at))) return 0;
  while (isDigit(load<u8>(++at))) {}
  return at;
}

function number(at: usize): usize {
  if (load<u8>(at) == 0x2d) at++;
  at = load<u8>(at) == 0x30 ? at + 1 : digits(at);
  if (at && load<u8>(at) == 0x2e) at = digits(at + 1);
  if (at && (load<u8>(at) | 0x20) == 0x65) {
    const sign = <u32>load<u8>(at, 1);
    at = digits(at + (sign == 0x2b || sign == 0x2d ? 2 : 1));
  }
  return at;
}

/** A number or literal. What may follow it is the walker's business. */
export function scalar(at: usize): usize {
  const word = load<u32>(at);
  if (word == 0x65757274 || word == 0x6c6c756e) return at + 4; // true, null
  if (word == 0x736c6166 && load<u8>(at, 4) == 0x65) return at + 5; // false
  return number(at);
}
