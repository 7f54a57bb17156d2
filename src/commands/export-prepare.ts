import { isMissing, nameOfTypes } from "../events/event-type.ts";
import { usage, type Failure } from "../failure.ts";
import { printable } from "../lib/printable.ts";
import { Ledger } from "../manifest/ledger.ts";
import { loadManifest, type StoredManifest } from "../manifest/store.ts";
import { findLogs } from "../sources/find.ts";
import { sources as allSources } from "../sources/index.ts";
import type { Discovery, Source } from "../sources/source.ts";
import { environment } from "./environment.ts";
import type { ExportOptions } from "./export-options.ts";

/** A source that is read in this run, and its manifest; without one in a window, which leaves positions alone. */
export interface Prepared {
  readonly source: Source;
  readonly discovery: Discovery;
  readonly stored: StoredManifest | undefined;
  readonly ledger: Ledger | undefined;
}

/** Finds the logs and reads all manifests, before the first event is printed. */
export function prepare({
  sources,
  dataDir,
  window,
  full,
  machineId,
  types,
  quiet,
}: ExportOptions): readonly Prepared[] {
  const prepared: Prepared[] = [];
  const env = environment();
  const typeNames = nameOfTypes(types);
  const withPast: Source[] = [];
  for (const { source, asked, roots } of sources) {
    const discovery = findLogs({ source, roots, env, sources: allSources });
    if (!asked && !discovery.found && discovery.problems.length === 0) continue;
    if (window !== undefined) {
      prepared.push({ source, discovery, stored: undefined, ledger: undefined });
      continue;
    }
    const stored = loadManifest(dataDir, source.manifest);
    if (stored.state === "newer") {
      process.stderr.write(
        `tt: the manifest \`${printable(stored.path)}\` was written by a newer version: ${source.agent} was not exported\n\n` +
          "hint: update tt\n",
      );
    } else if (stored.state === "read" && stored.manifest.machineId !== machineId && !full) {
      throw machineIdFailure(stored.manifest.machineId, machineId);
    } else if (!full && isMissing(types, stored.manifest.types)) withPast.push(source);
    prepared.push({
      source,
      discovery,
      stored,
      ledger: new Ledger(stored.manifest, { machineId, types: typeNames, forget: full }),
    });
  }
  if (withPast.length > 0 && !quiet) process.stderr.write(pastNote(withPast, typeNames));
  return prepared;
}

function pastNote(withPast: readonly Source[], types: string): string {
  const agents = withPast.map(({ agent }) => agent).join(", ");
  return (
    `tt: from now on these types of events are exported: ${types}\n` +
    `hint: what was exported before (${agents}) has them only after an export with --full, which exports everything again\n`
  );
}

function machineIdFailure(before: string | undefined, now: string | undefined): Failure {
  const said = (id: string | undefined) => (id === undefined ? "no machine ID" : `the machine ID '${id}'`);
  return usage(
    `the last export was made with ${said(before)}, this one has ${said(now)}: every event would get a new ID`,
    before === undefined
      ? "leave --machine-id and TT_MACHINE_ID away, or change it with --full, which exports everything again"
      : `use --machine-id ${before}, or change it with --full, which exports everything again`,
  );
}
