import { Command } from "commander";
import { usage } from "../../failure.ts";
import { BILLED } from "../../hours/report/money.ts";
import { closest } from "../../lib/text/closest.ts";
import { grownOf, hoursOptions, hoursRequestOf, type HoursFlags } from "../options/hours/hours.ts";
import { mapRequestOf } from "../options/project-map.ts";
import { rulesRequestOf } from "../options/hours/rules.ts";
import { listed, repeated } from "../options/listed.ts";
import { readRequestOf } from "../options/store.ts";
import { tellNext } from "../process/next-step.ts";
import { freshRequest } from "../stored/fresh.ts";
import { periodRequestOf, withPeriodOptions, type PeriodFlags } from "../time/period.ts";
import { PERIODS_MEANING } from "../time/spoken-period.ts";
import { changeProjects, prefixOf, type ChangeRequest } from "./change.ts";
import { listProjects, type ListRequest } from "./list.ts";
import type { Change as Said } from "./map-file.ts";

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
    if (action === "set" || action === "unset") {
      if (directory === undefined) throw usage(`which directory? 'tt projects ${action} DIR'`);
      if (rest.length > 0) throw usage(`unexpected argument '${rest[0]}'`);
      const request = changeRequestOf(directory, action === "set" ? saidOf(directory, flags) : nothingOf(flags), flags);
      await changeProjects(request);
      if (!request.dryRun) tellNext("tt report --by client,project");
    } else {
      if (action !== undefined && directory !== undefined) throw unknownAction(action);
      const { request } = await freshRequest((now) => listRequestOf(action, flags, now));
      await listProjects(request);
    }
  });
}

function unknownAction(word: string) {
  const meant = closest(word, ACTIONS);
  return usage(
    `'tt projects' cannot '${word}'`,
    meant === undefined ? "there are: a period alone, 'set DIR', 'unset DIR'" : `did you mean '${meant}'?`,
  );
}

async function listRequestOf(period: string | undefined, flags: Flags, now: Date): Promise<ListRequest> {
  const asked = SAID.find((name) => flags[name] !== undefined);
  if (asked !== undefined || flags.dryRun === true) throw usage(`--${asked ?? "dry-run"} is for 'tt projects set DIR'`);
  const hours = await hoursRequestOf(flags, now);
  const { window } = await periodRequestOf(period, flags, { now, zone: hours.zone });
  return { ...hours, window, json: flags.json === true };
}

function changeRequestOf(directory: string, said: Said | undefined, flags: Flags): ChangeRequest {
  const part = (["project", "agent", "session"] as const).find((name) => flags[name] !== undefined);
  if (part !== undefined) throw usage(`--${part} is of the list`, "a change of the map is for all that was done there");
  return {
    directory,
    said,
    file: mapRequestOf(flags),
    rules: rulesRequestOf(flags),
    read: readRequestOf(flags),
    grown: grownOf(flags),
    dryRun: flags.dryRun === true,
  };
}

function saidOf(directory: string, flags: Flags): Said {
  const [client, ...others] = (flags.client ?? []).flatMap((text) => listed(text));
  if (others.length > 0)
    throw usage("a project has one client", "a comma in its name is written with a backslash: 'Acme\\, Inc'");
  if (client === undefined && SAID.every((flag) => flags[flag] === undefined))
    throw usage("what of it? nothing is said", `such as 'tt projects set ${prefixOf(directory)} --client Acme'`);
  const { name, tag: tags, ignore, rate, currency, bill, round } = flags;
  return { name, client, tags, ignore, rate: rate === undefined ? undefined : rateOf(rate), currency, bill, round };
}

function nothingOf(flags: Flags): undefined {
  if (flags.client !== undefined || SAID.some((flag) => flags[flag] !== undefined))
    throw usage("'tt projects unset' takes the whole entry away", "'set' changes what it says");
}

/** As JSON has it. */
function rateOf(text: string): number {
  if (!/^\d{1,7}(?:\.\d{1,4})?$/.test(text)) throw usage(`--rate: not an amount: '${text}'`, "such as 90 or 92.50");
  return Number(text);
}
