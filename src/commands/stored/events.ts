import { existsSync } from "node:fs";
import { EXIT, usage } from "../../failure.ts";
import type { StoredEvent } from "../../events/stored-event.ts";
import type { ActivityLog } from "../../hours/activities/activity-log.ts";
import { ACTIVITY_TYPES, type PersonOf } from "../../hours/activities/activity.ts";
import { TakenLog } from "../../hours/activities/taken.ts";
import type { Span } from "../../hours/slice.ts";
import type { Rules } from "../../hours/rules.ts";
import type { Meter } from "../../spending/meter.ts";
import { USAGE_TYPE } from "../../spending/usage.ts";
import { letNurseryGrowEnough } from "../../lib/process/nursery.ts";
import { printable } from "../../lib/text/printable.ts";
import type { DamagedEvent, EventQuery, Tell } from "../../store/reading/event-query.ts";
import { eventsOf } from "../../store/reading/events.ts";
import { locationOf, type StoreOptions } from "../../store/location.ts";
import { openStore } from "../../store/open.ts";
import { newestOf } from "../../store/overview.ts";
import { peopleOf } from "../../store/registers/people.ts";
import { MEND } from "../../store/engine/store-failure.ts";
import type { Session } from "../../store/rows/dictionary.ts";
import { rowId, type StoredRow } from "../../store/rows/stored-row.ts";
import { LONG_MS } from "../../store/schema/tables.ts";
import { holdNames } from "./asked-names.ts";
import { askedPeople, type AskedPeople } from "./asked-people.ts";
import { ActivityCollector } from "./activities.ts";
import { holdPeople } from "./seen-people.ts";
import type { ReadRequest, StoreRequest } from "../options/store.ts";

/** How much is read around a window, so that what began before or is decided after counts rightly in it. */
const CONTEXT_SECONDS = 31 * 86_400;

/** What was read, and whose it is. */
export interface Read {
  readonly events: readonly StoredEvent[];
  readonly personOf: PersonOf;
}

/** The stored events that can matter in a window, of the persons asked for; `undefined` when nothing is stored at all. */
export async function eventsIn(request: ReadRequest, window: Span): Promise<Read | undefined> {
  const events: StoredEvent[] = [];
  let personOf: PersonOf = () => undefined;
  const isStored = await read(request, wide(window), (people) => {
    personOf = people.personOf;
    return (rows, tell) => {
      for (const row of rows) {
        if (!people.isAsked(machineOf(row))) continue;
        for (const event of eventsOf([row], tell))
          events.push(row.owner === undefined ? event : givenTo(row.owner, event));
      }
      return events.length > 0;
    };
  });
  return isStored ? { events, personOf } : undefined;
}

/**
 * What a report needs of them: of days before and after only what the sessions of the window did. With a meter also what
 * models took in the window.
 */
export async function activitiesIn(
  request: ReadRequest,
  window: Span,
  rules: Rules,
  meter?: Meter,
): Promise<ActivityLog | undefined> {
  const types = meter === undefined ? ACTIVITY_TYPES : [...ACTIVITY_TYPES, USAGE_TYPE];
  let collector = new ActivityCollector();
  const begin: Begin = (people) => {
    const taken = meter === undefined ? undefined : new TakenLog(window, meter);
    collector = new ActivityCollector(people.personOf, taken);
    return (rows, tell) => {
      letNurseryGrowEnough();
      for (const row of rows)
        if (people.isAsked(machineOf(row)) && !collector.add(row))
          tell({ id: rowId(row), why: "what is left of it is no event" });
      return !collector.log.isEmpty;
    };
  };
  // Around a long window there is less than in it.
  if (window.end - window.start > CONTEXT_SECONDS)
    return (await read(request, { ...wide(window), types, isBrief: true }, begin)) ? collector.log : undefined;
  // Nothing that began, or is decided, further away than this reaches into the window; but for long turns.
  const margin = Math.max(LONG_MS / 1000, rules.attention, rules.agentGap, rules.answer) + 1;
  const query = {
    since: instantOf(window.start - margin),
    until: instantOf(window.end + margin),
    types,
    isBrief: true,
    once: true,
    context: CONTEXT_SECONDS * 1000,
  } as const;
  return (await read(request, query, begin)) ? collector.log : undefined;
}

/** The machine whose an event is: of a session that lies on several the first one. */
function machineOf({ session, owner = session }: StoredRow): string | undefined {
  return owner.machineId;
}

/** An event as one of the machine that had its session first; its ID stays what it is. */
function givenTo({ machineId }: Session, event: StoredEvent): StoredEvent {
  const { machine_id: _before, ...rest } = event;
  return machineId === undefined ? rest : { ...rest, machine_id: machineId };
}

/** The time of the newest stored event, in seconds since 1970. */
export async function newestIn({ store: options }: ReadRequest): Promise<number | undefined> {
  const store = await openStore(options);
  if (store === undefined) return undefined;
  try {
    return await newestOf(store);
  } finally {
    await store.close();
  }
}

function wide(window: Span): EventQuery {
  return {
    since: instantOf(window.start - CONTEXT_SECONDS),
    until: instantOf(window.end + CONTEXT_SECONDS),
    types: ACTIVITY_TYPES,
    once: true,
  };
}

/** Takes rows, and tells whether it has got anything. */
type Take = (rows: readonly StoredRow[], tell: Tell) => boolean;
/** Begins once it is known whose the machines are. */
type Begin = (people: AskedPeople) => Take;

/** Hands over events; whether anything at all is stored. */
async function read(request: ReadRequest, query: EventQuery, begin: Begin): Promise<boolean> {
  const store = await openStore(request.store);
  if (store === undefined) {
    refuseMissing(request.store);
    return false;
  }
  const damaged = new Damaged(request.strict);
  try {
    const people = await peopleOf(store);
    const take = begin(askedPeople(request, people));
    if (request.inquiry !== undefined) {
      await holdNames(store, request.inquiry);
      await holdPeople(store, people, request);
    }
    let isAny = false;
    for await (const rows of store.rows(query, damaged.tell)) isAny = take(rows, damaged.tell);
    damaged.end();
    if (isAny) return true;
    for await (const rows of store.rows({ types: ACTIVITY_TYPES }, () => undefined)) if (rows.length > 0) return true;
    return false;
  } finally {
    await store.close();
  }
}

const MOST_TOLD = 20;

/** The stored events that cannot be understood: named and left out; with `--strict` they make the exit code. */
export class Damaged {
  readonly #strict: boolean;
  #count = 0;

  constructor(strict: boolean) {
    this.#strict = strict;
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
    if (this.#count > 0 && this.#strict) process.exitCode = EXIT.warnings;
  }
}

/** An instant in the years that events can be of; `undefined` before and after them. */
export function instantOf(seconds: number): string | undefined {
  const date = new Date(seconds * 1000);
  const year = date.getUTCFullYear();
  return year >= 1000 && year <= 9999 ? date.toISOString() : undefined;
}

/** Who names a file on the command line means one that is there; one of the environment may be yet to come. */
export function refuseMissing(store: StoreRequest): void {
  const location = locationOf(store);
  if (!store.isNamed || location.engine !== "sqlite" || existsSync(location.path)) return;
  throw usage(`there is no store \`${location.shown}\``, "is --db mistyped? 'tt import' with the same --db makes it");
}

/** What an empty store's person is told. */
export function nothingStored(store: StoreOptions): string {
  const { shown } = locationOf(store);
  return `nothing is stored yet in \`${printable(shown)}\`: 'tt export -- tt import' reads the agents' logs into the store`;
}
