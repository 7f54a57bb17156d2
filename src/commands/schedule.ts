import { accessSync, constants } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { Argument, Command } from "commander";
import { nameOfTypes } from "../events/event-type.ts";
import { usage } from "../failure.ts";
import { printable } from "../lib/text/printable.ts";
import { cronEntry } from "../schedule/cron.ts";
import type { Job } from "../schedule/job.ts";
import { launchdEntry } from "../schedule/launchd.ts";
import { placesOf } from "../schedule/places.ts";
import { systemdEntry, systemdService } from "../schedule/systemd.ts";
import { zoneWords } from "../logs/finding/find.ts";
import { locationOf } from "../store/location.ts";
import { exportedBefore, type ExportedBefore } from "./export/remembered/exported-before.ts";
import { TYPES_MEANING, typesOf } from "./options/event-types.ts";
import { machineIdOf, withMachineOption, type MachineFlags } from "./options/machine-id.ts";
import { accountHome, environment } from "./process/environment.ts";
import { print } from "./process/print.ts";
import { repeated } from "./options/listed.ts";
import { sourcesRequestOf, withSourceOptions, type ChosenSource, type SourceFlags } from "./options/sources.ts";
import { storeRequestOf, withStoreOptions, type StoreFlags, type StoreRequest } from "./options/store.ts";

interface Flags extends SourceFlags, StoreFlags, MachineFlags {
  readonly every: string;
  readonly types?: readonly string[];
  readonly follow?: true;
  readonly quiet?: true;
}

const TIMERS = { cron: cronEntry, systemd: systemdEntry, launchd: launchdEntry } as const;
type Timer = keyof typeof TIMERS;

/** `tt schedule`: prints, never installs. */
export function scheduleCommand(): Command {
  const command = new Command("schedule")
    .summary("print a ready timer entry for this machine")
    .addArgument(new Argument("<timer>", "what runs it").choices(Object.keys(TIMERS)))
    .description(
      "Print a ready entry that runs 'tt export --strict -- tt import' every few minutes, with the absolute paths of this " +
        "Node, this program and the data directory, never twice at once. It looks for logs where 'tt update' does here, " +
        "also for those of agents that come later. Nothing is installed: the two lines that do it are told on stderr.",
    )
    .option("--every <INTERVAL>", "how often: minutes that divide an hour, hours that divide a day, or 1d", "5m")
    .option("--follow", "with systemd: a service that goes on running, in place of a timer");
  withSourceOptions(command).option("--types <TYPE,...>", TYPES_MEANING, repeated);
  withStoreOptions(command);
  return withMachineOption(command)
    .option("-q, --quiet", "do not tell how to install it")
    .action(async (timer: Timer, flags: Flags, self: Command) => {
      const isEverySaid = self.getOptionValueSource("every") !== "default";
      const request = requestOf(timer, flags, isEverySaid);
      const { entry, install } = (request.follow ? systemdService : TIMERS[timer])(jobOf(request));
      await print(entry);
      if (!request.quiet)
        process.stderr.write(`\nto install it:\n${install.map((line) => `  ${printable(line)}\n`).join("")}`);
    });
}

/** What a timer's entry is to run, and how often. */
interface ScheduleRequest {
  readonly timer: Timer;
  readonly sources: readonly ChosenSource[];
  readonly store: StoreRequest;
  readonly machineId: string | undefined;
  /** The types of events, by the names that manifests have; `undefined`: those of any import. */
  readonly types: string | undefined;
  /** As it was written, and in minutes. */
  readonly every: { readonly text: string; readonly minutes: number };
  /** Whether it is to go on running. */
  readonly follow: boolean;
  readonly quiet: boolean;
}

function requestOf(timer: Timer, flags: Flags, isEverySaid: boolean): ScheduleRequest {
  if (flags.follow && timer !== "systemd") throw usage("--follow is for systemd: cron and launchd start what ends");
  if (flags.follow && isEverySaid) throw usage("--follow and --every contradict each other");
  const store = storeRequestOf(flags, "look");
  const sources = sourcesRequestOf(flags);
  const remembered = exportedBefore(store.dataDir);
  return {
    timer,
    store,
    sources,
    machineId: machineIdOf(flags) ?? remembered.machineId,
    types: typesIn(flags, sources, remembered),
    every: { text: flags.every, minutes: minutesOf(flags.every) },
    follow: flags.follow === true,
    quiet: flags.quiet === true,
  };
}

