import { sources } from "../../agents/index.ts";
import { findInZone } from "../../export/find-in-zone.ts";
import { isUnchanged } from "../../export/unchanged.ts";
import { Failure } from "../../failure.ts";
import { loadManifest } from "../../manifest/load.ts";
import { sourcesRequestOf, type ChosenSource } from "../options/sources.ts";
import { environment } from "../process/environment.ts";

/** How many logs have grown since the last export; none, where a manifest cannot be read. */
export function grownLogs(dataDir: string): number {
  try {
    return sourcesRequestOf({}).reduce((sum, chosen) => sum + grownOf(chosen, dataDir), 0);
  } catch (error) {
    // A manifest that cannot be read is what 'tt export' and 'tt status' speak of.
    if (error instanceof Failure) return 0;
    throw error;
  }
}

/** Of a source that was never exported nothing is known. */
function grownOf({ source, roots }: ChosenSource, dataDir: string): number {
  const { state, manifest } = loadManifest(dataDir, source.manifest);
  if (state !== "read") return 0;
  const { logs } = findInZone({ source, roots, env: environment(), sources }, dataDir);
  return logs.filter((log) => !isUnchanged(source, log, manifest.entries)).length;
}
