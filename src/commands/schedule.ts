import { accessSync, constants } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { Argument, Command } from "commander";
import { usage } from "../failure.ts";
import { printable } from "../lib/text/printable.ts";
import { cronEntry } from "../schedule/cron.ts";
import type { Job } from "../schedule/job.ts";
import { launchdEntry } from "../schedule/launchd.ts";
import { systemdEntry } from "../schedule/systemd.ts";
import { isUsed, rootWords, zoneWords } from "../logs/find.ts";
import type { Root } from "../logs/roots.ts";
import type { Source } from "../logs/source.ts";
import { locationOf } from "../store/location.ts";
import { machineIdOf, withMachineOption, type MachineFlags } from "./options/machine-id.ts";
import { print } from "./process/print.ts";
import { sourcesRequestOf, withSourceOptions, type ChosenSource, type SourceFlags } from "./options/sources.ts";
import { storeRequestOf, withStoreOptions, type StoreFlags, type StoreRequest } from "./options/store.ts";

interface Flags extends SourceFlags, StoreFlags, MachineFlags {
  readonly every: string;
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
        "Node, this program, the logs and the data directory, never twice at once. Nothing is installed: the two lines " +
        "that do it are told on stderr.",
    )
    .option("--every <INTERVAL>", "how often: minutes that divide an hour, hours that divide a day, or 1d", "5m");
  withSourceOptions(command);
  withStoreOptions(command);
  return withMachineOption(command)
    .option("-q, --quiet", "do not tell how to install it")
    .action(async (timer: Timer, flags: Flags) => {
      const request = requestOf(timer, flags);
      const { entry, install } = TIMERS[timer](jobOf(request));
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
  /** As it was written, and in minutes. */
  readonly every: { readonly text: string; readonly minutes: number };
  readonly quiet: boolean;
}

function requestOf(timer: Timer, flags: Flags): ScheduleRequest {
  return {
    timer,
    store: storeRequestOf(flags, "look"),
    sources: sourcesRequestOf(flags),
    machineId: machineIdOf(flags),
    every: { text: flags.every, minutes: minutesOf(flags.every) },
    quiet: flags.quiet === true,
  };
}

function jobOf({ timer, sources, store: { dataDir, db }, machineId, every }: ScheduleRequest): Job {
  const program = [process.execPath, resolve(process.argv[1] ?? "tt")] as const;
  const scope = [
    ...sources.flatMap(({ source, isNamed, roots }) => [
      ...(isNamed ? ["--source", source.agent] : []),
      ...roots.filter((root) => root.named || holdsLogs(source, root)).flatMap(({ path }) => rootWords(source, path)),
      ...zoneWords(source, roots.find(({ zone }) => zone !== undefined)?.zone),
    ]),
    "--data-dir",
    dataDir,
    ...(machineId === undefined ? [] : ["--machine-id", machineId]),
  ];
  const store = db === undefined ? [] : ["--db", storeOf(db, dataDir)];
  const job = {
    command: [...program, "export", "--strict", ...scope, "--", "tt", "import", ...store],
    again: [...program, "schedule", timer, "--every", every.text, ...scope, ...store],
    minutes: every.minutes,
    dataDir,
    flock: findProgram("flock"),
  };
  // oxlint-disable-next-line no-control-regex
  if (job.command.some((word) => /[\u0000-\u001f\u007f]/.test(word)))
    throw usage("a path with control characters cannot stand in a timer's entry");
  return job;
}

/** A directory that an entry names counts as named, so that one without logs would be warned of with every run. */
function holdsLogs(source: Source, root: Root): boolean {
  return isUsed(source, root.path) || source.discover([root]).logs.length > 0;
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
