import { Buffer } from "node:buffer";
import { rulesOf, type Passing } from "../../../src/lib/scan/questions.ts";
import type { LineScanner } from "../../../src/lib/scan/scanner.ts";

export interface Scanned {
  readonly offset: number;
  readonly line: Buffer;
  readonly answer: number;
  readonly onlyIfNew: string | undefined;
  readonly reduced: string | undefined;
}

const BLOCK = 65_536;

interface How extends Passing {
  readonly known?: string | undefined;
  /** How many bytes arrive at once, one after the other and over again. */
  readonly pieces?: readonly number[];
}

/** Every line that `scanner` does not pass over, copied. */
export function scanAll(scanner: LineScanner, bytes: Buffer, { known, pieces = [], ...passing }: How = {}): Scanned[] {
  const seen: Scanned[] = [];
  scanner.begin(rulesOf(passing));
  scanner.know(known);
  let held = 0;
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const count = Math.min(pieces[i % pieces.length] ?? BLOCK, bytes.length - at);
    if (held + count > scanner.bytes.length) scanner.grow(2 * (held + count));
    bytes.copy(scanner.bytes, held, at, at + count);
    held += count;
    at += count;
    const end = scanner.bytes.subarray(0, held).lastIndexOf(0x0a) + 1;
    scanner.scan(scanner.bytes.subarray(0, end));
    while (scanner.next()) {
      const { answer, onlyIfNew, reduced } = scanner;
      const offset = at - held + scanner.at;
      seen.push({ offset, line: Buffer.from(scanner.line), answer, onlyIfNew, reduced });
    }
    scanner.bytes.copyWithin(0, end, held);
    held -= end;
  }
  return seen;
}
