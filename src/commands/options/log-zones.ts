import { Option, type Command } from "commander";
import { sources } from "../../agents/index.ts";
import { usage } from "../../failure.ts";
import type { Source } from "../../logs/source.ts";

/** Adds the options that name the time zone of agents' logs, where these tell local times alone. */
export function withZoneOptions(command: Command): Command {
  for (const { facts } of sources)
    if (facts.localTimes !== undefined)
      command.addOption(
        new Option(
          `${facts.localTimes.flag} <ZONE>`,
          `the time zone in which ${facts.title} ran, which its logs do not tell; needed once (Europe/Berlin, UTC)`,
        ),
      );
  return command;
}

/** The zone that the flags name for the logs of a source. Fails where it is none. */
export function zoneOfLogs(
  { facts: { localTimes } }: Source,
  flags: { readonly [flag: string]: unknown },
): string | undefined {
  if (localTimes === undefined) return undefined;
  const named = flags[localTimes.flag.slice(2).replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase())];
  if (typeof named !== "string") return undefined;
  const zone = knownZone(named);
  if (zone === undefined)
    throw usage(
      `${localTimes.flag}: no time zone is called '${named}'`,
      "such as Europe/Berlin, America/New_York, UTC: the zone of the machine on which the agent ran",
    );
  return zone;
}

/** The zone as the database spells it. An offset is none: it would be wrong for half of the year. */
function knownZone(named: string): string | undefined {
  if (!/^[A-Za-z]/.test(named)) return undefined;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: named }).resolvedOptions().timeZone;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
