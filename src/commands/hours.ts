import { createHash } from "node:crypto";
import { Command } from "commander";
import { usage } from "../failure.ts";
import { dayRows, DAY_ROW_NAMES, DAY_ROW_SECONDS, type DayRow } from "../hours/report/day-rows.ts";
import type { ReportRequest } from "../hours/report/figures.ts";
import { parameters } from "../hours/views/parameters.ts";
import { amount } from "../lib/text/amount.ts";
import { csvLine } from "../lib/text/csv.ts";
import { printable } from "../lib/text/printable.ts";
import { openStore, openStoreToWrite } from "../store/open.ts";
import { newestOf } from "../store/overview.ts";
import { contentsState, hoursState, writeHours } from "../store/registers/hours-table.ts";
import { VERSION } from "../version.ts";
import { askedOf, hoursOptions, humanOption, projectMapOf, rulesOf, zoneOf, type HoursFlags } from "./options/hours.ts";
import { readRequestOf, type ReadRequest } from "./options/store.ts";
import { print } from "./process/print.ts";
import { activitiesIn, nothingStored, refuseMissing } from "./stored/events.ts";
import { freshRequestOf, freshen } from "./stored/fresh.ts";
import { EVERYTHING } from "./time/period.ts";

interface Flags extends HoursFlags {
  readonly write?: true;
  readonly quiet?: true;
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
    const read = readRequestOf(flags);
    const now = new Date();
    if (flags.write === true) refuseParts(flags);
    freshen(freshRequestOf(flags), EVERYTHING, now);
    await (flags.write === true ? write(read, requestOf(flags, now), flags) : tell(read, requestOf(flags, now)));
  });
}

type Request = Omit<ReportRequest, "by" | "rounding"> & { readonly rules: { readonly now?: number } };

function requestOf(flags: Flags, now: Date): Request {
  const [rules, map, zone] = [rulesOf(flags, now), projectMapOf(flags), zoneOf(flags.tz)];
  return { rules, map, zone, window: EVERYTHING, asked: askedOf(flags) };
}

/** The table is of everything: a dashboard chooses. */
function refuseParts(flags: HoursFlags): void {
  const part = (["project", "client", "agent", "session", "person"] as const).find((name) => flags[name] !== undefined);
  if (part !== undefined)
    throw usage(`--write keeps the hours of everything, and --${part} asks for a part`, "a dashboard chooses the rows");
}

async function tell(read: ReadRequest, request: Request): Promise<void> {
  const activities = await activitiesIn(read, EVERYTHING, request.rules);
  if (activities === undefined) return note(nothingStored(read.store));
  const columns = [...DAY_ROW_NAMES, ...DAY_ROW_SECONDS];
  const valueOf = (row: DayRow) => (name: (typeof columns)[number]) => {
    const value = row[name];
    return typeof value === "string" ? printable(value) : value;
  };
  const rows = dayRows(activities, request).map((row) => csvLine(columns.map(valueOf(row))));
  await print([csvLine(columns), ...rows].join(""));
}

/** Brings the table up to date. What it is made of is asked first: what comes meanwhile is seen the next time. */
async function write(read: ReadRequest, request: Request, { quiet }: Flags): Promise<void> {
  const made = await stateOf(read, request);
  if (made === undefined) return note(nothingStored(read.store));
  const say = (what: string) => (quiet === true ? Promise.resolve() : print(`the table 'hours': ${what}\n`));
  if (made.isUpToDate) return say("nothing has changed");
  const activities = await activitiesIn(read, EVERYTHING, request.rules);
  const rows = dayRows(activities ?? { all: () => [], sessions: () => [] }, request);
  const store = await openStoreToWrite(read.store);
  try {
    const days = await writeHours(store, rows, made);
    await say(`${amount(rows.length, "row")}, ${amount(days.length, "day")} written`);
  } finally {
    await store.close();
  }
}

/** What the table would be made of and with now; `undefined` where there is no store. */
async function stateOf(read: ReadRequest, request: Request) {
  const store = await openStore(read.store);
  if (store === undefined) {
    refuseMissing(read.store);
    return undefined;
  }
  try {
    const { rules, zone, map } = request;
    const { now: seconds = 0, ...constant } = rules;
    const { by: _by, ...made } = parameters({ ...request, by: DAY_ROW_NAMES, rounding: undefined });
    const text = JSON.stringify([VERSION, made, constant, zone, map, await contentsState(store)]);
    // A prompt sent just now is credited nothing that is yet to come: it is counted again once time has passed.
    const margin = Math.max(rules.attention, rules.agentGap, rules.answer);
    const isSettled = ((await newestOf(store)) ?? 0) + margin < seconds;
    const digest = createHash("sha256").update(text).digest("hex");
    return {
      state: isSettled ? digest : "",
      isUpToDate: isSettled && (await hoursState(store)) === digest,
      parameters: JSON.stringify(made),
      now: new Date(seconds * 1000),
    };
  } finally {
    await store.close();
  }
}

function note(text: string): void {
  process.stderr.write(`tt: ${text}\n`);
}
