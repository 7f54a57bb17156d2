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

/**
 * Told on exit by a Node program itself. What the kernel tells of the largest memory includes that of the process that
 * started it; Linux also tells the program's own.
 */
const TELL = `process.on("exit", () => {
  const fs = require("node:fs");
  const { user, system } = process.cpuUsage();
  let peak = process.resourceUsage().maxRSS;
  try {
    peak = Number(/VmHWM:\\s*([0-9]+)/.exec(fs.readFileSync("/proc/self/status", "utf8"))[1]);
  } catch {}
  fs.writeFileSync(process.env.BENCH_TOLD, JSON.stringify({ peak: peak / 1024, processor: (user + system) / 1000 }));
});`;

interface Told {
  /** The peak of its resident memory, in MB. */
  readonly peak: number;
  /** Its processor time with all its threads, in milliseconds. */
  readonly processor: number;
}

/** What programs that are Node tell of some runs, one of each after the other. */
function told<Name extends string>(
  programs: Readonly<Record<Name, Program>>,
  runs: number,
): Readonly<Record<Name, readonly Told[]>> {
  const scratch = mkdtempSync(join(tmpdir(), "tt-bench-"));
  const [tell, answer] = [join(scratch, "tell.cjs"), join(scratch, "told")];
  const all = new Map<string, Told[]>();
  writeFileSync(tell, TELL);
  try {
    for (let run = 0; run < runs; run++)
      for (const [name, program] of Object.entries<Program>(programs)) {
        const [node, ...args] = program.command;
        const env = { ...program.env, BENCH_TOLD: answer };
        timeOf({ ...program, command: [node, "--require", tell, ...args], env });
        all.set(name, [...(all.get(name) ?? []), JSON.parse(readFileSync(answer, "utf8")) as Told]);
      }
    return Object.fromEntries(all) as Record<Name, Told[]>;
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/** The peak of the resident memory of a program that is Node, in MB: the highest of three runs. */
export function peakMemory(program: Program): number {
  return Math.max(...told({ program }, 3).program.map(({ peak }) => peak));
}

/** The least processor time of each program that is Node, in milliseconds: other work on the machine changes it little. */
export function leastProcessorTimes<Name extends string>(
  programs: Readonly<Record<Name, Program>>,
  runs: number,
): (name: Name) => number {
  const all = told(programs, runs);
  return (name) => Math.min(...all[name].map(({ processor }) => processor));
}
