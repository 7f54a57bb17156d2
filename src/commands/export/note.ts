import { basename, join } from "node:path";
import { remembered } from "../../export/summary/drift.ts";
import { noteBefore } from "../../export/summary/note-before.ts";
import { LAST_EXPORT, type Summary } from "../../export/summary/totals.ts";
import { EXIT } from "../../failure.ts";
import { sweepState, UnwrittenState, writeState } from "../../manifest/state-file.ts";
import { VERSION } from "../../version.ts";
import type { ExportOptions } from "./options.ts";

/** How an export ended. */
export interface Ending {
  readonly exitCode: number;
  readonly summary: Summary;
  /** The directories whose sessions were not exported; `undefined` when the run ended before it knew. */
  readonly exclude: readonly string[] | undefined;
  readonly failure?: string;
}

/** Leaves a note of how the export ended, so that `tt status` can tell a dead timer from a quiet week. */
export function leaveNote(options: ExportOptions, { exitCode, summary, exclude, failure }: Ending): void {
  if (options.dryRun || options.window !== undefined) return;
  const before = noteBefore(options.dataDir);
  const ended = new Date().toISOString();
  const met = remembered(before.unknown, summary.sources, { now: ended, version: VERSION });
  const unknown = Object.keys(met).length === 0 ? undefined : met;
  const excluded = exclude ?? before.exclude;
  const isDelivered =
    (exitCode === EXIT.ok || exitCode === EXIT.warnings) &&
    Object.values(summary.sources).some(({ events }) => Object.keys(events).length > 0);
  const note = {
    ended,
    exit_code: exitCode,
    destination: isDelivered ? destinationOf(options) : before.destination,
    failure,
    exclude: excluded.length === 0 ? undefined : excluded,
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

/** Who gets the events, by the name of the program alone: its arguments may be private. */
export function destinationOf({ consumer, own, ack }: Pick<ExportOptions, "consumer" | "own" | "ack">): string {
  if (own !== undefined) return OWN_STORE;
  if (ack !== undefined) return ACKNOWLEDGED;
  return consumer === undefined ? "stdout" : basename(consumer[0]);
}

/** The destination of `tt export -- tt import` and `tt update`. */
export const OWN_STORE = "tt import";

/** The destination of `tt export --ack`: who it is stands nowhere. */
const ACKNOWLEDGED = "a reader that acknowledges";
