import { LOG_LINE, typesNoted, type EventType } from "../../../events/event-type.ts";
import { noteBefore, type NoteBefore } from "../../../export/summary/note-before.ts";
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
  return {
    machineId: known.find(({ state }) => state === "read")?.manifest.machineId,
    types: typesIn(noteBefore(dataDir), known),
  };
}

/**
 * The types of events that a run exports: those that are named; else into our own store those that suit it and all that
 * were exported before, so that a store that has tokens goes on getting them. What was is told by the manifests of its
 * sources and by the note of the last export: a manifest that is lost or damaged forgets nothing.
 */
export function typesBy(
  { types, isTypesNamed, own }: Pick<ExportOptions, "types" | "isTypesNamed" | "own">,
  noted: Pick<NoteBefore, "types">,
  manifests: readonly StoredManifest[],
): ReadonlySet<EventType> {
  return isTypesNamed || own === undefined ? types : new Set([...types, ...typesIn(noted, manifests)]);
}

/** Lines of text logs come where their sources are named, each time. */
function typesIn(noted: Pick<NoteBefore, "types">, manifests: readonly StoredManifest[]): ReadonlySet<EventType> {
  const said = [noted.types, ...manifests.map(({ manifest }) => manifest.types)];
  return new Set(said.flatMap((types = "") => typesNoted(types)).filter((type) => type !== LOG_LINE));
}
