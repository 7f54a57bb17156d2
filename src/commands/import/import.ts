import { Command } from "commander";
import { DELIVERY_VARIABLE } from "../../delivery.ts";
import { variable } from "../process/environment.ts";
import { withImportOptions, type ImportFlags } from "./options.ts";
import { importInto, type ImportOptions } from "./run.ts";
import { tellNext } from "../process/next-step.ts";
import { storeRequestOf } from "../options/store.ts";
import { summaryRequestOf } from "../options/summary.ts";

/** `tt import`; what stands after `--` are files too, whatever they begin with. */
export function importCommand(afterDashes: readonly string[] | undefined): Command {
  const command = new Command("import")
    .summary("read events from standard input or files into a store, each once")
    .description(
      "Read events from the standard input or files into a store, each event once.\n\n" +
        "An event whose ID is stored already is skipped and counted, so that an import may be repeated and killed at " +
        "any moment. Lines that are no events are told and counted; the rest is imported.\n\n" +
        "With --replace, the store holds of every session in the input, and of every sub-agent, exactly what the input says, " +
        "in one transaction, and only if the input is whole: 'tt export --full -- tt import --replace' corrects what older " +
        "rules made. Sessions and sub-agents of which the input has nothing stay as they are.",
    );
  return withImportOptions(command).action(async (files: readonly string[], flags: ImportFlags) => {
    const request = requestOf([...files, ...(afterDashes ?? [])], flags);
    await importInto(request);
    // Behind an export, that one has the last word.
    if (request.delivery === undefined) tellNext("tt report", request);
  });
}

function requestOf(files: readonly string[], flags: ImportFlags): ImportOptions {
  const { isTTY } = process.stderr;
  const quiet = flags.quiet === true;
  return {
    store: storeRequestOf(flags),
    files,
    ...summaryRequestOf(flags, { text: isTTY, progress: isTTY && !quiet }),
    replace: flags.replace === true,
    strict: flags.strict === true,
    quiet,
    delivery: variable(DELIVERY_VARIABLE),
  };
}
