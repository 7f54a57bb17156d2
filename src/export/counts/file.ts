import { join } from "node:path";
import { readState, OversizedState } from "../../manifest/read-state.ts";
import { sweepState, UnwrittenState, writeState } from "../../manifest/state-file.ts";
import { counted, type RunCounts } from "./counted.ts";
import { formatSeries, seriesIn, type Series } from "./series.ts";

/** What exports counted, day by day, in the data directory. */
export const DAILY_COUNTS = "daily-counts.json";
/** Ninety days of twenty agents have less. */
const MOST_BYTES = 4 << 20;

/** What exports counted; `undefined` where there is nothing, or nothing that this version understands. */
export function readCounts(dataDir: string): Series | undefined {
  const stored = storedIn(dataDir);
  return typeof stored === "object" ? stored : undefined;
}

/**
 * Adds what a run counted. A quiet run neither reads nor writes the file, but removes what killed runs left beside it; a file that cannot be understood is kept beside, and the
 * counts begin anew: then it gives `corrupt`. The counts are a convenience, so that a file that cannot be read or
 * written stays as it is and fails no export.
 */
export function addCounts(
  dataDir: string,
  runs: readonly RunCounts[],
  times: { readonly now: Date; readonly before: Date | undefined },
): "corrupt" | undefined {
  const path = join(dataDir, DAILY_COUNTS);
  sweepState(path);
  if (counted({}, runs, times) === undefined) return undefined;
  const stored = storedIn(dataDir);
  if (stored === "newer" || stored === "unreadable") return undefined;
  const isCorrupt = stored === "corrupt";
  const series = counted(typeof stored === "object" ? stored : {}, runs, times);
  if (series === undefined) return undefined;
  try {
    writeState(path, formatSeries(series), isCorrupt ? times.now : undefined);
  } catch (error) {
    if (!(error instanceof UnwrittenState)) throw error;
    return undefined;
  }
  return isCorrupt ? "corrupt" : undefined;
}

function storedIn(dataDir: string): Series | "newer" | "corrupt" | "unreadable" | undefined {
  let bytes: Buffer | undefined;
  try {
    bytes = readState(join(dataDir, DAILY_COUNTS), MOST_BYTES);
  } catch (error) {
    return error instanceof OversizedState ? "corrupt" : "unreadable";
  }
  return bytes === undefined ? undefined : (seriesIn(bytes.toString("utf8")) ?? "corrupt");
}
