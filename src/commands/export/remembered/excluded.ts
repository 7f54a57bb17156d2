import { realpathSync } from "node:fs";
import { join, resolve } from "node:path";
import { usage } from "../../../failure.ts";
import { isSystemError } from "../../../lib/process/system-error.ts";
import { loadManifest, type StoredManifest } from "../../../manifest/load.ts";
import { saveManifest } from "../../../manifest/save.ts";
import { UnwrittenState } from "../../../manifest/state-file.ts";
import type { Problem } from "../../../problem.ts";
import type { NoteBefore } from "../../../export/summary/note-before.ts";
import { sources } from "../../../agents/index.ts";
import type { ExportOptions } from "../options.ts";

/**
 * The directories whose sessions are not exported, in order: those that were named before in this data directory, in any
 * of its manifests or in the note of the last export, and those that are named now, without those that are to be exported
 * again. One manifest that is lost or damaged forgets nothing. `known` are all manifests.
 */
export function excludedBy(
  { exclude, include }: Pick<ExportOptions, "exclude" | "include">,
  noted: Pick<NoteBefore, "exclude">,
  known: readonly StoredManifest[],
): readonly string[] {
  const remembered = new Set([...noted.exclude, ...known.flatMap(excludedIn)]);
  for (const directory of include)
    if (!namesOf(directory).some((name) => remembered.delete(name)))
      throw usage(
        `--include: not excluded: '${directory}'`,
        remembered.size === 0 ? "nothing is excluded" : `excluded are: ${[...remembered].sort().join(", ")}`,
      );
    else for (const name of namesOf(directory)) remembered.delete(name);
  return [...new Set([...remembered, ...exclude.flatMap(namesOf)])].sort();
}

/**
 * Lets the manifests of sources that this run left aside forget what is to be exported, or told, again; returns those that
 * could not be written.
 */
export function forgetExcluded(
  {
    dataDir,
    include,
    fields,
    largeManifest: large,
  }: Pick<ExportOptions, "dataDir" | "include" | "fields" | "largeManifest">,
  loaded: readonly StoredManifest[],
): readonly Problem[] {
  const names = new Set(include.flatMap(namesOf));
  const tellsAll = fields.fields === "all";
  const problems: Problem[] = [];
  if (names.size === 0 && !tellsAll) return problems;
  for (const stored of manifestsOf(dataDir, loaded)) {
    const kept = excludedIn(stored).filter((directory) => !names.has(directory));
    const isAsBefore = kept.length === excludedIn(stored).length && !(tellsAll && stored.manifest.fields !== undefined);
    if (loaded.includes(stored) || isAsBefore) continue;
    const { fields: told } = stored.manifest;
    const changed = { ...stored.manifest, exclude: kept, fields: tellsAll ? undefined : told };
    try {
      saveManifest(stored, changed, { now: new Date(), large });
    } catch (error) {
      if (!(error instanceof UnwrittenState)) throw error;
      problems.push({ kind: "manifest-unwritten", path: stored.path, cause: error.message });
    }
  }
  return problems;
}

function excludedIn({ manifest }: StoredManifest): readonly string[] {
  return manifest.exclude ?? [];
}

/**
 * All manifests, those of sources that this run leaves aside, too: what is private to one agent's logs is private to all.
 * `loaded` are those that were read already.
 */
export function manifestsOf(dataDir: string, loaded: readonly StoredManifest[]): readonly StoredManifest[] {
  const paths = new Set(loaded.map(({ path }) => path));
  const others = sources.flatMap(({ manifest }) => {
    if (paths.has(join(dataDir, manifest))) return [];
    try {
      return [loadManifest(dataDir, manifest)];
    } catch {
      // It ends the export of its own source; here it can only say nothing.
      return [];
    }
  });
  return [...loaded, ...others];
}

/** Agents log where a symbolic link leads to, people name the link. */
function namesOf(directory: string): readonly string[] {
  const path = resolve(directory);
  try {
    return [...new Set([path, realpathSync(path)])];
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return [path];
  }
}
