/**
 * `npm run soak -- --minutes N | --hours N [--seed S] [--keep]`: agents at work for a while, and the built program beside
 * them with every fault. Prints the seed and what was done; exits 1 when a law was broken.
 */
import { spawn } from "node:child_process";
import { parseArgs } from "node:util";
import { unprivileged } from "../test/support/program/machine.ts";
import { hasFaketime } from "../test/laws/soak/clock.ts";
import { tableRow } from "../test/laws/soak/counts.ts";
import { soak } from "../test/laws/soak/soak.ts";
import { hasTimewarrior } from "../test/laws/soak/trackers.ts";

const { values } = parseArgs({
  options: {
    hours: { type: "string" },
    minutes: { type: "string" },
    seed: { type: "string" },
    keep: { type: "boolean", default: false },
  },
});
const minutes = Number(values.minutes ?? Number(values.hours ?? 0) * 60);
const seed = Number(values.seed ?? Date.now() % 2 ** 31);
if (!(minutes > 0) || !Number.isSafeInteger(seed)) {
  process.stderr.write("npm run soak -- --minutes N | --hours N [--seed S] [--keep]\n");
  process.exit(2);
}

// Root may read everything: as nobody in particular, permissions mean something.
if (unprivileged.uid !== undefined) await again();
else await here();

async function again(): Promise<void> {
  const words = [import.meta.filename, ...process.argv.slice(2)];
  const child = spawn(process.execPath, words, { stdio: "inherit", ...unprivileged });
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => child.kill(signal));
  process.exitCode = await new Promise<number>((resolve) => child.on("close", (code) => resolve(code ?? 1)));
}

async function here(): Promise<void> {
  let isStopped = false;
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => (isStopped = true));
  const say = (line: string) => process.stdout.write(`${line}\n`);
  say(`seed ${seed}, ${minutes} minutes`);
  if (!hasFaketime) say("clocks do not jump: there is no libfaketime here");
  if (!hasTimewarrior) say("nothing is pushed to Timewarrior: there is no 'timew' here");
  const began = Date.now();
  const { counts, seasons, failure } = await soak({
    seed,
    minutes,
    say,
    isStopped: () => isStopped,
    keep: values.keep,
  });
  say(`seed ${seed}: ${seasons} seasons in ${((Date.now() - began) / 60_000).toFixed(1)} minutes`);
  for (const [name, number] of [...counts].sort(([a], [b]) => (a < b ? -1 : 1)))
    say(`  ${String(number).padStart(8)}  ${name}`);
  say(`for docs/reliability.md:\n${tableRow({ minutes, seed, seasons, counts })}`);
  say(failure === undefined ? "the law held" : `the law was broken: ${failure}`);
  process.exitCode = failure === undefined ? 0 : 1;
}
