import type { Log, Source } from "../logs/source.ts";
import type { Entries } from "../manifest/entries.ts";

/** Whether a log is still as it was left, as far as can be told without opening it. */
export function isUnchanged(source: Source, log: Log, entries: Pick<Entries, "get" | "printed">): boolean {
  if (source.isUnchangedAsPrinted !== undefined) {
    // Of a hundred thousand entries none need be parsed where nothing is new.
    const printed = entries.printed(log.key);
    if (printed !== undefined && source.isUnchangedAsPrinted(log, printed)) return true;
  }
  return source.isUnchanged(log, entries.get(log.key));
}
