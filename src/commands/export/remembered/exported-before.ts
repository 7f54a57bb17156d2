import type { EventType } from "../../../events/event-type.ts";
import { noteBefore } from "../../../export/summary/note-before.ts";
import { manifestsOf } from "./excluded.ts";
import { goingOn } from "./types.ts";

/** How logs were exported before, from a data directory. */
export interface ExportedBefore {
  /** The machine ID, if any. */
  readonly machineId: string | undefined;
  /** The types with which our own store goes on. */
  readonly types: ReadonlySet<EventType>;
}

/** What holds for exports to come, because one before had it: a timer's entry says it, not the environment. */
export function exportedBefore(dataDir: string): ExportedBefore {
  const known = manifestsOf(dataDir, []);
  return {
    machineId: known.find(({ state }) => state === "read")?.manifest.machineId,
    types: goingOn(noteBefore(dataDir), known),
  };
}
