import { Command } from "commander";
import { EXIT, usage } from "../../failure.ts";
import { exportRequestOf, withExportOptions, type ExportFlags } from "./export.ts";
import { exportEvents } from "./run.ts";
import { tellNext } from "../process/next-step.ts";

interface Flags extends ExportFlags {
  readonly db?: string;
  readonly replace?: true;
}

/** `tt update`: `tt export -- tt import`, in one word. */
export function updateCommand(): Command {
  const command = new Command("update")
    .summary("bring what is new in the agents' logs into the store")
    .description(
      "Bring what is new in the agents' logs into the store: the same as 'tt export -- tt import', which is safe to kill, " +
        "to repeat and to run from a timer ('tt schedule').",
    );
  return withExportOptions(command)
    .option(
      "--db <PATH|URL>",
      "the store: a file, or postgres://... (default: $TT_DB, else tracker.db in the data dir)",
    )
    .option(
      "--replace",
      "with --full: of every session, the store then holds exactly what its logs say, of the types asked for; what no log tells of stays",
    )
    .action(async (flags: Flags) => {
      const request = await exportRequestOf(flags, consumerOf(flags));
      await exportEvents(request);
      if (!request.dryRun && isWell()) tellNext("tt report", request);
    });
}

function isWell(): boolean {
  return (process.exitCode ?? EXIT.ok) === EXIT.ok;
}

/** It has our data directory from its environment. */
function consumerOf({ db, replace, strict }: Flags): readonly string[] {
  if (db === "") throw usage("--db is empty");
  return [
    "tt",
    "import",
    ...(db === undefined ? [] : ["--db", db]),
    ...(replace === true ? ["--replace"] : []),
    ...(strict === true ? ["--strict"] : []),
  ];
}
