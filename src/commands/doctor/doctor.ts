import { Command } from "commander";
import { EXIT } from "../../failure.ts";
import { printableJson } from "../../lib/text/printable.ts";
import { examine, fix, type Fixes } from "./run.ts";
import { doctorJson, doctorText } from "./text.ts";
import { print } from "../process/print.ts";
import { sourcesRequestOf, withSourceOptions, type SourceFlags } from "../options/sources.ts";
import { storeRequestOf, withStoreOptions, type StoreFlags } from "../options/store.ts";

interface Flags extends SourceFlags, StoreFlags {
  readonly json?: true;
  readonly fix?: true;
}

const NO_FIXES: Fixes = { done: [], refused: [] };

/** `tt doctor`. */
export function doctorCommand(): Command {
  const command = new Command("doctor")
    .summary("look at all state, tell what is right, what is wrong and what to do")
    .description(
      "Look at all state: the data directory and the files in it, the manifests and the logs they know, the last export, " +
        "the store with every event in it, the clock, the free space. Tell in plain words what is right, what is wrong, " +
        "and what to do. Exit 3 when something is wrong. Nothing is changed without '--fix'.\n\n" +
        "'--fix' does this, and nothing else:\n" +
        "  closes the data directory (mode 0700) and the files of state in it (mode 0600) to others\n" +
        "  removes what killed runs left beside the files of state (*.next)\n" +
        "  puts what has changed in a large manifest, which is kept in a file beside it, into the manifest\n" +
        "  sets corrupt manifests and a corrupt last-export.json aside (*.corrupt-TIME, the last three of each), so that\n" +
        "  the next export reads the logs from their start; what comes again has the same IDs\n" +
        "It deletes no event and changes nothing in the store.",
    );
  withSourceOptions(command);
  return withStoreOptions(command)
    .option("--json", "print one JSON object, for programs")
    .option("--fix", "mend what can be mended without losing anything, as told above")
    .action(async (flags: Flags) => {
      const request = { sources: sourcesRequestOf(flags), store: storeRequestOf(flags, "look"), now: new Date() };
      let findings = await examine(request);
      let fixes = NO_FIXES;
      if (flags.fix) {
        fixes = fix(findings);
        if (fixes.done.length > 0) findings = await examine(request);
      }
      const { dataDir } = request.store;
      await print(
        flags.json ? `${printableJson(doctorJson(dataDir, findings, fixes))}\n` : doctorText(findings, fixes),
      );
      process.exitCode = findings.some(({ state }) => state === "wrong") ? EXIT.warnings : EXIT.ok;
    });
}
