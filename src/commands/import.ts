import { Command } from "commander";
import { withStoreOptions, usableStoreOptionsOf, type StoreFlags } from "./store-options.ts";
import { importInto } from "./import-run.ts";
import { withSummaryOptions, type SummaryFlags } from "./summary-options.ts";

interface Flags extends StoreFlags, SummaryFlags {
  readonly strict?: true;
  readonly quiet?: true;
}

/** `tt import`; what stands after `--` are files too, whatever they begin with. */
export function importCommand(afterDashes: readonly string[] | undefined): Command {
  const command = new Command("import")
    .summary("read events from standard input or files into a store, each once")
    .argument("[FILE...]", "NDJSON, as 'tt export' prints it; '-' and no file at all are the standard input")
    .description(
      "Read events from the standard input or files into a store, each event once.\n\n" +
        "An event whose ID is stored already is skipped and counted, so that an import may be repeated and killed at " +
        "any moment. Lines that are no events are told and counted; the rest is imported.",
    );
  withStoreOptions(command);
  return withSummaryOptions(command)
    .option("--strict", "exit 3 when there were malformed lines or conflicts")
    .option("-q, --quiet", "say nothing on stderr but failures")
    .action(async (files: readonly string[], flags: Flags) => {
      await importInto({
        store: usableStoreOptionsOf(flags),
        files: [...files, ...(afterDashes ?? [])],
        summary: flags.summary ?? (process.stderr.isTTY ? "text" : "none"),
        progress: flags.progress ?? (process.stderr.isTTY && flags.quiet !== true),
        strict: flags.strict === true,
        quiet: flags.quiet === true,
      });
    });
}
