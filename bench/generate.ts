// Writes a Claude directory of generated logs:  node bench/generate.ts --out DIR [--logs 800] [--bytes 1300000000] [--seed 1]
//
// Sizes of logs vary over two orders of magnitude; about one in eight is the log of a sub-agent, several of a session.
// What came out is told on stderr: lines, and their lengths.

import { Buffer } from "node:buffer";
import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { nextLine, type Session } from "./claude-lines.ts";
import { type Random, seeded } from "./random.ts";
import { textPool } from "./text-pool.ts";

export interface Tree {
  readonly out: string;
  readonly logs: number;
  readonly bytes: number;
  readonly seed: number;
}

export interface Made {
  readonly logs: number;
  /** One of them. */
  readonly log: string;
  readonly bytes: number;
  readonly lines: number;
  readonly lengths: readonly number[];
}

export function generate({ out, logs, bytes, seed }: Tree): Made {
  const random = seeded(seed);
  const text = textPool(random);
  const weights = Array.from({ length: logs }, () => Math.min(random.around(1, 6), 40));
  const sum = weights.reduce((a, b) => a + b, 0);
  const lengths: number[] = [];
  let written = 0;
  let log = "";
  let parent: string | undefined;
  let subAgents = 0;
  weights.forEach((weight, i) => {
    const session = begin(random, i, subAgents > 0);
    subAgents = subAgents > 0 ? subAgents - 1 : random.chance(0.035) ? 1 + random.below(7) : 0;
    const folder = join(out, "projects", `-home-ana-garden-${i % 40}`);
    const path =
      session.agentId === undefined || parent === undefined
        ? join(folder, `${session.id}.jsonl`)
        : join(parent, "subagents", `agent-${session.agentId}.jsonl`);
    if (session.agentId === undefined) parent = join(folder, session.id);
    mkdirSync(dirname(path), { recursive: true });
    log = path;
    const file = openSync(path, "w");
    const size = (bytes * weight) / sum;
    let done = 0;
    let pieces: Buffer[] = [];
    let held = 0;
    while (done < size) {
      let length = 0;
      for (const piece of nextLine(session, { random, text })) {
        const part = typeof piece === "string" ? Buffer.from(piece) : piece;
        pieces.push(part);
        length += part.length;
      }
      lengths.push(length);
      done += length;
      if ((held += length) > 1 << 20 || done >= size) {
        writeSync(file, Buffer.concat(pieces));
        pieces = [];
        held = 0;
      }
    }
    written += done;
    closeSync(file);
  });
  return { logs, log, bytes: written, lines: lengths.length, lengths: lengths.toSorted((a, b) => a - b) };
}

function begin(random: Random, i: number, isSubAgent: boolean): Session {
  const own = {
    parent: "",
    message: "",
    tool: `toolu_${random.hex(24)}`,
    time: Date.UTC(2026, 0, 1) + random.below(2e10),
  };
  const era = random.chance(0.5) ? "context-first" : "context-last";
  const session = { id: random.uuid(), era, cwd: `/home/ana/garden-${i % 40}`, ...own } as const;
  return isSubAgent ? { ...session, agentId: `a${random.hex(16)}` } : session;
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      out: { type: "string" },
      logs: { type: "string", default: "800" },
      bytes: { type: "string", default: "1300000000" },
      seed: { type: "string", default: "1" },
    },
  });
  if (values.out === undefined) throw new Error("--out DIR is needed");
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
}
