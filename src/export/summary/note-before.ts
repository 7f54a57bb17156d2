import { join } from "node:path";
import { isFields, type Fields } from "../../events/fields.ts";
import { isObject } from "../../lib/json/json.ts";
import { directoriesIn } from "../../manifest/head.ts";
import { readState } from "../../manifest/read-state.ts";
import { metIn, type MetUnknown } from "./drift.ts";
import { LAST_EXPORT, LAST_EXPORT_BYTES } from "./note-file.ts";

/** What an export needs of the note that the one before it left. */
export interface NoteBefore {
  readonly unknown: MetUnknown;
  /** When it ended. */
  readonly ended: Date | undefined;
  /** The directories whose sessions were not exported. */
  readonly exclude: readonly string[];
  /** How much the events told; `undefined` where it does not say. */
  readonly fields: Fields | undefined;
  /** Which types of events it was to give, as a manifest notes them; `undefined` where it does not say. */
  readonly types: string | undefined;
  /** With which of them our own store goes on, as a manifest notes it; `undefined` where they are those. */
  readonly storeTypes: string | undefined;
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
  const { exclude, fields, types, store_types: storeTypes, destination, ended } = isObject(note) ? note : {};
  const time = typeof ended === "string" ? new Date(ended) : undefined;
  return {
    unknown: metIn(note),
    ended: time === undefined || Number.isNaN(time.getTime()) ? undefined : time,
    exclude: directoriesIn(exclude),
    fields: isFields(fields) ? fields : undefined,
    types: typeof types === "string" ? types : undefined,
    storeTypes: typeof storeTypes === "string" ? storeTypes : undefined,
    destination: typeof destination === "string" ? destination : undefined,
  };
}
