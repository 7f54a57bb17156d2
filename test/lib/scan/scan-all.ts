import { Buffer } from "node:buffer";
import type { Rule } from "../../../src/lib/scan/questions.ts";
import type { LineScanner } from "../../../src/lib/scan/scanner.ts";

export interface Scanned {
  readonly offset: number;
  readonly line: Buffer;
  readonly answer: number;
}

interface How {
  readonly always?: readonly Rule[];
  readonly ifKnown?: readonly Rule[];
  readonly known?: string | undefined;
  /** How many bytes arrive at once, one after the other and over again. */
  readonly pieces?: readonly number[];
}

/** Every line that `scanner` does not pass over, copied. */
export function scanAll(
  scanner: LineScanner,
  bytes: Buffer,
  { always = [], ifKnown = [], known, pieces = [] }: How = {},
): Scanned[] {
  const seen: Scanned[] = [];
  scanner.begin(0, always, ifKnown);
  scanner.know(known);
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const room = scanner.room();
    const count = bytes.copy(room, 0, at, Math.min(bytes.length, at + (pieces[i % pieces.length] ?? room.length)));
    scanner.took(count);
    at += count;
    while (scanner.next())
      seen.push({ offset: scanner.offset, line: Buffer.from(scanner.line), answer: scanner.answer });
  }
  return seen;
}
