import { join, resolve } from "node:path";
import type { Command } from "commander";
import { DateTime } from "luxon";
import { failedWith, reason, usage } from "../../failure.ts";
import type { Asked } from "../../hours/projects/asked.ts";
import { NO_MAP, parseProjectMap, type ProjectMap } from "../../hours/projects/project-map.ts";
import { HUMAN_RULES, type HumanRule } from "../../hours/human/human-rules.ts";
import type { Rules } from "../../hours/rules.ts";
import { closest } from "../../lib/text/closest.ts";
import { durationOf } from "../../lib/text/duration.ts";
import { readText } from "../../lib/files/read-text.ts";
import { dataDirectory, environment, variable } from "../process/environment.ts";
import { listed } from "./listed.ts";
import { withStoreOptions, type ReadFlags } from "./store.ts";
import { ownZone } from "../time/zone.ts";

/** What `tt report`, `tt intervals` and `tt push` share: how time is counted, and from which store. */
export interface HoursFlags extends ReadFlags {
  /** A rule; of `tt intervals` also nothing more than that the person's time is asked for. */
  readonly human?: string | true;
  readonly attention?: string;
  readonly agentGap?: string;
  readonly answer?: string;
  readonly automated?: true;
  readonly project?: readonly string[];
  readonly client?: readonly string[];
  readonly agent?: readonly string[];
  readonly session?: readonly string[];
  readonly projectMap?: string;
  readonly tz?: string;
  readonly fresh?: true;
}

/** The rule of human time, of the commands whose `--human` means nothing else. */
export function humanOption(command: Command): Command {
  return command.option("--human <RULE>", `how human time is counted: ${HUMAN_RULES.join(", ")} (default: attention)`);
}

export function hoursOptions(command: Command): Command {
  return withStoreOptions(command)
    .option("--attention <DURATION>", "human time after a prompt or action, at most (default: 5m)")
    .option(
      "--agent-gap <DURATION>",
      "agent time between two events, at most, where no turn is recorded (default: 30m)",
    )
    .option(
      "--answer <DURATION>",
      "agent time after a last tool use, where neither turn nor answer is stored (default: 12s)",
    )
    .option("--automated", "count what programs sent as human time too")
    .option(
      "--project-map <FILE>",
      "names, clients and tags of directories (default: projects.json in the data directory)",
    )
    .option("--project <NAME,...>", "only of these projects, by the names that 'tt report' has or by directory", listed)
    .option("--client <NAME,...>", "only of these clients", listed)
    .option("--agent <AGENT,...>", "only of these agents", listed)
    .option("--session <ID,...>", "only of these sessions, by their IDs or the first eight digits", listed)
    .option("--person <NAME,...>", "only of these persons: see 'tt people'", listed)
    .option("--tz <ZONE>", "whose days, such as 'Europe/Berlin' (default: this machine's)")
    .option("--fresh", "bring what is new in the agents' logs into the store first, as 'tt update' does")
    .option("--strict", "exit 3 when stored events are damaged and had to be left out");
}

/** The rules that the flags ask for; a prompt sent just now is credited nothing that is yet to come. */
export function rulesOf({ human, attention, agentGap, answer, automated }: HoursFlags, now: Date): Rules {
  return {
    now: Math.floor(now.getTime() / 1000),
    human: humanRuleOf(human),
    attention: duration(attention ?? "5m", "--attention"),
    agentGap: duration(agentGap ?? "30m", "--agent-gap"),
    answer: duration(answer ?? "12s", "--answer"),
    automated: automated === true,
  };
}

/** Which subjects the flags ask for. */
export function askedOf({ project, client, agent, session, person }: HoursFlags): Asked {
  const set = (names: readonly string[] | undefined) => (names === undefined ? undefined : new Set(names));
  return {
    projects: set(project),
    clients: set(client),
    agents: set(agent),
    sessions: set(session),
    persons: set(person),
  };
}

export function isHumanRule(word: string): word is HumanRule {
  return HUMAN_RULES.some((rule) => rule === word);
}

function humanRuleOf(word: string | true = "attention"): HumanRule {
  if (word === true) return "attention";
  if (isHumanRule(word)) return word;
  const meant = closest(word, HUMAN_RULES);
  throw usage(
    `--human: not a rule: '${word}'`,
    meant === undefined ? `there are: ${HUMAN_RULES.join(", ")}` : `did you mean '${meant}'?`,
  );
}

/** Longer ones would reach beyond the events that are read around a window. */
const MOST_SECONDS = 7 * 86_400;

export function duration(text: string, option: string): number {
  const seconds = durationOf(text);
  if (seconds === undefined) throw usage(`${option}: not a duration: '${text}'`, "such as 90s, 5m, 1h30m");
  if (seconds > MOST_SECONDS) throw usage(`${option}: more than a week: '${text}'`);
  return seconds;
}

export function zoneOf(named: string | undefined): string {
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

export function projectMapOf({ projectMap, dataDir }: HoursFlags): ProjectMap {
  const path = projectMap === undefined ? join(dataDirectory(dataDir), "projects.json") : resolve(projectMap);
  let text: string;
  try {
    text = readText(path);
  } catch (error) {
    if (projectMap === undefined && failedWith(error, "ENOENT", "ENOTDIR")) return NO_MAP;
    throw usage(`cannot read the project map: \`${path}\` (${reason(error)})`);
  }
  const map = parseProjectMap(text, environment().home);
  if (typeof map === "string")
    throw usage(
      `the project map cannot be understood: \`${path}\` (${map})`,
      '{"projects": [{"prefix": "/home/ana/garden", "name": "Garden", "client": "Acme", "tags": ["web"]}]}',
    );
  return map;
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
