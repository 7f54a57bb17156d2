import { join, resolve } from "node:path";
import { Command } from "commander";
import { usage } from "../../failure.ts";
import { arrange } from "../../hours/activities/arrange.ts";
import { BILLED } from "../../hours/report/money.ts";
import { parseProjectMap, type ProjectMap } from "../../hours/projects/project-map.ts";
import { report } from "../../hours/report/report.ts";
import { seenDirectories, type SeenDirectory } from "../../hours/projects/seen-directories.ts";
import { windowText } from "../../hours/views/parameters.ts";
import { closest } from "../../lib/text/closest.ts";
import { clockText } from "../../lib/text/duration.ts";
import type { JsonObject } from "../../lib/json/json.ts";
import { printable, printableJson } from "../../lib/text/printable.ts";
import { dataDirectory, environment } from "../process/environment.ts";
import { freshRequestOf, freshen } from "../stored/fresh.ts";
import { hoursOptions, projectMapOf, rulesOf, zoneOf, type HoursFlags } from "../options/hours.ts";
import { EVERYTHING, windowOf, withPeriodOptions, type PeriodFlags } from "../time/period.ts";
import { tellNext } from "../process/next-step.ts";
import { print } from "../process/print.ts";
import { entryAt, readMapFile, withEntry, writeMapFile } from "./map-file.ts";
import { repeated } from "../options/sources.ts";
import { PERIODS_MEANING } from "../time/spoken-period.ts";
import { eventsIn, nothingStored, type Read } from "../stored/events.ts";
import { readRequestOf, storeOptionsOf } from "../options/store.ts";

interface Flags extends HoursFlags, PeriodFlags {
  readonly json?: true;
  readonly name?: string;
  readonly tag?: readonly string[];
  readonly ignore?: boolean;
  readonly rate?: string;
  readonly currency?: string;
  readonly bill?: string;
  readonly round?: string;
  readonly dryRun?: true;
}

export const ACTIONS = ["set", "unset"] as const;

/** The flags that say something of a directory, beside its client. */
const SAID = ["name", "tag", "ignore", "rate", "currency", "bill", "round"] as const;

/** `tt projects`. */
export function projectsCommand(afterDashes: readonly string[] = []): Command {
  const command = new Command("projects")
    .summary("tell in which directories you worked, and name projects and clients")
    .description(
      "List the directories that were worked in, with their hours and what the project map says of each; or change the map:\n\n" +
        "  tt projects set ~/clients/acme --client Acme\n" +
        "  tt projects set ~/clients/acme/api --name API --client Acme --tag web\n" +
        "  tt projects set ~/diary --ignore\n" +
        "  tt projects unset ~/diary\n\n" +
        "An entry is for its directory and everything below it, and the longest that fits wins. A change tells which hours " +
        "move; with '--dry-run' it does nothing else.",
    )
    .argument("[WORDS...]", `a period (${PERIODS_MEANING}; default: all), or 'set DIR', or 'unset DIR'`)
    .option("--name <NAME>", "of 'set': what the project is called")
    .option("--tag <TAG>", "of 'set': a tag; may be repeated", repeated)
    .option("--ignore", "of 'set': leave the directory out of reports, intervals and pushes")
    .option("--no-ignore", "of 'set': do not leave it out any more")
    .option("--rate <AMOUNT>", "of 'set': what an hour costs, such as 90 or 92.50")
    .option("--currency <CODE>", "of 'set': in which currency, such as EUR")
    .option("--bill <TIME>", `of 'set': which time is billed: ${BILLED.join(", ")} (default: human)`)
    .option("--round <STEP[:up|:nearest]>", "of 'set': how each day's billed time is rounded, as in '15m:up'")
    .option("--dry-run", "of 'set' and 'unset': tell which hours would move, and change nothing")
    .option("--json", "print the list as JSON, in seconds");
  return hoursOptions(withPeriodOptions(command)).action(async (words: readonly string[], flags: Flags) => {
    const [action, directory, ...rest] = [...words, ...afterDashes];
    if (action === "set" || action === "unset") return change(action, directory, rest, flags);
    if (action !== undefined && directory !== undefined) throw unknownAction(action);
    await list(action, flags);
  });
}

