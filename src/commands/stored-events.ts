import { existsSync } from "node:fs";
import { usage } from "../failure.ts";
import type { StoredEvent } from "../events/stored-event.ts";
import { ACTIVITY_TYPES } from "../hours/activity.ts";
import type { Span } from "../hours/piece.ts";
import { printable } from "../lib/printable.ts";
import { locationOf } from "../store/location.ts";
import { openStore } from "../store/open.ts";
import { storeOptionsOf, type StoreFlags } from "./store-options.ts";

/** How much is read around a window, so that what began before or is decided after counts rightly in it. */
const CONTEXT_SECONDS = 31 * 86_400;

/** The stored events that can matter in a window; `undefined` when nothing is stored at all. */
export async function eventsIn(flags: StoreFlags, window: Span): Promise<readonly StoredEvent[] | undefined> {
  const store = await openStore(storeOptionsOf(flags));
  if (store === undefined) {
    refuseMissing(flags);
    return undefined;
  }
  try {
    const query = {
      since: instantOf(window.start - CONTEXT_SECONDS),
      until: instantOf(window.end + CONTEXT_SECONDS),
      types: ACTIVITY_TYPES,
    };
    const events: StoredEvent[] = [];
    for await (const event of store.events(query)) events.push(event);
    if (events.length > 0) return events;
    for await (const _ of store.events({ types: ACTIVITY_TYPES })) return events;
    return undefined;
  } finally {
    await store.close();
  }
}

function instantOf(seconds: number): string | undefined {
  const date = new Date(seconds * 1000);
  const year = date.getUTCFullYear();
  return year >= 1000 && year <= 9999 ? date.toISOString() : undefined;
}

/** Who names a file on the command line means one that is there; one of the environment may be yet to come. */
function refuseMissing(flags: StoreFlags): void {
  const location = locationOf(storeOptionsOf(flags));
  if (flags.db === undefined || location.engine !== "sqlite" || existsSync(location.path)) return;
  throw usage(`there is no store \`${location.shown}\``, "is --db mistyped? 'tt import' with the same --db makes it");
}

/** What an empty store's person is told. */
export function nothingStored(flags: StoreFlags): string {
  const { shown } = locationOf(storeOptionsOf(flags));
  return `nothing is stored yet in \`${printable(shown)}\`: 'tt export -- tt import' reads the agents' logs into the store`;
}
