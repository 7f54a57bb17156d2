import { Command } from "commander";
import { usage } from "../../failure.ts";
import { dataDirectory, largeManifest } from "../process/environment.ts";
import { TYPES_MEANING, typesOf } from "../options/event-types.ts";
import { acknowledgementOf, type AckFlags } from "./flags/ack.ts";
import { fieldsOf, withFieldsOptions, type FieldsFlags } from "./flags/fields.ts";
import type { ExportOptions } from "./options.ts";
import { exportEvents } from "./run.ts";
import { machineIdOf, withMachineOption, type MachineFlags } from "../options/machine-id.ts";
import { tellNext } from "../process/next-step.ts";
import { ownDataDirectory } from "../process/own-directory.ts";
import { ownImport, type OwnImport } from "./own-import.ts";
import { repeated } from "../options/listed.ts";
import { sourcesRequestOf, withSourceOptions, type SourceFlags } from "../options/sources.ts";
import { summaryRequestOf, withSummaryOptions, type SummaryFlags } from "../options/summary.ts";
import { instant } from "../time/when.ts";

export interface ExportFlags extends SourceFlags, MachineFlags, SummaryFlags, AckFlags, FieldsFlags {
  readonly dataDir?: string;
  readonly full?: true;
  readonly dryRun?: true;
  readonly since?: string;
  readonly until?: string;
  readonly types?: readonly string[];
  readonly exclude?: readonly string[];
  readonly include?: readonly string[];
  readonly follow?: true;
  readonly endMark?: true;
  readonly strict?: true;
  readonly verbose?: true;
  readonly quiet?: true;
}

/** `tt export`; what stands after `--` is the consumer. */
export function exportCommand(consumer: readonly string[] | undefined): Command {
  const command = new Command("export")
    .summary("read agent logs from where the last export stopped, print events")
    .usage("[options] [-- CONSUMER [ARG...]]")
    .description(
      "Read agent logs from where the last export stopped and print the events as NDJSON, one a line.\n\n" +
        "With '-- CONSUMER', give them to the standard input of that command instead (no shell), and store the new " +
        "positions only after it has exited 0: 'tt export -- tt import' cannot lose an event, a plain pipe can. A store " +
        "that lacks what was exported before gets everything again; any other consumer does with --full.",
    );
  return withExportOptions(command)
    .option("--follow", "go on with what is written from then on, until a signal ends it")
    .option("--end-mark", "print a last line by which a reader can tell the end from a break ('tt import --replace')")
    .option("--ack", "print such a line, and store positions only when the standard input answers it with 'ok N'")
    .option("--ack-timeout <DURATION>", "how long to wait for that answer (default: 10m)")
    .allowExcessArguments(true)
    .action(async (flags: ExportFlags, self: Command) => {
      if (self.args.length > 0)
        throw usage(`unexpected argument '${self.args[0]}'`, "a command to receive the events stands after '--'");
      const options = await exportRequestOf(flags, consumer);
      if (options.follow) return (await import("./follow/follow.ts")).followEvents(options);
      await exportEvents(options);
      if (options.own !== undefined && !options.dryRun) tellNext("tt report", options);
    });
}

/** What `tt export` and `tt update` take. */
export function withExportOptions(command: Command): Command {
  withSourceOptions(command)
    .option("--data-dir <DIR>", "where manifests and store live (default: $TT_DATA_DIR, else ~/.time-tracker)")
    .option("--full", "forget the stored positions first and export everything again")
    .option("--dry-run", "print no event and store nothing; tell what would have been exported")
    .option("--since <WHEN>", "only events from then on, whatever was exported before; positions are left alone")
    .option("--until <WHEN>", "only events before then; a date, a time, 'today', 'yesterday', or an age (36h, 7d, 2w)")
    .option("--types <TYPE,...>", TYPES_MEANING, repeated)
    .option(
      "--exclude <DIR>",
      "never export sessions in that directory, now and from now on; may be repeated",
      repeated,
    )
    .option("--include <DIR>", "export sessions in that directory again, which was excluded", repeated);
  withMachineOption(withFieldsOptions(command));
  return withSummaryOptions(command)
    .option("--strict", "exit 3 when there were warnings")
    .option("-v, --verbose", "say more on stderr")
    .option("-q, --quiet", "say nothing on stderr but failures");
}

