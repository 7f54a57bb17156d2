import type { StoredEvent } from "../events/stored-event.ts";
import { parseObject } from "../lib/json.ts";
import { column } from "./incoming.ts";
import type { Database } from "./schema.ts";

/** Which events: `since <= timestamp < until`, both canonical, and of which types. */
export interface EventQuery {
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly types?: readonly string[] | undefined;
  /** Whether all columns of an event are looked at, not only those by which it was found. */
  readonly thorough?: true;
}

/** A stored event that is none: what is left of its ID, and why. */
export interface DamagedEvent {
  readonly id: string;
  readonly why: string;
}

const PAGE = 5000;

/**
 * The events by time and ID, a page at a time, so that any number of them fits the memory. What is imported meanwhile
 * may be among them or not. Those that are damaged are told and left out.
 */
export async function* pages(
  db: Database,
  { since, until, types, thorough }: EventQuery,
  tell: (damaged: DamagedEvent) => void,
): AsyncGenerator<StoredEvent[]> {
  let after: { readonly timestamp: string; readonly id: string } | undefined;
  do {
    const stored = db.selectFrom("events");
    let query = thorough === true ? stored.selectAll() : stored.select(["id", "timestamp", "type", "data"]);
    if (types !== undefined) query = query.where("type", "in", types.length === 0 ? [""] : types);
    if (until !== undefined) query = query.where("timestamp", "<", until);
    const from = after?.timestamp ?? since;
    if (from !== undefined) query = query.where("timestamp", ">=", from);
    if (after !== undefined) {
      const last = after;
      query = query.where((eb) => eb.or([eb("timestamp", ">", last.timestamp), eb("id", ">", last.id)]));
    }
    const rows = await query.orderBy("timestamp").orderBy("id").limit(PAGE).execute();
    const events: StoredEvent[] = [];
    for (const row of rows) {
      const event = eventOf(row);
      if (typeof event === "string") tell({ id: textOf(row.id), why: event });
      else events.push(event);
    }
    yield events;
    after = rows.length === PAGE ? rows.at(-1) : undefined;
  } while (after !== undefined);
}

/** What is read may be of any kind where a store is damaged. */
function textOf(value: unknown): string {
  return String(value);
}

/** The event of a row, or why it is none: its text and the columns that were read must agree. */
function eventOf({ data, ...columns }: Readonly<Record<string, unknown>>): StoredEvent | string {
  const event = typeof data === "string" ? parseObject(data) : undefined;
  if (event === undefined) return "not JSON";
  for (const [name, is] of Object.entries(columns)) {
    const said = event[name];
    if (is !== (typeof said === "string" ? column(said) : null)) return `another ${name} than its column`;
  }
  return event as unknown as StoredEvent;
}
