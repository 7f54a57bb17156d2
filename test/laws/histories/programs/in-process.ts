/** An export in this process: the parts of the program put together as its command does, with faults where it meets the world. */
import { TYPE_GROUPS } from "../../../../src/events/event-type.ts";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { runExport } from "../../../../src/export/run.ts";
import { Tally } from "../../../../src/export/summary/totals.ts";
import { silent } from "../../../../src/export/progress.ts";
import type { Sink } from "../../../../src/export/sinks/sink.ts";
import { Failure } from "../../../../src/failure.ts";
import { Ledger } from "../../../../src/manifest/ledger.ts";
import { loadManifest } from "../../../../src/manifest/load.ts";
import { saveManifest } from "../../../../src/manifest/save.ts";
import { claudeCodeWith, WAYS } from "../../../support/program/in-process.ts";
import { seededRandom } from "../../../support/random/random.ts";
import type { Run } from "../history.ts";
import { ManifestFiles } from "../manifest-files.ts";
import type { Ending, World } from "../world.ts";

export const IN_PROCESS_FAULTS = [
  "sink-fails",
  "torn-line",
  "flush-fails",
  "asked-to-end",
  "dies-before-save",
  "dies-within-save",
  "other-run-first",
  "other-run-meanwhile",
] as const;

/** Runs an export. `meanwhile` is called once, when the first events are written. */
export async function runInProcess(world: World, run: Run, meanwhile?: () => void): Promise<Ending> {
  const random = seededRandom(run.seed);
  const stop = Math.floor(run.at * 40);
  const lines: string[] = [];
  const source = claudeCodeWith(random.pick(WAYS), { blockSize: random.pick([1, 7, 100, 4096, 1 << 20]), tickMs: 20 });
  let written = 0;
  const sink: Sink = {
    // oxlint-disable-next-line require-await -- an error of the write is a rejection
    async write(bytes) {
      const whole = Buffer.from(bytes).toString().split("\n").slice(0, -1);
      if (run.fault === "sink-fails" && written + whole.length > stop) {
        lines.push(...whole.slice(0, Math.max(0, stop - written)));
        throw new Failure(74, "the sink is full");
      }
      written += whole.length;
      lines.push(...whole);
      if (run.fault === "torn-line" && written > stop) {
        lines.pop();
        throw new Failure(74, "the sink was cut");
      }
      meanwhile?.();
      meanwhile = undefined;
    },
    flush: () =>
      run.fault === "flush-fails" ? Promise.reject(new Failure(74, "the flush failed")) : Promise.resolve(),
  };
  let checks = 0;
  const dataDir = run.fault === "anew" ? join(world.folder, `anew-${randomUUID()}`) : world.dataDir;
  try {
    const discovery = source.discover([{ path: world.tree.root, named: true }]);
    const stored = loadManifest(dataDir, source.manifest);
    if (stored.state === "newer") return { code: 78, lines, errors: "" };
    if (run.fault === "other-run-meanwhile") {
      const other = await runInProcess(world, { ...run, fault: "clean", seed: run.seed + 1 });
      lines.push(...other.lines);
    }
    const ledger = new Ledger(stored.manifest, { machineId: undefined, types: "core", exclude: [], forget: false });
    await runExport({
      runs: [{ source, discovery, ledger }],
      tally: new Tally(),
      wanted: {
        machineId: undefined,
        since: undefined,
        until: undefined,
        exclude: [],
        types: new Set(TYPE_GROUPS.core),
      },
      sink,
      progress: silent,
      wait: (work) => work,
      checkpoint: () =>
        run.fault === "asked-to-end" && ++checks > stop / 8 ? Promise.reject(new Failure(143, "")) : Promise.resolve(),
    });
    if (run.fault === "dies-before-save") return { code: 137, lines, errors: "" };
    if (run.fault === "other-run-first") {
      const other = await runInProcess(world, { ...run, fault: "clean", seed: run.seed + 1 });
      lines.push(...other.lines);
    }
    const files = new ManifestFiles(stored.path);
    const before = files.texts();
    const isCorrupt = stored.state === "corrupt" || stored.changes.state === "corrupt";
    if (run.fault !== "anew" && (ledger.changed || isCorrupt))
      saveManifest(stored, ledger.close(), { now: new Date(), large: random.chance(0.8) ? 1 : undefined });
    // The manifest is written first, and what belongs beside it afterwards.
    if (run.fault === "dies-within-save") {
      files.put({ ...files.texts(), changes: before.changes });
      return { code: 137, lines, errors: "" };
    }
    return { code: 0, lines, errors: "" };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { code: error.exitCode, lines, errors: error.message };
  }
}
