import { NO_MACHINE } from "../../hours/projects/dimension.ts";
import { utc } from "../../hours/views/parameters.ts";
import { printable } from "../../lib/text/printable.ts";
import { openStore } from "../../store/open.ts";
import { lastHeard } from "../../store/reading/last-heard.ts";
import { peopleOf } from "../../store/registers/people.ts";
import type { ReadRequest } from "../options/store.ts";
import { askedPeople } from "./asked-people.ts";

/** A weekend is no silence. */
const SILENT_SECONDS = 3 * 86_400;

/**
 * The machines of the persons asked for that have fallen silent, in one line; nothing where a store has one machine, which
 * may have had nothing to tell.
 */
export async function silentMachinesText(request: ReadRequest, now: number): Promise<readonly string[]> {
  const store = await openStore(request.store);
  if (store === undefined) return [];
  try {
    const heard = await lastHeard(store);
    if (heard.size < 2) return [];
    const { isAsked } = askedPeople(request, await peopleOf(store));
    const silent = [...heard]
      .filter(([machine, last]) => isAsked(machine) && last < now - SILENT_SECONDS)
      .sort(([, a], [, b]) => a - b)
      .map(([machine, last]) => `${machine === "" ? NO_MACHINE : printable(machine)} ${utc(last)}`);
    return silent.length === 0 ? [] : [`not heard of since: ${silent.join(", ")}`];
  } finally {
    await store.close();
  }
}
