import { spawnSync } from "node:child_process";
import { EXIT, Failure } from "../../failure.ts";
import { exportedBefore } from "../export/remembered/exported-before.ts";
import type { StoreRequest } from "../options/store.ts";

/** Brings what is new into the store, in a process of its own: an export listens for signals until its process ends. */
export function update({ dataDir, db, isNamed }: StoreRequest): void {
  const { machineId } = exportedBefore(dataDir);
  const words = [
    "--data-dir",
    dataDir,
    // One of the environment is there for the other process too, and may have a password in it.
    ...(isNamed && db !== undefined ? ["--db", db] : []),
    ...(machineId === undefined ? [] : ["--machine-id", machineId]),
  ];
  const { status, error } = spawnSync(
    process.execPath,
    [process.argv[1] ?? "tt", "update", "--summary", "none", ...words],
    { stdio: ["ignore", "ignore", "inherit"] },
  );
  if (error !== undefined) throw error;
  if (status === EXIT.ok || status === EXIT.warnings) return;
  throw new Failure(status ?? EXIT.output, "the store was not updated, so nothing is told", {
    hint: "without --fresh, what is stored already is told",
  });
}
