import { Command, Option } from "commander";
import { EXIT } from "../../failure.ts";
import { printableJson } from "../../lib/text/printable.ts";
import { print } from "../process/print.ts";
import { sourcesRequestOf, withSourceOptions, type SourceFlags } from "../options/sources.ts";
import { gatherStatus, type Status } from "./run.ts";
import { metricsText } from "./prometheus.ts";
import { statusJson, statusText } from "./text.ts";
import { storeRequestOf, withStoreOptions, type StoreFlags } from "../options/store.ts";

interface Flags extends SourceFlags, StoreFlags {
  readonly json?: true;
  readonly prometheus?: true;
  readonly strict?: true;
}

/** `tt status`. */
export function statusCommand(): Command {
  const command = new Command("status")
    .summary("tell what was found, what is exported and stored, and what is wrong")
    .description(
      "Tell, per source, which logs were found and how much of them is not exported yet; how the last export ended; what " +
        "the store holds; and what you should see to. Reads only; with '--strict' a warning makes the exit code 3.",
    );
  withSourceOptions(command);
  return withStoreOptions(command)
    .option("--json", "print one JSON object, for programs")
    .addOption(
      new Option("--prometheus", "print metrics in the text form of Prometheus, for node_exporter").conflicts("json"),
    )
    .option("--strict", "exit 3 when there are warnings")
    .action(async (flags: Flags) => {
      const now = new Date();
      const status = await gatherStatus({
        sources: sourcesRequestOf(flags),
        store: storeRequestOf(flags, "look"),
        now,
      });
      await print(textOf(status, flags, now));
      process.exitCode = flags.strict && status.warnings.length > 0 ? EXIT.warnings : EXIT.ok;
    });
}

function textOf(status: Status, { json, prometheus }: Flags, now: Date): string {
  if (json === true) return `${printableJson(statusJson(status))}\n`;
  return prometheus === true ? metricsText(status, now) : statusText(status, now);
}
