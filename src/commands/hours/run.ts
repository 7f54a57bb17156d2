import { createHash } from "node:crypto";
import { dayRows, DAY_ROW_NAMES, DAY_ROW_SECONDS, type DayRow } from "../../hours/report/day-rows.ts";
import { parameters } from "../../hours/views/parameters.ts";
import { amount } from "../../lib/text/amount.ts";
import { csvLine } from "../../lib/text/csv.ts";
import { printable } from "../../lib/text/printable.ts";
import { openStore, openStoreToWrite } from "../../store/open.ts";
import { newestOf } from "../../store/overview.ts";
import { contentsState, hoursState, writeHours } from "../../store/registers/hours-table.ts";
import { VERSION } from "../../version.ts";
import type { HoursRequest } from "../options/hours/hours.ts";
import type { ReadRequest } from "../options/store.ts";
import { print } from "../process/print.ts";
import { activitiesIn, nothingStored, refuseMissing } from "../stored/events.ts";
import { EVERYTHING } from "../time/period.ts";

/** Hours of all time. */
function withinAll({ rules, map, zone, asked }: Omit<HoursRequest, "read">) {
  return { rules, map, zone, asked, window: EVERYTHING };
}

/** Prints the rows. */
export async function tellHours({ read, ...request }: HoursRequest): Promise<void> {
  const activities = await activitiesIn(read, EVERYTHING, request.rules);
  if (activities === undefined) return note(nothingStored(read.store));
  const columns = [...DAY_ROW_NAMES, ...DAY_ROW_SECONDS];
  const valueOf = (row: DayRow) => (name: (typeof columns)[number]) => {
    const value = row[name];
    return typeof value === "string" ? printable(value) : value;
  };
  const rows = dayRows(activities, withinAll(request)).map((row) => csvLine(columns.map(valueOf(row))));
  await print([csvLine(columns), ...rows].join(""));
}

/** Brings the table up to date. What it is made of is asked first: what comes meanwhile is seen the next time. */
export async function keepHours({ read, ...request }: HoursRequest, isQuiet: boolean): Promise<void> {
  const made = await stateOf(read, request);
  if (made === undefined) return note(nothingStored(read.store));
  const say = (what: string) => (isQuiet ? Promise.resolve() : print(`the table 'hours': ${what}\n`));
  if (made.isUpToDate) return say("nothing has changed");
  const activities = await activitiesIn(read, EVERYTHING, request.rules);
  const rows = dayRows(activities ?? { all: () => [], sessions: () => [] }, withinAll(request));
  const store = await openStoreToWrite(read.store);
  try {
    const days = await writeHours(store, rows, made);
    await say(`${amount(rows.length, "row")}, ${amount(days.length, "day")} written`);
  } finally {
    await store.close();
  }
}

/** What the table would be made of and with now; `undefined` where there is no store. */
async function stateOf(read: ReadRequest, asked: Omit<HoursRequest, "read">) {
  const store = await openStore(read.store);
  if (store === undefined) {
    refuseMissing(read.store);
    return undefined;
  }
  try {
    const { rules, zone, map } = asked;
    const { now: seconds = 0, ...constant } = rules;
    const { by: _by, ...made } = parameters({ ...withinAll(asked), by: DAY_ROW_NAMES, rounding: undefined });
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
