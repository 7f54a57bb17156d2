import type { Command } from "commander";
import { withStoreOptions, type StoreFlags } from "../options/store.ts";
import { withSummaryOptions, type SummaryFlags } from "../options/summary.ts";

export interface ImportFlags extends StoreFlags, SummaryFlags {
  readonly replace?: true;
  readonly strict?: true;
  readonly quiet?: true;
}

/** What `tt import` takes; also an export that starts it reads by this where the events go. */
export function withImportOptions(command: Command): Command {
  withStoreOptions(
    command.argument("[FILE...]", "NDJSON, as 'tt export' prints it; '-' and no file at all are the standard input"),
  );
  return withSummaryOptions(command)
    .option(
      "--replace",
      "of every session in the input, store exactly what the input says, of the types it was asked for ('tt export --full'); what nothing in it tells of stays",
    )
    .option("--strict", "exit 3 when there were malformed lines or conflicts")
    .option("-q, --quiet", "say nothing on stderr but failures");
}
