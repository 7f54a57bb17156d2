import { existsSync } from "node:fs";
import { isAbsolute } from "node:path";
import type { Command } from "commander";
import { DateTime } from "luxon";
import { usage } from "../../../failure.ts";
import type { Asked } from "../../../hours/projects/asked.ts";
import { KnownProjects } from "../../../hours/projects/known-projects.ts";
import type { ProjectMap } from "../../../hours/projects/project-map.ts";
import type { Rules } from "../../../hours/rules.ts";
import { variable } from "../../process/environment.ts";
import { ownZone } from "../../time/zone.ts";
import { clientsOf, refuseUnknownClient } from "../clients.ts";
import { listed, namesIn, repeated } from "../listed.ts";
import { mapRequestOf, readProjectMap, type MapFlags } from "../project-map.ts";
import { rulesOf, rulesRequestOf, withRuleOptions, type RuleFlags, type RulesRequest } from "./rules.ts";
import { readRequestOf, withStoreOptions, type Purpose, type ReadFlags, type ReadRequest } from "../store.ts";

/** What `tt report`, `tt intervals` and `tt push` share: how time is counted, and from which store. */
export interface HoursFlags extends ReadFlags, RuleFlags, MapFlags {
  /** Lists as they were given: names may have commas. */
  readonly project?: readonly string[];
  readonly client?: readonly string[];
  readonly agent?: readonly string[];
  readonly session?: readonly string[];
  readonly tz?: string;
  readonly fresh?: true;
  /** Of `tt intervals` and `tt push`. */
  readonly quiet?: true;
}

/** What hours are asked for, of whom and of what, and how they are counted. */
export interface HoursRequest {
  readonly read: ReadRequest;
  readonly grown: Grown;
  /** What of the rules was asked for; in `rules` the others are by default. */
  readonly said: RulesRequest;
  readonly rules: Rules;
  readonly map: ProjectMap;
  readonly zone: string;
  readonly asked: Asked;
}

/** What is done about logs that grew since the last export. */
export type Grown = "update" | "tell" | "ignore";

export function hoursOptions(command: Command): Command {
  return withRuleOptions(withStoreOptions(command))
    .option(
      "--project-map <FILE>",
      "names, clients and tags of directories (default: projects.json in the data directory)",
    )
    .option(
      "--project <NAME,...>",
      "only of these projects, by the names that 'tt report' has or by directory ('\\,' is a comma in a name)",
      repeated,
    )
    .option("--client <NAME,...>", "only of these clients", repeated)
    .option("--agent <AGENT,...>", "only of these agents", listed)
    .option("--session <ID,...>", "only of these sessions, by their IDs or the first eight digits", listed)
    .option("--person <NAME,...>", "only of these persons: see 'tt people'", listed)
    .option("--tz <ZONE>", "whose days, such as 'Europe/Berlin' (default: this machine's)")
    .option("--fresh", "bring what is new in the agents' logs into the store first, as 'tt update' does")
    .option("--strict", "exit 3 when stored events are damaged and had to be left out");
}

/** The hours that the flags ask for, and for what. Reads the project map. */
export async function hoursRequestOf(flags: HoursFlags, now: Date, purpose: Purpose = "tell"): Promise<HoursRequest> {
  const said = rulesRequestOf(flags);
  const zone = zoneRequestOf(flags);
  const map = await readProjectMap(mapRequestOf(flags));
  const asked = askedOf(flags, map);
  refuseUnknownClient(asked.clients ?? [], clientsOf(map), "--client: ");
  return {
    said,
    rules: rulesOf(said, now),
    zone,
    map,
    read: { ...readRequestOf(flags), inquiry: { asked, map, purpose } },
    grown: grownOf(flags),
    asked,
  };
}

/** What the flags ask to be done about logs that grew. */
export function grownOf({ fresh, quiet }: Pick<HoursFlags, "fresh" | "quiet">): Grown {
  return fresh === true ? "update" : quiet === true ? "ignore" : "tell";
}

/** The zone whose days the flags ask for. Fails where there is none of that name. */
export function zoneRequestOf({ tz: named }: Pick<HoursFlags, "tz">): string {
  const zone = named === undefined || named === "local" || named === "system" ? ownZone() : named;
  if (zone === undefined) {
    const setting = variable("TZ");
    throw usage(
      `cannot tell the name of this machine's time zone${setting === undefined ? "" : ` (TZ is '${setting}')`}`,
      "name it with --tz, such as --tz Europe/Berlin",
    );
  }
  if (zone === "" || !DateTime.fromMillis(0, { zone }).isValid)
    throw usage(`--tz: no time zone is called '${zone}'`, "such as Europe/Berlin, America/New_York, UTC");
  return zone;
}

function askedOf({ project, client, agent, session, person }: HoursFlags, map: ProjectMap): Asked {
  const set = (names: readonly string[] | undefined) => (names === undefined ? undefined : new Set(names));
  const clients = clientsOf(map);
  return {
    projects: set(project && projectsIn(project, map)),
    clients: set(client && namesIn(client, (name) => clients.includes(name))),
    agents: set(agent),
    sessions: set(session),
    persons: set(person),
  };
}

/** The projects of a list: what the map has as a name, or is a directory here, may have commas. */
export function projectsIn(lists: readonly string[], map: ProjectMap): readonly string[] {
  const known = new KnownProjects(map);
  return namesIn(lists, (name) => known.has(name) || (isAbsolute(name) && existsSync(name)));
}

/** Options that exclude each other. */
export function atMostOne<Name extends string>(
  flags: Readonly<Record<string, unknown>>,
  names: readonly Name[],
): Name | undefined {
  const [first, second] = names.filter((name) => flags[name] === true);
  if (second !== undefined) throw usage(`--${first} and --${second} contradict each other`);
  return first;
}
