import { Failure } from "../failure.ts";
import { findLogs, type Search } from "../logs/finding/find.ts";
import type { Discovery } from "../logs/source.ts";
import { loadManifest } from "../manifest/load.ts";

/**
 * Finds the logs of a source, as `findLogs` does; those of local times in the zone that was named now or for an earlier
 * export into this data directory. The manifest is asked only where there are such logs.
 */
export function findInZone(search: Search, dataDir: string): Discovery {
  const found = findLogs(search);
  if (found.withoutZone === undefined || found.withoutZone.length === 0) return found;
  const zone = zoneBefore(search, dataDir);
  return zone === undefined ? found : findLogs({ ...search, roots: search.roots.map((root) => ({ ...root, zone })) });
}

/** One that cannot be read is told of by who needs its positions. */
function zoneBefore({ source }: Search, dataDir: string): string | undefined {
  try {
    return loadManifest(dataDir, source.manifest).manifest.zone;
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}
