import { randomBytes } from "node:crypto";
import { NO_EVENTS, type Delivery } from "../../delivery.ts";
import { noteBefore } from "../../export/summary/note-before.ts";
import type { Tally } from "../../export/summary/totals.ts";
import { sweepState, UnwrittenState } from "../../manifest/state-file.ts";
import type { StoredChanges, StoredManifest } from "../../manifest/load.ts";
import { saveManifest } from "../../manifest/save.ts";
import type { Problem } from "../../problem.ts";
import { forgetExcluded } from "./remembered/excluded.ts";
import type { ExportOptions } from "./options.ts";
import { rememberedBy, type KeptTo } from "./remembered/remembered.ts";
import type { Prepared } from "./prepare.ts";

/**
 * The delivery that a run makes; in a window, after which no positions are stored, it has no name. A run that found no
 * agent has one: who acknowledges tells by it a machine without logs from an export that stores nothing.
 */
export function deliveryOf(runs: readonly Prepared[], { window }: Pick<ExportOptions, "window">): Delivery {
  const before = runs.flatMap((run) => (run.before === undefined || run.before === NO_EVENTS ? [] : [run.before]));
  return {
    name: window === undefined ? randomBytes(16).toString("base64url") : undefined,
    after: [...new Set(before)],
    rules: Object.fromEntries(runs.map(({ source }) => [source.agent, source.rules])),
  };
}

/** The agents of which nobody knows which delivery has what lies before their positions. */
export function unknownOf(runs: readonly Prepared[]): string[] {
  return runs.filter(({ before }) => before === undefined).map(({ source }) => source.agent);
}

/** Stores the new positions: what could not be stored is delivered again by the next export. */
export function storePositions(
  options: ExportOptions,
  runs: readonly Prepared[],
  { sources, warnings }: Tally,
  { delivery, kept }: { readonly delivery: Delivery | undefined; readonly kept: KeptTo },
): void {
  const saving = { now: new Date(), large: options.largeManifest };
  const remembered = rememberedBy(kept, noteBefore(options.dataDir));
  for (const { source, stored, ledger, before } of runs) {
    if (stored === undefined || ledger === undefined) continue;
    sweepState(stored.path);
    sweepState(stored.changes.path);
    const corruption = corruptionOf(stored);
    warnings.add(corruption);
    if (!ledger.changed && corruption.length === 0) continue;
    try {
      const isDelivered = Object.keys(sources[source.agent]?.events ?? {}).length > 0;
      const after = before === undefined ? undefined : delivery?.name;
      saveManifest(stored, ledger.close(isDelivered ? after : before, remembered), saving);
    } catch (error) {
      if (!(error instanceof UnwrittenState)) throw error;
      warnings.add([{ kind: "manifest-unwritten", path: stored.path, cause: error.message }]);
    }
  }
  if (options.window === undefined)
    warnings.add(
      forgetExcluded(
        options,
        runs.flatMap(({ stored }) => stored ?? []),
      ),
    );
}

/** As what is told where nothing is stored. */
export function warnOfCorrupt(runs: readonly Prepared[], { warnings }: Tally): void {
  for (const { stored } of runs) warnings.add(corruptionOf(stored));
}

function corruptionOf(stored: Prepared["stored"]): readonly Problem[] {
  if (stored === undefined) return [];
  return [...corruptOf("manifest-corrupt", stored), ...corruptOf("changes-corrupt", stored.changes)];
}

function corruptOf(
  kind: Problem["kind"],
  { state, path, cause }: Pick<StoredManifest, "state" | "path" | "cause"> | StoredChanges,
): readonly Problem[] {
  return state === "corrupt" ? [{ kind, path, ...(cause === undefined ? {} : { cause }) }] : [];
}
