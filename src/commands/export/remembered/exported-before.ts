import { LOG_LINE, typesNoted, type EventType } from "../../../events/event-type.ts";
import type { StoredManifest } from "../../../manifest/load.ts";
import { manifestsOf } from "./excluded.ts";
import type { ExportOptions } from "../options.ts";

/** How logs were exported before, from a data directory. */
export interface ExportedBefore {
  /** The machine ID, if any. */
  readonly machineId: string | undefined;
  readonly types: ReadonlySet<EventType>;
}

/** What holds for exports to come, because one before had it: a timer's entry says it, not the environment. */
export function exportedBefore(dataDir: string): ExportedBefore {
  const known = manifestsOf(dataDir, []);
  return { machineId: known.find(({ state }) => state === "read")?.manifest.machineId, types: typesIn(known) };
}

/**
 * The types of events that a run exports: those that are named; else into our own store those that suit it and all that
 * were exported before, so that a store that has tokens goes on getting them. `loaded` are the manifests of its sources.
 */
export function typesBy(
  { types, isTypesNamed, own }: Pick<ExportOptions, "types" | "isTypesNamed" | "own">,
  loaded: readonly StoredManifest[],
): ReadonlySet<EventType> {
  return isTypesNamed || own === undefined ? types : new Set([...types, ...typesIn(loaded)]);
}

/** Lines of text logs come where their sources are named, each time. */
function typesIn(known: readonly StoredManifest[]): ReadonlySet<EventType> {
  const noted = known.flatMap(({ manifest }) => (manifest.types === undefined ? [] : typesNoted(manifest.types)));
  return new Set(noted.filter((type) => type !== LOG_LINE));
}
