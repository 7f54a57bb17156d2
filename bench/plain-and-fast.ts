// The plain reader of logs and the fast one, in this process, on the same logs: the ratio holds on any machine.

import { codexLines } from "../src/agents/codex/decode.ts";
import { discoverRollouts } from "../src/agents/codex/discover.ts";
import { claudeLines } from "../src/log-formats/claude-transcript/decode.ts";
import { discoverClaudeLogs } from "../src/agents/claude-code/discover.ts";
import type { LineFormat } from "../src/logs/lines/format.ts";
import { LineLogs } from "../src/logs/lines/line-logs.ts";
import type { Root } from "../src/logs/finding/roots.ts";
import type { Asked, Discovery, Log } from "../src/logs/source.ts";
import { median } from "./measure.ts";

const ENOUGH = 150e6;

interface Kind {
  readonly format: LineFormat;
  readonly discover: (roots: readonly Root[]) => Discovery;
}

export const CLAUDE: Kind = { format: claudeLines, discover: discoverClaudeLogs };
export const CODEX: Kind = { format: codexLines, discover: discoverRollouts };

export interface Compared {
  /** Megabytes a second. */
  readonly plain: number;
  readonly fast: number;
  /** How long the fast reader takes with evidence, in times of what it takes without. */
  readonly evidence: number;
  /** The same with all types. */
  readonly all: number;
}

export async function compareReaders({ format, discover }: Kind, dir: string, runs: number): Promise<Compared> {
  let bytes = 0;
  const logs = discover([{ path: dir, named: true }]).logs.filter(({ stat }) => {
    const isWanted = bytes < ENOUGH;
    if (isWanted) bytes += stat.size;
    return isWanted;
  });
  const fast = new LineLogs(format);
  const readers = { plain: new LineLogs(format, { plain: true }), fast, evidence: fast, all: fast };
  const times = { plain: [] as number[], fast: [] as number[], evidence: [] as number[], all: [] as number[] };
  const seen = new Set<string>();
  for (let run = 0; run <= runs; run++)
    for (const name of ["plain", "fast", "evidence", "all"] as const) {
      const began = performance.now();
      const what = await readAll(readers[name], logs, ASKED[name]);
      if (name === "plain" || name === "fast") seen.add(what);
      if (run > 0) times[name].push(performance.now() - began);
    }
  if (seen.size !== 1) throw new Error(`the readers do not agree: ${[...seen].join(" and ")}`);
  const speed = (took: readonly number[]): number => bytes / 1e3 / median(took);
  return {
    plain: speed(times.plain),
    fast: speed(times.fast),
    evidence: median(times.evidence) / median(times.fast),
    all: median(times.all) / median(times.fast),
  };
}

/** What each reading asks for. */
const ASKED: Readonly<Record<"plain" | "fast" | "evidence" | "all", Asked>> = {
  plain: {},
  fast: {},
  evidence: { evidence: true },
  all: { evidence: true, usage: true },
};

/** Reads everything; tells how much it was. */
async function readAll(reader: LineLogs, logs: readonly Log[], asked: Asked): Promise<string> {
  let lines = 0;
  let observations = 0;
  for (const log of logs)
    for await (const batch of reader.read(log, undefined, asked)) {
      lines += batch.counts.lines;
      observations += batch.observations.length;
    }
  return `${observations} observations of ${lines} lines`;
}
