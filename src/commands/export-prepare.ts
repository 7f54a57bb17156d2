import { NO_EVENTS } from "../delivery.ts";
import { isMissing, nameOfTypes } from "../events/event-type.ts";
import { usage, type Failure } from "../failure.ts";
import { printable } from "../lib/printable.ts";
import { deliveryBefore } from "../manifest/delivery-before.ts";
import { Ledger } from "../manifest/ledger.ts";
import { loadManifest } from "../manifest/store.ts";
import { findLogs } from "../logs/find.ts";
import { sources as allSources } from "../agents/index.ts";
import type { Source } from "../logs/source.ts";
import { environment } from "./environment.ts";
import { sourcesBehind, type Found } from "./export-ends.ts";
import type { ExportOptions } from "./export-options.ts";

/** A source that is read in this run, and its manifest; without one in a window, which leaves positions alone. */
export interface Prepared extends Found {
  readonly ledger: Ledger | undefined;
  /** By which delivery the consumer has what lies before the positions; `undefined` where nothing is known of it. */
  readonly before: string | undefined;
}

/** Finds the logs and reads all manifests, before the first event is printed. */
export async function prepare(options: ExportOptions): Promise<readonly Prepared[]> {
  const { machineId, types, quiet } = options;
  const found = findAll(options);
  const behind = await sourcesBehind(options, found);
  const typeNames = nameOfTypes(types);
  const withPast: Source[] = [];
  const prepared = found.map(({ source, discovery, stored }): Prepared => {
    if (stored === undefined) return { source, discovery, stored, ledger: undefined, before: undefined };
    const forget = options.full || behind.has(source);
    if (stored.state !== "newer" && !forget && isMissing(types, stored.manifest.types)) withPast.push(source);
    const ledger = new Ledger(stored.manifest, { machineId, types: typeNames, forget });
    return { source, discovery, stored, ledger, before: forget ? NO_EVENTS : deliveryBefore(stored) };
  });
  if (withPast.length > 0 && !quiet) process.stderr.write(pastNote(withPast, typeNames));
  return prepared;
}

function findAll({ sources, dataDir, window, full, machineId }: ExportOptions): readonly Found[] {
  const found: Found[] = [];
  const env = environment();
  for (const { source, asked, roots } of sources) {
    const discovery = findLogs({ source, roots, env, sources: allSources });
    if (!asked && !discovery.found && discovery.problems.length === 0) continue;
    const stored = window === undefined ? loadManifest(dataDir, source.manifest) : undefined;
    if (stored?.state === "newer")
      process.stderr.write(
        `tt: the manifest \`${printable(stored.path)}\` was written by a newer version: ${source.agent} was not exported\n\n` +
          "hint: update tt\n",
      );
    if (stored?.state === "read" && stored.manifest.machineId !== machineId && !full)
      throw machineIdFailure(stored.manifest.machineId, machineId);
    found.push({ source, discovery, stored });
  }
  return found;
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
