import { join } from "node:path";
import { clockFindings, type Stamped } from "../../doctor/clock.ts";
import { directoryAt, directoryFindings } from "../../doctor/data-directory.ts";
import type { Finding } from "../../doctor/finding.ts";
import { lastExportFindings } from "../../doctor/last-export.ts";
import { manifestFindings } from "../../doctor/manifests.ts";
import { spaceFindings } from "../../doctor/space.ts";
import { stateFileFindings } from "../../doctor/state-files.ts";
import { storeFindings } from "../../doctor/store.ts";
import { DAILY_COUNTS } from "../../export/counts/file.ts";
import { readLastExport, type LastExport } from "../../export/summary/last-export.ts";
import { sourceStatusOf, type SourceStatus } from "../../export/source-status.ts";
import { LAST_EXPORT } from "../../export/summary/note-file.ts";
import { reason } from "../../failure.ts";
import { changesPath } from "../../manifest/changes.ts";
import { UnwrittenState } from "../../manifest/state-file.ts";
import { sources as allSources } from "../../agents/index.ts";
import { locationOf, type StoreOptions } from "../../store/location.ts";
import type { Overview } from "../../store/overview.ts";
import { environment } from "../process/environment.ts";
import type { ChosenSource } from "../options/sources.ts";
import { driftWarnings, exportWarnings } from "../status/warnings/runs.ts";
import { expiryWarnings } from "../status/warnings/warnings.ts";

export interface DoctorRequest {
  readonly sources: readonly ChosenSource[];
  readonly store: StoreOptions;
  readonly now: Date;
}

/** Looks at all state, and changes nothing. */
export async function examine({ sources, store, now }: DoctorRequest): Promise<readonly Finding[]> {
  const { dataDir } = store;
  const env = environment();
  const directory = directoryAt(dataDir);
  const statuses = sources.map(({ source, roots }) =>
    sourceStatusOf({ source, roots, env, sources: allSources }, dataDir),
  );
  const lastExport = readLastExport(dataDir);
  const { findings: ofStore, overview } = await storeFindings(store, now);
  const location = locationOf(store);
  const manifests = allSources.flatMap(({ manifest }) => [manifest, changesPath(manifest)]);
  const files = [...manifests, DAILY_COUNTS, LAST_EXPORT].map((name) => join(dataDir, name));
  if (location.engine === "sqlite") files.push(location.path);
  return [
    ...directoryFindings(dataDir, directory),
    ...(directory.state === "missing" || directory.state === "unusable" ? [] : stateFileFindings(dataDir, manifests)),
    ...manifestFindings({ statuses, lastExport, dataDir, now }),
    ...lastExportFindings(dataDir, lastExport, now),
    ...warnings(statuses, lastExport, now),
    ...ofStore,
    ...clockFindings(stampsOf(lastExport, overview), now),
    ...spaceFindings(files),
  ];
}

/** What `tt status` warns of too: an export that failed or is overdue, logs that an agent is about to delete. */
function warnings(
  statuses: readonly SourceStatus[],
  lastExport: LastExport | undefined,
  now: Date,
): readonly Finding[] {
  return [
    ...statuses.flatMap((status) => expiryWarnings(status, now)),
    ...(lastExport === undefined ? [] : exportWarnings({ statuses, lastExport, now })),
    ...driftWarnings({ statuses, lastExport, now }),
  ].map(({ kind, message }) => ({ kind, state: "wrong", message, hint: "'tt status' tells more" }));
}

function stampsOf(lastExport: LastExport | undefined, overview: Overview | undefined): readonly Stamped[] {
  const stamps: Stamped[] = [];
  if (overview?.last !== undefined)
    stamps.push({
      what: "the newest event in the store",
      at: Date.parse(overview.last),
      isNewest: true,
      ifAhead: "its events keep that time",
    });
  if (lastExport !== undefined)
    stamps.push({
      what: "the last export",
      at: Date.parse(lastExport.ended),
      ifAhead: "the next export sets it right",
    });
  const started = overview?.lastImport?.started;
  if (started !== undefined)
    stamps.push({ what: "the last import", at: Date.parse(started), ifAhead: "the next import sets it right" });
  return stamps.filter(({ at }) => Number.isFinite(at));
}

/** What became of the fixes: what was done, and what the system refused. */
export interface Fixes {
  readonly done: readonly { readonly kind: Finding["kind"]; readonly message: string }[];
  readonly refused: readonly { readonly kind: Finding["kind"]; readonly message: string }[];
}

/** Does what the findings say that can be done about them. */
export function fix(findings: readonly Finding[]): Fixes {
  const done: { kind: Finding["kind"]; message: string }[] = [];
  const refused: { kind: Finding["kind"]; message: string }[] = [];
  for (const { kind, path = "", fix: way } of findings) {
    if (way === undefined) continue;
    try {
      way.run();
      done.push({ kind, message: way.done });
    } catch (error) {
      if (!(error instanceof UnwrittenState || (error instanceof Error && "syscall" in error))) throw error;
      refused.push({ kind, message: `\`${path}\` could not be mended (${reason(error)})` });
    }
  }
  return { done, refused };
}