function unknownAction(word: string) {
  const meant = closest(word, ACTIONS);
  return usage(
    `'tt projects' cannot '${word}'`,
    meant === undefined ? "there are: a period alone, 'set DIR', 'unset DIR'" : `did you mean '${meant}'?`,
  );
}

async function list(period: string | undefined, flags: Flags): Promise<void> {
  const asked = SAID.find((name) => flags[name] !== undefined);
  if (asked !== undefined || flags.dryRun === true) throw usage(`--${asked ?? "dry-run"} is for 'tt projects set DIR'`);
  const zone = zoneOf(flags.tz);
  const now = new Date();
  const window = (await windowOf(period, flags, { now, zone })) ?? EVERYTHING;
  freshen(freshRequestOf(flags), window, now);
  const read = await eventsIn(readRequestOf(flags), window);
  const request = { rules: rulesOf(flags, now), window, map: projectMapOf(flags) };
  const seen = seenDirectories(activitiesOf(read), request);
  if (flags.json) return print(`${printableJson({ directories: seen.map(seenJson) })}\n`);
  if (read === undefined) return print(`${nothingStored(storeOptionsOf(flags))}\n`);
  if (seen.length === 0) return print(`no activity: ${windowText(window, zone)} (${zone})\n`);
  await print(table(seen));
}

function activitiesOf(read: Read | undefined) {
  return arrange(read?.events ?? [], read?.personOf);
}

function seenJson({ directory, human, agent, entry, name }: SeenDirectory) {
  return {
    ...(directory === undefined ? undefined : { directory }),
    human_s: human,
    agent_s: agent,
    ...(name === undefined ? undefined : { project: name }),
    ...(entry === undefined ? undefined : { entry }),
  };
}

function table(seen: readonly SeenDirectory[]): string {
  const rows = seen.map(({ directory, human, agent, entry, name }) => [
    clockText(human),
    clockText(agent),
    printable(directory ?? "(unknown)"),
    printable(entry === undefined ? "no entry" : said(entry, name)),
  ]);
  const head = ["human", "agent", "directory", "project map"];
  const widths = head.map((text, at) => Math.max(text.length, ...rows.map((row) => row[at]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, at) => (at < 2 ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0)))
      .join("  ")
      .trimEnd();
  return `${[head, ...rows].map(line).join("\n")}\n`;
}

function said(entry: NonNullable<SeenDirectory["entry"]>, name: string | undefined): string {
  const { prefix, client, tags = [], ignore } = entry;
  const words = [
    ignore === true ? "ignored" : (name ?? ""),
    client === undefined ? "" : `for ${client}`,
    tags.length === 0 ? "" : `(${tags.join(", ")})`,
    `by ${prefix}`,
  ];
  return words.filter((word) => word !== "").join(" ");
}

async function change(
  action: (typeof ACTIONS)[number],
  directory: string | undefined,
  rest: readonly string[],
  flags: Flags,
): Promise<void> {
  if (directory === undefined) throw usage(`which directory? 'tt projects ${action} DIR'`);
  if (rest.length > 0) throw usage(`unexpected argument '${rest[0]}'`);
  const { home } = environment();
  const path =
    flags.projectMap === undefined ? join(dataDirectory(flags.dataDir), "projects.json") : resolve(flags.projectMap);
  const file = readMapFile(path, home);
  const prefix = prefixOf(directory, home);
  const at = entryAt(file.entries, resolve(expanded(directory, home)), home);
  const entries = action === "set" ? set(file.entries, at, prefix, flags) : unset(file.entries, at, prefix, flags);
  const before = projectMapOf(flags);
  const after = parseProjectMap(JSON.stringify({ projects: entries, clients: file.clients }), home);
  if (typeof after === "string") throw usage(`that is no entry of a project map (${after})`);
  const moved = await movedHours(flags, before, after);
  if (flags.dryRun !== true) writeMapFile(file, entries);
  await print(`${moved.join("\n")}\n`);
  if (flags.dryRun !== true) tellNext("tt report --by client,project");
}

