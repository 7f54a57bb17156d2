import { directoryAt } from "../../doctor/data-directory.ts";
import { NO_EVENTS, type Rules } from "../../delivery.ts";
import { readCounts } from "../../export/counts/file.ts";
import type { Series } from "../../export/counts/series.ts";
import { readLastExport, type LastExport } from "../../export/summary/last-export.ts";
import { sourceStatusOf, type SourceStatus } from "../../export/source-status.ts";
import { Failure } from "../../failure.ts";
import { overviewOf } from "../../store/overview.ts";
import { correctable, mayReplace } from "../../store/import/correctable.ts";
import { storedDeliveries } from "../../store/registers/deliveries.ts";
import { locationOf, type StoreOptions } from "../../store/location.ts";
import { copiedSessions } from "../../store/reading/copied-sessions.ts";
import { openStore } from "../../store/open.ts";
import { sources as allSources } from "../../agents/index.ts";
import type { Source } from "../../logs/source.ts";
import { readLastSync, type HostSync } from "../../sync/last-sync.ts";
import { environment } from "../process/environment.ts";
import type { ChosenSource } from "../options/sources.ts";
import type { Lacks, StoreStatus } from "./store-status.ts";
import { hintsOf, type StatusHint } from "./hints.ts";
import type { StatusWarning } from "./warnings/warning.ts";
import { warningsOf } from "./warnings/warnings.ts";

export interface Status {
  readonly dataDir: string;
  readonly statuses: readonly SourceStatus[];
  /** The sources that were asked for by name or by directory. */
  readonly asked: ReadonlySet<Source>;
  readonly lastExport: LastExport | undefined;
  /** What exports counted, day by day, of the sources that are told of. */
  readonly counts: Series;
  /** How the last sync of each host went. */
  readonly syncs: ReadonlyMap<string, HostSync>;
  readonly store: StoreStatus;
  readonly warnings: readonly StatusWarning[];
  readonly hints: readonly StatusHint[];
}

/** By which this version reads. */
const RULES: Rules = Object.fromEntries(allSources.map(({ agent, rules }) => [agent, rules]));

export interface StatusRequest {
  readonly sources: readonly ChosenSource[];
  readonly store: StoreOptions;
  readonly now: Date;
}

/** Looks at everything, changes nothing. What cannot be looked at is a warning. */
export async function gatherStatus({ sources, store: options, now }: StatusRequest): Promise<Status> {
  const { dataDir } = options;
  const env = environment();
  const statuses = sources.map(({ source, roots }) =>
    sourceStatusOf({ source, roots, env, sources: allSources }, dataDir),
  );
  const lastExport = readLastExport(dataDir);
  const kept = readCounts(dataDir) ?? {};
  const told = new Set<string>(statuses.map(({ source }) => source.agent));
  const counts = Object.fromEntries(Object.entries(kept).filter(([agent]) => told.has(agent)));
  const store = await storeStatus(options, statuses, now);
  const syncs = readLastSync(dataDir);
  const directory = directoryAt(dataDir);
  const warnings = warningsOf({ statuses, lastExport, counts, syncs, store, dataDir, directory, now });
  const asked = new Set(sources.filter((chosen) => chosen.asked).map(({ source }) => source));
  return { dataDir, statuses, asked, lastExport, counts, syncs, store, warnings, hints: hintsOf(statuses) };
}

async function storeStatus(options: StoreOptions, statuses: readonly SourceStatus[], now: Date): Promise<StoreStatus> {
  const { shown: location } = locationOf(options);
  const claims = statuses.filter(({ delivery }) => delivery !== NO_EVENTS);
  const lacking = (held: ReadonlySet<string>): Lacks =>
    claims.filter(({ delivery }) => delivery === undefined || !held.has(delivery)).map(({ source }) => source.agent);
  try {
    const store = await openStore(options);
    if (store === undefined)
      return { location, state: "missing", isNamed: options.db !== undefined, lacks: lacking(new Set()) };
    try {
      const overview = await overviewOf(store, now);
      const isSeen = (table: string) => overview.unseen?.tables.includes(table) !== true;
      const names = claims.flatMap(({ delivery }) => delivery ?? []);
      return {
        location,
        state: "read",
        overview,
        lacks: isSeen("event_deliveries") ? lacking(await storedDeliveries(store, names)) : [],
        correctable: isSeen("event_corrections") ? await correctable(store, RULES) : undefined,
        mayReplace: await mayReplace(store),
        copied: await copiedSessions(store),
      };
    } finally {
      await store.close();
    }
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { location, state: "unusable", failure: error.message };
  }
}
