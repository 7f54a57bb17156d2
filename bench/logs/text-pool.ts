// Text as it stands in agents' logs, already escaped for JSON: code, listings, numbered files, prose, JSON in strings,
// some of it not ASCII. A pool is made once; a piece of any length is then a slice of it.

import { Buffer } from "node:buffer";
import type { Random } from "./random.ts";

const WORDS = [
  "garden",
  "path",
  "const",
  "return",
  "import",
  "session",
  "value",
  "index",
  "error",
  "the",
  "of",
  "and",
  "to",
  "read",
  "write",
  "function",
  "async",
  "await",
  "test",
  "expect",
  "line",
  "offset",
  "string",
  "number",
  "bed",
  "seed",
  "water",
] as const;
const FOREIGN = ["öffnen", "naïve", "données", "目录", "ファイル", "→", "✓", "—", "🌱"] as const;

const LINES: readonly [(r: Random, n: number) => string, ...((r: Random, n: number) => string)[]] = [
  (r) => `${"  ".repeat(r.below(6))}const ${word(r)} = ${word(r)}("${word(r)}", { ${word(r)}: ${r.below(1000)} });`,
  (r) => `${"\t".repeat(r.below(4))}if (${word(r)} === "${word(r)}") return ${word(r)}.${word(r)}();`,
  (r) => words(r, 6 + r.below(14)),
  (r, n) => `${String(n % 2000).padStart(6)}→${"    ".repeat(r.below(4))}${words(r, 2 + r.below(8))}`,
  (r) => `-rw-r--r-- 1 ana ana ${r.below(100_000)} Jun ${r.below(30)} 10:${r.below(60)} src/${word(r)}/${word(r)}.ts`,
  (r) =>
    JSON.stringify({ [word(r)]: word(r), type: "tool_result", path: `C:\\${word(r)}\\${word(r)}`, n: r.below(99) }),
  (r) => `\u001b[32m✓\u001b[0m ${words(r, 5)} (${r.below(500)} ms)`,
  (r) => `${words(r, 4)} ${FOREIGN[r.below(FOREIGN.length)]} ${words(r, 3)}`,
  () => "",
];

function word(r: Random): string {
  return WORDS[r.below(WORDS.length)] ?? "garden";
}

function words(r: Random, n: number): string {
  return Array.from({ length: n }, () => word(r)).join(" ");
}

/** Escaped text of about `bytes` bytes: whole lines, so that no escape and no character is ever cut. */
export type TextPool = (bytes: number) => Buffer;

export function textPool(random: Random, size = 4 << 20): TextPool {
  const pieces: Buffer[] = [];
  const ends: number[] = [0];
  let length = 0;
  while (length < size) {
    // Like lines come together, as they do in a file or a listing.
    const make = random.pick(LINES);
    for (let i = 0, n = 5 + random.below(40); i < n; i++) {
      const piece = Buffer.from(JSON.stringify(`${make(random, i)}\n`).slice(1, -1));
      pieces.push(piece);
      ends.push((length += piece.length));
    }
  }
  const pool = Buffer.concat(pieces);
  const boundary = (at: number): number => {
    let low = 0;
    let high = ends.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ends[middle] ?? 0) < at) low = middle + 1;
      else high = middle;
    }
    return ends[low] ?? 0;
  };
  return (bytes) => {
    const whole: Buffer[] = [];
    for (let left = bytes; left > 0; left -= size >> 1) {
      const from = boundary(random.below(size >> 1));
      whole.push(pool.subarray(from, boundary(from + Math.min(left, size >> 1))));
    }
    return whole.length === 1 ? (whole[0] ?? pool) : Buffer.concat(whole);
  };
}
