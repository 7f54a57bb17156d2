import { join } from "node:path";
import * as z from "zod";
import { FIELDS } from "../../events/fields.ts";
import { readState } from "../../manifest/read-state.ts";
import { metIn, type MetUnknown } from "./drift.ts";
import { LAST_EXPORT, LAST_EXPORT_BYTES } from "./note-file.ts";

const counts = z.record(z.string(), z.number()).catch({});

/** What we look at in it; another version may have written it. */
const Note = z.object({
  ended: z.iso.datetime(),
  exit_code: z.int(),
  failure: z.string().optional(),
  /** Who got the events that were exported last. */
  destination: z.string().optional().catch(undefined),
  /** The directories whose sessions are not exported. */
  exclude: z.array(z.string()).optional().catch(undefined),
  /** How much the events tell, where that is not all. */
  fields: z.enum(FIELDS).optional().catch(undefined),
  summary: z.looseObject({
    sources: z.record(z.string(), z.looseObject({ lines: z.number().catch(0), events: counts, skipped: counts })),
    warnings: z.array(
      z.looseObject({
        kind: z.string(),
        path: z.string().optional(),
        offset: z.number().optional(),
        cause: z.string().optional(),
        more: z.number().optional(),
      }),
    ),
  }),
});
export type LastExport = z.infer<typeof Note> & {
  /** Values that are not known, of this export and of those before. */
  readonly unknown: MetUnknown;
};

/** The note of the last export; `undefined` when there is none, or none that can be understood. */
export function readLastExport(dataDir: string): LastExport | undefined {
  let value: unknown;
  try {
    value = JSON.parse(readState(join(dataDir, LAST_EXPORT), LAST_EXPORT_BYTES)?.toString("utf8") ?? "null");
  } catch {
    // Unreadable or cut: it is a convenience, and the next export replaces it.
    return undefined;
  }
  const note = Note.safeParse(value).data;
  return note === undefined ? undefined : { ...note, unknown: metIn(value) };
}
