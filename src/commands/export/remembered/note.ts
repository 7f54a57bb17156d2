import { basename, join } from "node:path";
import { NO_EVENTS } from "../../../delivery.ts";
import { nameOfTypes, typesFrom, type EventType } from "../../../events/event-type.ts";
import { addCounts, DAILY_COUNTS } from "../../../export/counts/file.ts";
import { remembered } from "../../../export/summary/drift.ts";
import { noteBefore } from "../../../export/summary/note-before.ts";
import { LAST_EXPORT, OWN_STORE } from "../../../export/summary/note-file.ts";
import type { Summary } from "../../../export/summary/totals.ts";
import { EXIT } from "../../../failure.ts";
import { printable } from "../../../lib/text/printable.ts";
import { sweepState, UnwrittenState, writeState } from "../../../manifest/state-file.ts";
import type { Source } from "../../../logs/source.ts";
import { VERSION } from "../../../version.ts";
import type { ExportOptions } from "../options.ts";
import { rememberedBy, type KeptTo } from "./remembered.ts";
import { typesAfter } from "./types.ts";

/** How an export ended. */
export interface Ending {
  readonly exitCode: number;
  readonly summary: Summary;
  /** What it kept to; `undefined` when it ended before it knew. */
  readonly kept: KeptTo | undefined;
  /** The types of events that it gave; none where it failed, and nothing was stored of it. */
  readonly types?: ReadonlySet<EventType>;
  readonly failure?: string;
}

/** Leaves a note of how the export ended, so that `tt status` can tell a dead timer from a quiet week. */
export function leaveNote(options: ExportOptions, { exitCode, summary, kept, types, failure }: Ending): void {
  if (options.dryRun || options.window !== undefined) return;
  const before = noteBefore(options.dataDir);
  const ended = new Date().toISOString();
  const met = remembered(before.unknown, summary.sources, { now: ended, version: VERSION });
  const unknown = Object.keys(met).length === 0 ? undefined : met;
  const { exclude, fields = "all" } = kept === undefined ? before : rememberedBy(kept, before);
  const isDelivered =
    (exitCode === EXIT.ok || exitCode === EXIT.warnings) &&
    Object.values(summary.sources).some(({ events }) => Object.keys(events).length > 0);
  const given = typesFrom({}, types ?? new Set());
  const noted = given.size === 0 ? before : typesAfter(options, given, before);
  const note = {
    ended,
    exit_code: exitCode,
    destination: isDelivered ? destinationOf(options) : before.destination,
    failure,
    exclude: exclude.length === 0 ? undefined : exclude,
    fields: fields === "all" ? undefined : fields,
    types: noted.types,
    store_types: noted.storeTypes,
    summary,
    unknown,
  };
  const path = join(options.dataDir, LAST_EXPORT);
  try {
    sweepState(path);
    writeState(path, `${JSON.stringify(note)}\n`);
  } catch (error) {
    // The note is a convenience: a directory that cannot be written has been warned of already.
    if (!(error instanceof UnwrittenState)) throw error;
  }
}

/** A source that was read, and by which delivery its consumer had what lies before. */
interface CountedRun {
  readonly source: Source;
  readonly before: string | undefined;
}

/**
 * Adds what a run found to the counts of its day, by which `tt status` tells a day that stands out. To be called once the
 * positions are stored and before the note of this export is left.
 */
export function keepCounts(options: ExportOptions, runs: readonly CountedRun[], { sources }: Summary): void {
  const { dataDir, types, quiet } = options;
  const counts = runs.flatMap(({ source, before }) => {
    const { agent, facts, rules } = source;
    const totals = sources[agent];
    if (totals === undefined) return [];
    return [{ agent, rules, types: nameOfTypes(typesFrom(facts, types)), isWhole: before === NO_EVENTS, totals }];
  });
  if (addCounts(dataDir, counts, { now: new Date(), before: noteBefore(dataDir).ended }) !== "corrupt" || quiet) return;
  process.stderr.write(
    `tt: the counts of each day, \`${printable(join(dataDir, DAILY_COUNTS))}\`, could not be understood: they are kept ` +
      "beside and begin anew\n",
  );
}

/** Who gets the events, by the name of the program alone: its arguments may be private. */
export function destinationOf({ consumer, own, ack }: Pick<ExportOptions, "consumer" | "own" | "ack">): string {
  if (own !== undefined) return OWN_STORE;
  if (ack !== undefined) return ACKNOWLEDGED;
  return consumer === undefined ? "stdout" : basename(consumer[0]);
}

/** The destination of `tt export --ack`: who it is stands nowhere. */
const ACKNOWLEDGED = "a reader that acknowledges";
