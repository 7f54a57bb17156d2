import { spawnSync } from "node:child_process";
import { findInZone } from "../../export/find-in-zone.ts";
import { readLastExport } from "../../export/summary/last-export.ts";
import { isUnchanged } from "../../export/unchanged.ts";
import { EXIT, Failure } from "../../failure.ts";
import type { Span } from "../../hours/slice.ts";
import { amount } from "../../lib/text/amount.ts";
import { loadManifest } from "../../manifest/load.ts";
import { sources } from "../../agents/index.ts";
import { environment } from "../process/environment.ts";
import { OWN_STORE } from "../export/note.ts";
import type { HoursRequest } from "../options/hours.ts";
import { sourcesRequestOf, type ChosenSource } from "../options/sources.ts";
import { age } from "../status/age.ts";
import type { StoreRequest } from "../options/store.ts";

/**
 * Updates the store, and fails if that does; or says on stderr, in one line, when logs have grown since the last export
 * and a window (until `end`, in seconds since 1970) may lack what is new in them.
 */
export function freshen(
  { read: { store }, grown }: Pick<HoursRequest, "read" | "grown">,
  { end }: Pick<Span, "end">,
  now: Date,
): void {
  if (grown === "update") return update(store);
  if (grown === "ignore") return;
  const note = grownNote(store.dataDir, end, now);
  if (note !== undefined) process.stderr.write(note);
}

/** In a process of its own: an export listens for signals until its process ends. */
function update({ dataDir, db, isNamed }: StoreRequest): void {
  const machineId = knownMachine(dataDir);
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

/** The machine ID that the logs were exported with, if any: a timer's entry holds it, not the environment. */
function knownMachine(dataDir: string): string | undefined {
  for (const { manifest } of sources) {
    const stored = loadManifest(dataDir, manifest);
    if (stored.state === "read") return stored.manifest.machineId;
  }
  return undefined;
}

/** Only where the exports of this data directory go into a store of ours. */
function grownNote(dataDir: string, end: number, now: Date): string | undefined {
  const last = readLastExport(dataDir);
  if (last === undefined || end * 1000 <= Date.parse(last.ended)) return undefined;
  if (last.destination !== undefined && last.destination !== OWN_STORE) return undefined;
  let grown: number;
  try {
    grown = sourcesRequestOf({}).reduce((sum, chosen) => sum + grownOf(chosen, dataDir), 0);
  } catch (error) {
    // A manifest that cannot be read is what 'tt export' and 'tt status' speak of.
    if (error instanceof Failure) return undefined;
    throw error;
  }
  if (grown === 0) return undefined;
  return `tt: ${amount(grown, "log")} grew since the last export (${age(last.ended, now)}): 'tt update', or --fresh\n`;
}

/** Of a source that was never exported nothing is known. */
function grownOf({ source, roots }: ChosenSource, dataDir: string): number {
  const { state, manifest } = loadManifest(dataDir, source.manifest);
  if (state !== "read") return 0;
  const { logs } = findInZone({ source, roots, env: environment(), sources }, dataDir);
  return logs.filter((log) => !isUnchanged(source, log, manifest.entries)).length;
}