/** The export that the flags ask for, to a consumer or to the standard output. */
export async function exportRequestOf(
  flags: ExportFlags,
  consumer: readonly string[] | undefined,
): Promise<ExportOptions> {
  const now = new Date();
  const [command, ...args] = consumer ?? [];
  if (consumer !== undefined && (command === undefined || command === ""))
    throw usage(
      "no command after '--'",
      "name the command that is to receive the events, as in 'tt export -- tt import'",
    );
  const { isTTY } = process.stderr;
  const full = flags.full === true;
  const dryRun = flags.dryRun === true;
  const verbose = flags.verbose === true;
  const quiet = flags.quiet === true;
  if (verbose && quiet) throw usage("--verbose and --quiet contradict each other");
  const since = flags.since === undefined ? undefined : await instant(flags.since, "--since", now);
  const until = flags.until === undefined ? undefined : await instant(flags.until, "--until", now);
  const isWindow = since !== undefined || until !== undefined;
  if (isWindow && full)
    throw usage(
      "--full and a window (--since, --until) contradict each other",
      "a window prints its events whatever was exported before",
    );
  if (isWindow && flags.include !== undefined)
    throw usage("a window stores nothing: --include is for an export without --since and --until");
  if (since !== undefined && until !== undefined && until < since) throw usage("--until is before --since");
  // A window neither reads nor stores a position.
  const dataDir = isWindow ? dataDirectory(flags.dataDir) : ownDataDirectory(flags.dataDir);
  const own = command === undefined ? undefined : ownImport([command, ...args], dataDir);
  if (own?.replace === true && !full)
    throw usage(
      "'tt import --replace' needs everything that the logs give, and this export is not --full",
      "'tt export --full -- tt import --replace'",
    );
  const sources = sourcesRequestOf(flags);
  const textLogs = sources.some(({ source }) => source.facts.textLogs === true);
  const ack = acknowledgementOf(flags, {
    isWindow,
    hasConsumer: consumer !== undefined,
    follows: flags.follow === true,
  });
  if (flags.follow) refuseToFollow(flags, { isWindow, own, hasAck: ack !== undefined });
  return {
    sources,
    dataDir,
    full,
    dryRun,
    window: isWindow ? { since, until } : undefined,
    types: typesOf(flags.types, { consumer, textLogs }),
    isTypesNamed: flags.types !== undefined,
    machineId: machineIdOf(flags),
    exclude: directoriesOf("--exclude", flags.exclude),
    include: directoriesOf("--include", flags.include),
    fields: fieldsOf(flags, { isWindow }),
    consumer: command === undefined ? undefined : [command, ...args],
    own,
    endMark: flags.endMark === true || own?.replace === true || ack !== undefined,
    ack,
    follow: flags.follow === true,
    largeManifest: largeManifest(),
    ...summaryRequestOf(flags, {
      text: !quiet && ((isTTY && flags.follow !== true) || verbose || dryRun),
      progress: isTTY,
    }),
    strict: flags.strict === true,
    verbose,
    quiet,
  };
}

function directoriesOf(option: string, directories: readonly string[] = []): readonly string[] {
  if (directories.includes("")) throw usage(`${option} is empty`);
  return directories;
}

function refuseToFollow(
  { dryRun, endMark }: ExportFlags,
  {
    isWindow,
    own,
    hasAck,
  }: { readonly isWindow: boolean; readonly own: OwnImport | undefined; readonly hasAck: boolean },
): void {
  if (isWindow) throw usage("a window ends: --follow is for an export without --since and --until");
  if (dryRun) throw usage("--follow and --dry-run contradict each other");
  if (own?.replace === true) throw usage("'tt import --replace' takes an export that ends: leave --follow away");
  if (endMark && !hasAck)
    throw usage("an export that goes on has no end to mark: --follow and --end-mark contradict each other");
  if (own !== undefined && hasAck)
    throw usage(
      "'tt import' acknowledges by its exit code: leave --ack away",
      "without it, each batch gets an import of its own",
    );
}
