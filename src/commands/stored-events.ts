import { existsSync } from "node:fs";
import { EXIT, usage } from "../failure.ts";
import type { StoredEvent } from "../events/stored-event.ts";
import { ACTIVITY_TYPES } from "../hours/activity.ts";
import type { Span } from "../hours/piece.ts";
import { printable } from "../lib/printable.ts";
import type { DamagedEvent } from "../store/events.ts";
import { locationOf } from "../store/location.ts";
import { openStore } from "../store/open.ts";
import { MEND } from "../store/store-failure.ts";
import { storeOptionsOf, usableStoreOptionsOf, type StoreFlags } from "./store-options.ts";

/** Of every command that reads stored events. */
export interface ReadingFlags extends StoreFlags {
  readonly strict?: true;
}

/** How much is read around a window, so that what began before or is decided after counts rightly in it. */
const CONTEXT_SECONDS = 31 * 86_400;

/** The stored events that can matter in a window; `undefined` when nothing is stored at all. */
export async function eventsIn(flags: ReadingFlags, window: Span): Promise<readonly StoredEvent[] | undefined> {
  const store = await openStore(usableStoreOptionsOf(flags));
  if (store === undefined) {
    refuseMissing(flags);
    return undefined;
  }
  const damaged = new Damaged(flags);
  try {
    const query = {
      since: instantOf(window.start - CONTEXT_SECONDS),
      until: instantOf(window.end + CONTEXT_SECONDS),
      types: ACTIVITY_TYPES,
    };
    const events: StoredEvent[] = [];
    for await (const event of store.events(query, damaged.tell)) events.push(event);
    damaged.end();
    if (events.length > 0) return events;
    for await (const _ of store.events({ types: ACTIVITY_TYPES }, () => undefined)) return events;
    return undefined;
  } finally {
    await store.close();
  }
}

const MOST_TOLD = 20;

/** The stored events that cannot be understood: named and left out; with `--strict` they make the exit code. */
class Damaged {
  readonly #flags: ReadingFlags;
  #count = 0;

  constructor(flags: ReadingFlags) {
    this.#flags = flags;
  }

  readonly tell = ({ id, why }: DamagedEvent): void => {
    if (++this.#count > MOST_TOLD) return;
    process.stderr.write(
      `tt: warning: the stored event ${printable(id)} is damaged and left out (${printable(why)})\n`,
    );
  };

  end(): void {
    if (this.#count > MOST_TOLD)
      process.stderr.write(`tt: warning: ${this.#count - MOST_TOLD} more stored events are damaged and left out\n`);
    if (this.#count > 0) process.stderr.write(`\nhint: ${MEND}\n`);
    if (this.#count > 0 && this.#flags.strict === true) process.exitCode = EXIT.warnings;
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
