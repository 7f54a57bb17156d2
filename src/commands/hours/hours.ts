import { Command } from "commander";
import { usage } from "../../failure.ts";
import { hoursOptions, hoursRequestOf, type HoursFlags } from "../options/hours/hours.ts";
import { humanOption } from "../options/hours/rules.ts";
import { freshRequest } from "../stored/fresh.ts";
import { EVERYTHING } from "../time/period.ts";
import { keepHours, tellHours } from "./run.ts";

interface Flags extends HoursFlags {
  readonly write?: true;
}

/** `tt hours`. */
export function hoursCommand(): Command {
  const command = new Command("hours")
    .summary("tell the hours as a table of days, and keep it in the store for dashboards")
    .description(
      "Tell all hours as rows of CSV, in seconds: one for each person, day, project, client, agent and machine, with what " +
        "'tt report' says of it and how it is known. With '--write' the store keeps the rows in a table 'hours', which any " +
        "dashboard can read; only the days that changed are written.",
    )
    .option("--write", "keep the rows in the table 'hours' of the store, and bring it up to date")
    .option("-q, --quiet", "do not say what was written");
  return hoursOptions(humanOption(command)).action(async (flags: Flags) => {
    if (flags.write === true) refuseParts(flags);
    const { request } = await freshRequest(
      (now) => hoursRequestOf(flags, now),
      (hours) => ({ ...hours, window: EVERYTHING }),
    );
    await (flags.write === true ? keepHours(request, flags.quiet === true) : tellHours(request));
  });
}

/** The table is of everything: a dashboard chooses. */
function refuseParts(flags: HoursFlags): void {
  const part = (["project", "client", "agent", "session", "person"] as const).find((name) => flags[name] !== undefined);
  if (part !== undefined)
    throw usage(`--write keeps the hours of everything, and --${part} asks for a part`, "a dashboard chooses the rows");
}