function set(entries: readonly JsonObject[], at: number, prefix: string, flags: Flags): readonly JsonObject[] {
  const [client, ...others] = flags.client ?? [];
  if (others.length > 0)
    throw usage("a project has one client", "a comma in its name is written with a backslash: 'Acme\\, Inc'");
  if (client === undefined && SAID.every((flag) => flags[flag] === undefined))
    throw usage("what of it? nothing is said", `such as 'tt projects set ${prefix} --client Acme'`);
  const { name, tag: tags, ignore, rate, currency, bill, round } = flags;
  const said = {
    name,
    client,
    tags,
    ignore,
    rate: rate === undefined ? undefined : rateOf(rate),
    currency,
    bill,
    round,
  };
  return withEntry(entries, at, prefix, said);
}

function unset(entries: readonly JsonObject[], at: number, prefix: string, flags: Flags): readonly JsonObject[] {
  if (flags.client !== undefined || SAID.some((flag) => flags[flag] !== undefined))
    throw usage("'tt projects unset' takes the whole entry away", "'set' changes what it says");
  if (at < 0) throw usage(`the project map has no entry for ${prefix}`, "'tt projects' lists what it says");
  return entries.filter((_, nth) => nth !== at);
}

/** As JSON has it. */
function rateOf(text: string): number {
  if (!/^\d{1,7}(?:\.\d{1,4})?$/.test(text)) throw usage(`--rate: not an amount: '${text}'`, "such as 90 or 92.50");
  return Number(text);
}

function expanded(directory: string, home: string): string {
  return /^~(?:\/|$)/.test(directory) ? home + directory.slice(1) : directory;
}

/** As a person writes it: below the home folder with `~`. */
function prefixOf(directory: string, home: string): string {
  const path = resolve(expanded(directory, home));
  return path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
}

/** What a report of everything tells otherwise, by project and client. */
async function movedHours(flags: Flags, before: ProjectMap, after: ProjectMap): Promise<readonly string[]> {
  // Which project and client is asked of the map, not of the hours.
  const { client: _client, project: _project, ...all } = flags;
  freshen(freshRequestOf(flags), EVERYTHING, new Date());
  const read = await eventsIn(readRequestOf(all), EVERYTHING);
  if (read === undefined) return [nothingStored(storeOptionsOf(flags))];
  const rules = rulesOf(all, new Date());
  const told = (map: ProjectMap) => {
    const request = {
      rules,
      window: EVERYTHING,
      zone: "UTC",
      by: ["project", "client"],
      map,
      rounding: undefined,
    } as const;
    const { rows, leftOut } = report(read.events, request);
    const ignored = Object.values(leftOut.ignoredEvents).reduce((sum, count) => sum + count, 0);
    return { hours: new Map(rows.map(({ names, human, agent }) => [names.join(" for "), { human, agent }])), ignored };
  };
  const [was, is] = [told(before), told(after)];
  const lines = [...new Set([...was.hours.keys(), ...is.hours.keys()])].sort().flatMap((name) => {
    const [old, now] = [was.hours.get(name), is.hours.get(name)].map((row) => row ?? { human: 0, agent: 0 });
    if (old === undefined || now === undefined || (old.human === now.human && old.agent === now.agent)) return [];
    const text = ({ human, agent }: { human: number; agent: number }) =>
      `human ${clockText(human)}, agent ${clockText(agent)}`;
    return [`${printable(name)}: ${text(old)} -> ${text(now)}`];
  });
  if (was.ignored !== is.ignored) lines.push(`ignored events: ${was.ignored} -> ${is.ignored}`);
  return lines.length === 0 ? ["no stored hours move"] : lines;
}
