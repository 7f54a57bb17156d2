/** Plays a history, and tells which law it breaks. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BUILT_FAULTS, runBuilt } from "./programs/built-program.ts";
import type { Change, History, Run } from "./history.ts";
import { IN_PROCESS_FAULTS, runInProcess } from "./programs/in-process.ts";
import { runStored, spoilStore, STORED_FAULTS } from "./programs/stored-program.ts";
import { runSynced, SYNCED_FAULTS } from "./programs/synced-program.ts";
import { Violation, World } from "./world.ts";

export type Stage = "in-process" | "built" | "stored" | "synced";

const STAGES = {
  "in-process": { run: runInProcess, faults: IN_PROCESS_FAULTS },
  built: { run: runBuilt, faults: BUILT_FAULTS },
  stored: { run: runStored, faults: STORED_FAULTS },
  synced: { run: runSynced, faults: SYNCED_FAULTS },
} as const;

export function faultsOf(stage: Stage): readonly [string, ...string[]] {
  return STAGES[stage].faults;
}

/** What is wrong with a history; `undefined` when every law holds. */
export async function play(stage: Stage, history: History): Promise<string | undefined> {
  const folder = mkdtempSync(join(tmpdir(), "tt-history-"));
  const world = new World(folder);
  try {
    for (const step of history.steps) {
      if (step.step === "manifest") world.spoilManifest(step);
      else if (step.step === "store") spoilStore(world, step);
      else if (step.step === "run") await oneRun(stage, world, step);
      else if (step.kind === "edit") await edit(stage, world, step);
      else world.change(step);
    }
    await end(stage, world);
    return undefined;
  } catch (error) {
    if (error instanceof Violation) return error.message;
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  } finally {
    world.tree.allowAll();
    rmSync(folder, { recursive: true, force: true });
  }
}

const CLEAN: Run = { step: "run", fault: "clean", at: 1, seed: 1 };

async function oneRun(stage: Stage, world: World, run: Run): Promise<number> {
  const before = world.beforeRun();
  const { meanwhile } = run;
  const ending = await STAGES[stage].run(
    world,
    run,
    meanwhile === undefined ? undefined : () => world.change(meanwhile),
  );
  if (run.fault === "clean" && ending.code !== 0 && ending.code !== 78)
    throw new Violation(`a clean run ended with ${ending.code}: ${ending.errors}`);
  world.afterRun(ending, before);
  return ending.code;
}

/** An edit in place between two runs, and nothing else between them. */
async function edit(stage: Stage, world: World, change: Change): Promise<void> {
  if ((await oneRun(stage, world, CLEAN)) !== 0) return;
  const path = world.tree.paths[change.log % Math.max(1, world.tree.paths.length)];
  if (path === undefined || !world.mayEdit(path)) return;
  world.change(change);
  await oneRun(stage, world, CLEAN);
}

async function end(stage: Stage, world: World): Promise<void> {
  world.tree.allowAll();
  if ((await oneRun(stage, world, CLEAN)) === 78) {
    // Chance made it a manifest of the future: whoever reads the message removes it.
    world.spoilManifest({ step: "manifest", kind: "lost", at: 0, seed: 0 });
    await oneRun(stage, world, CLEAN);
  }
  await world.settle(
    () => STAGES[stage].run(world, CLEAN),
    () => STAGES[stage].run(world, { ...CLEAN, fault: "anew" }),
  );
}
