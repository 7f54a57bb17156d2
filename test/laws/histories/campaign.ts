/** Many histories, each of a seed of its own, in processes of their own: most of the time of a history is waiting. */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { unprivileged } from "../../support/program/machine.ts";
import { randomHistory, told } from "./history.ts";
import { faultsOf, play, type Stage } from "./play.ts";
import { shrink } from "./shrink.ts";

export interface Campaign {
  readonly stage: Stage;
  /** The first seed, and how many. */
  readonly from: number;
  readonly count: number;
  readonly workers: number;
  readonly progress?: (done: number) => void;
}

export interface Outcome {
  readonly played: number;
  /** What was broken, and by which history. */
  readonly failures: readonly string[];
}

const MOST_FAILURES = 5;
const SHRINK_MS = 60_000;

export async function campaign({ stage, from, count, workers, progress }: Campaign): Promise<Outcome> {
  const failures: string[] = [];
  let played = 0;
  const worker = async (index: number) => {
    const words = [import.meta.filename, "--worker", stage, from + index, workers, from + count].map(String);
    const child = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "inherit"], ...unprivileged });
    const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
    for await (const line of createInterface({ input: child.stdout })) {
      const failure = JSON.parse(line) as string | null;
      played++;
      if (failure !== null) failures.push(failure);
      progress?.(played);
      if (failures.length >= MOST_FAILURES) child.kill();
    }
    const code = await ended;
    if (code !== 0 && failures.length < MOST_FAILURES) failures.push(`a worker ended with code ${code}`);
  };
  await Promise.all(Array.from({ length: workers }, (_, index) => worker(index)));
  return { played, failures };
}

/** Plays every so manieth seed; prints a line for each: what is wrong, or null. */
async function work(stage: Stage, from: number, every: number, until: number): Promise<void> {
  for (let seed = from; seed < until; seed += every)
    process.stdout.write(`${JSON.stringify((await oneSeed(stage, seed)) ?? null)}\n`);
}

async function oneSeed(stage: Stage, seed: number): Promise<string | undefined> {
  const history = randomHistory(seed, {
    faults: faultsOf(stage),
    length: stage === "in-process" ? 14 : 6,
    hasStore: stage === "stored" || stage === "synced",
  });
  const wrong = await play(stage, history);
  if (wrong === undefined) return undefined;
  // What depends on time may not fail again at once.
  const fails = async (shorter: typeof history) => {
    for (let tries = 0; tries < (stage === "in-process" ? 1 : 3); tries++)
      if ((await play(stage, shorter)) !== undefined) return true;
    return false;
  };
  const short = await shrink(history, fails, Date.now() + SHRINK_MS);
  return `${stage}: ${wrong}\n\n${told(short)}\n(${short.steps.length} of ${history.steps.length} steps)`;
}

if (process.argv[2] === "--worker") {
  const [stage = "", from = "", every = "", until = ""] = process.argv.slice(3);
  await work(stage as Stage, Number(from), Number(every), Number(until));
}
