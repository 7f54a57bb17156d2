import { fewest, type Fields } from "../../../events/fields.ts";
import type { NoteBefore } from "../../../export/summary/note-before.ts";
import type { StoredManifest } from "../../../manifest/load.ts";
import { fieldsNamed } from "../flags/fields.ts";
import type { ExportOptions } from "../options.ts";

/**
 * How much the events of a run tell: what was said of it in this data directory, in any of its manifests or in the note of
 * the last export, and what is said now. Only `--fields all` lets them tell more than before. `known` are all manifests.
 */
export function fieldsBy(
  { fields }: Pick<ExportOptions, "fields">,
  noted: Pick<NoteBefore, "fields">,
  known: readonly StoredManifest[],
): Fields {
  const named = fieldsNamed(fields);
  if (named === "all") return named;
  return fewest([named, noted.fields, ...known.map(({ manifest }) => manifest.fields)]);
}

/** What was exported before is not called back, and what was left out of it does not come by itself. */
export function fieldsNote(
  { fields, full, dryRun }: Pick<ExportOptions, "fields" | "full" | "dryRun">,
  loaded: readonly StoredManifest[],
  told: Fields,
): string {
  const before = loaded.filter(({ manifest }) => manifest.entries.size > 0);
  if (dryRun || fieldsNamed(fields) === undefined) return "";
  if (!before.some(({ manifest }) => (manifest.fields ?? "all") !== told)) return "";
  if (told !== "all")
    return (
      "tt: from now on events tell less (--fields minimal)\n" +
      "hint: what was exported before stays as it is where it went to\n"
    );
  return full
    ? ""
    : "tt: from now on events tell everything again\n" +
        "hint: what was exported before has it only after an export with --full, and in our own store with --replace\n";
}
