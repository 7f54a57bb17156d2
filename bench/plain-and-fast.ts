// The plain reader of transcripts and the fast one, in this process, on the same logs: the ratio holds on any machine.

import { claudeLines } from "../src/sources/claude-code/decode.ts";
import { discoverClaudeLogs } from "../src/sources/claude-code/discover.ts";
import { fastClaudeLogs } from "../src/sources/claude-code/fast.ts";
import { LineLogs } from "../src/sources/lines.ts";
import type { Log } from "../src/sources/source.ts";
import { median } from "./measure.ts";

const ENOUGH = 150e6;

export interface Compared {
  readonly megabytes: number;
  /** Megabytes a second. */
  readonly plain: number;
  readonly fast: number;
}

export async function compareReaders(dir: string, runs: number): Promise<Compared> {
  let bytes = 0;
  const logs = discoverClaudeLogs([{ path: dir, named: true }]).logs.filter(({ stat }) => {
    const isWanted = bytes < ENOUGH;
    if (isWanted) bytes += stat.size;
    return isWanted;
  });
  const readers = { plain: new LineLogs(claudeLines), fast: fastClaudeLogs() };
  const times = { plain: [] as number[], fast: [] as number[] };
  const seen = new Set<string>();
  for (let run = 0; run <= runs; run++)
    for (const name of ["plain", "fast"] as const) {
      const began = performance.now();
      seen.add(await readAll(readers[name], logs));
      if (run > 0) times[name].push(performance.now() - began);
    }
  if (seen.size !== 1) throw new Error(`the readers do not agree: ${[...seen].join(" and ")}`);
  const speed = (took: readonly number[]): number => bytes / 1e3 / median(took);
  return { megabytes: bytes / 1e6, plain: speed(times.plain), fast: speed(times.fast) };
}

/** Reads everything; tells how much it was. */
async function readAll(reader: LineLogs, logs: readonly Log[]): Promise<string> {
  let lines = 0;
  let observations = 0;
  for (const log of logs)
    for await (const batch of reader.read(log, undefined)) {
      lines += batch.counts.lines;
      observations += batch.observations.length;
    }
  return `${observations} observations of ${lines} lines`;
}
