import { fewest, type Fields } from "../../../events/fields.ts";
import type { NoteBefore } from "../../../export/summary/note-before.ts";
import type { ExportOptions } from "../options.ts";

/** What an export was told once, and what those after it keep to. */
export interface Remembered {
  /** The directories whose sessions are not exported. */
  readonly exclude: readonly string[];
  /** How much the events tell. */
  readonly fields: Fields;
}

/** What a run keeps to, and what the note of the export before it said when it began. */
export interface KeptTo extends Remembered {
  readonly noted: Pick<NoteBefore, "exclude" | "fields">;
}

/**
 * What a run is to store, by what the note says `now`: another run that has ended meanwhile was told something, too, and
 * whoever stores last must not forget it. Where both were told how much events tell, less is.
 */
export function rememberedBy(
  { exclude, fields, noted }: KeptTo,
  now: Pick<NoteBefore, "exclude" | "fields">,
): Remembered {
  const added = now.exclude.filter((directory) => !noted.exclude.includes(directory));
  const ended = new Set(noted.exclude.filter((directory) => !now.exclude.includes(directory)));
  const kept = exclude.filter((directory) => !ended.has(directory));
  return { exclude: [...new Set([...kept, ...added])].sort(), fields: fieldsSince({ fields, noted }, now.fields) };
}

/** What is meant to hold from now on does not, where nothing is stored. */
export function windowNote({ window, exclude, fields }: Pick<ExportOptions, "window" | "exclude" | "fields">): string {
  const options = [
    ...(exclude.length > 0 ? ["--exclude"] : []),
    ...(fields.fields === "minimal" ? ["--fields minimal"] : []),
  ];
  if (window === undefined || options.length === 0) return "";
  return (
    `tt: this holds for this window alone: ${options.join(" and ")}\n` +
    "hint: an export without --since and --until remembers it; a window stores nothing\n"
  );
}

function fieldsSince({ fields, noted }: Pick<KeptTo, "fields" | "noted">, now: Fields | undefined): Fields {
  if (now === noted.fields) return fields;
  const wasTold = fields !== (noted.fields ?? "all");
  return wasTold ? fewest([fields, now]) : (now ?? "all");
}
