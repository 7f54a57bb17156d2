import { join } from "node:path";
import { isObject } from "../../lib/json/json.ts";
import { directoriesIn } from "../../manifest/head.ts";
import { readState } from "../../manifest/state-file.ts";
import { metIn, type MetUnknown } from "./drift.ts";
import { LAST_EXPORT, LAST_EXPORT_BYTES } from "./totals.ts";

/** What an export needs of the note that the one before it left. */
export interface NoteBefore {
  readonly unknown: MetUnknown;
  /** The directories whose sessions were not exported. */
  readonly exclude: readonly string[];
  /** Who got the events that were exported last: see `destinationOf`. */
  readonly destination: string | undefined;
}

/** Reads the note; nothing, where there is none that can be read: it is a convenience, and fails no export. */
export function noteBefore(dataDir: string): NoteBefore {
  let note: unknown;
  try {
    note = JSON.parse(readState(join(dataDir, LAST_EXPORT), LAST_EXPORT_BYTES)?.toString("utf8") ?? "null");
  } catch {
    note = undefined;
  }
  const { exclude, destination } = isObject(note) ? note : {};
  return {
    unknown: metIn(note),
    exclude: directoriesIn(exclude),
    destination: typeof destination === "string" ? destination : undefined,
  };
}
