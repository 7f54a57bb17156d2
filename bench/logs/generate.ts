// Writes a directory of generated logs:
//   node bench/logs/generate.ts --out DIR [--agent claude-code|codex] [--logs 800] [--bytes 1300000000] [--seed 1]
//
// What came out is told on stderr: lines, and their lengths.

import { parseArgs } from "node:util";
import { generateClaude } from "./generate-claude.ts";
import { generateCodex } from "./generate-codex.ts";

const { values } = parseArgs({
  options: {
    out: { type: "string" },
    agent: { type: "string", default: "claude-code" },
    logs: { type: "string", default: "800" },
    bytes: { type: "string", default: "1300000000" },
    seed: { type: "string", default: "1" },
  },
});
if (values.out === undefined) throw new Error("--out DIR is needed");
const generate = values.agent === "codex" ? generateCodex : generateClaude;
const made = generate({
  out: values.out,
  logs: Number(values.logs),
  bytes: Number(values.bytes),
  seed: Number(values.seed),
});
const at = (share: number): number => made.lengths[Math.floor(made.lines * share)] ?? 0;
process.stderr.write(
  `${made.logs} logs, ${made.bytes} bytes, ${made.lines} lines; ` +
    `lengths p50 ${at(0.5)}, p90 ${at(0.9)}, p99 ${at(0.99)}, longest ${made.lengths.at(-1) ?? 0}\n`,
);