/** Those that are named, or else all that were exported before, where they are more than any import gets. */
function typesIn(
  { types: named }: Flags,
  sources: readonly ChosenSource[],
  { types: before }: ExportedBefore,
): string | undefined {
  const textLogs = sources.some(({ source }) => source.facts.textLogs === true);
  const types = typesOf(named, { consumer: ["tt", "import"], textLogs });
  if (named !== undefined) return nameOfTypes(types);
  const all = new Set([...types, ...before]);
  return all.size === types.size ? undefined : nameOfTypes(all);
}

function jobOf({ timer, sources, store: { dataDir, db }, machineId, types, every, follow }: ScheduleRequest): Job {
  const env = environment();
  const places = sources.map((chosen) => ({ ...chosen, places: placesOf(chosen.source, chosen.roots, env) }));
  const variables = Object.assign({}, ...places.map(({ places }) => places.variables)) as Record<string, string>;
  const program = [...withVariables(variables, env.home), process.execPath, resolve(process.argv[1] ?? "tt")];
  const scope = [
    ...places.flatMap(({ source, isNamed, roots, places: { words } }) => [
      ...(isNamed ? ["--source", source.agent] : []),
      ...words,
      ...zoneWords(source, roots.find(({ zone }) => zone !== undefined)?.zone),
    ]),
    "--data-dir",
    dataDir,
    ...(machineId === undefined ? [] : ["--machine-id", machineId]),
    ...(types === undefined ? [] : ["--types", types]),
  ];
  const store = db === undefined ? [] : ["--db", storeOf(db, dataDir)];
  const job = {
    command: [...program, "export", follow ? "--follow" : "--strict", ...scope, "--", "tt", "import", ...store],
    again: [...program, "schedule", timer, ...(follow ? ["--follow"] : ["--every", every.text]), ...scope, ...store],
    minutes: every.minutes,
    dataDir,
    flock: findProgram("flock"),
  };
  // oxlint-disable-next-line no-control-regex
  if (job.command.some((word) => /[\u0000-\u001f\u007f]/.test(word)))
    throw usage("a path with control characters cannot stand in a timer's entry");
  return job;
}

/** The variables that a timer is to have: those by which logs are found, and the home folder if it is not the account's. */
function withVariables(variables: Readonly<Record<string, string>>, home: string): readonly string[] {
  const all = { ...(home === accountHome() ? undefined : { HOME: home }), ...variables };
  const words = Object.entries(all).map(([name, value]) => `${name}=${value}`);
  return words.length === 0 ? [] : [findProgram("env") ?? "/usr/bin/env", ...words];
}

/** A store that an entry may name: files by their absolute paths, servers without their password. */
function storeOf(db: string, dataDir: string): string {
  const location = locationOf({ db, dataDir });
  if (location.engine === "sqlite") return location.path;
  if (new URL(db).password !== "" || /[?&](?:password|sslpassword)=/i.test(db))
    throw usage(
      "--db: the entry would hold a password that others can read",
      "leave it out of the URL and put it into ~/.pgpass",
    );
  return db;
}

const UNITS: Readonly<Record<string, number>> = { m: 1, h: 60, d: 1440 };

/** Cron's and our grammar of intervals: those that divide an hour, or a day in whole hours. */
function minutesOf(text: string): number {
  const [, number = "", unit = ""] = /^(\d{1,4})([mhd])$/.exec(text) ?? [];
  const minutes = Number(number) * (UNITS[unit] ?? 0);
  const divides = minutes > 0 && (minutes < 60 ? 60 % minutes === 0 : minutes % 60 === 0 && 1440 % minutes === 0);
  if (!divides)
    throw usage(`--every: not an interval: '${text}'`, "as 5m, 15m, 1h, 6h or 1d: it divides an hour or a day");
  return minutes;
}

function findProgram(name: string): string | undefined {
  for (const directory of (process.env["PATH"] ?? "").split(delimiter)) {
    const path = join(directory, name);
    try {
      accessSync(path, constants.X_OK);
      return resolve(path);
    } catch {
      continue;
    }
  }
  return undefined;
}
