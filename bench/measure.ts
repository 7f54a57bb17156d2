// Runs programs and takes their time. One run of each after the other, and over again, so that what else the machine does
// falls on all of them; the median counts.

import { spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { devNull, tmpdir } from "node:os";
import { join } from "node:path";

export interface Program {
  readonly command: readonly [string, ...string[]];
  readonly env?: Readonly<Record<string, string>>;
  /** Done before every run, not measured. */
  readonly before?: () => void;
}

/** The median of the times of each program, in milliseconds. */
export function medianTimes<Name extends string>(
  programs: Readonly<Record<Name, Program>>,
  runs: number,
): (name: Name) => number {
  const times = new Map<string, number[]>();
  // The first run fills the caches.
  for (let run = 0; run <= runs; run++)
    for (const [name, program] of Object.entries<Program>(programs)) {
      const took = timeOf(program);
      if (run > 0) times.set(name, [...(times.get(name) ?? []), took]);
    }
  return (name) => median(times.get(name) ?? []);
}

export function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN;
}

function timeOf({ command: [file, ...args], env, before }: Program): number {
  before?.();
  const out = openSync(devNull, "w");
  const began = process.hrtime.bigint();
  const { status, error, stderr } = spawnSync(file, args, {
    env: { ...process.env, ...env },
    stdio: ["ignore", out, "pipe"],
    encoding: "utf8",
  });
  const took = Number(process.hrtime.bigint() - began) / 1e6;
  closeSync(out);
  if (error !== undefined || status !== 0) throw new Error(`${file} failed: ${stderr}`, { cause: error });
  return took;
}

/** Told on exit by a Node program itself. */
const TELL = `process.on("exit", () => {
  require("node:fs").writeFileSync(process.env.BENCH_PEAK, String(process.resourceUsage().maxRSS));
});`;

/** The peak of the resident memory of a program that is Node, in MB: the highest of three runs. */
export function peakMemory(program: Program): number {
  const scratch = mkdtempSync(join(tmpdir(), "tt-bench-"));
  const [node, ...args] = program.command;
  const [tell, peak] = [join(scratch, "tell.cjs"), join(scratch, "peak")];
  writeFileSync(tell, TELL);
  try {
    return Math.max(
      ...[1, 2, 3].map(() => {
        const env = { ...program.env, BENCH_PEAK: peak };
        timeOf({ ...program, command: [node, "--require", tell, ...args], env });
        return Number(readFileSync(peak, "utf8")) / 1024;
      }),
    );
  } finally {
    rmSync(scratch, { recursive: true });
  }
}
