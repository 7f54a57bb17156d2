import type { StoredEvent } from "../events/stored-event.ts";
import { isObject } from "../lib/json.ts";
import type { Database } from "./schema.ts";

/** Which events: `since <= timestamp < until`, both canonical, and of which types. */
export interface EventQuery {
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly types?: readonly string[] | undefined;
}

const PAGE = 5000;

/**
 * The events by time and ID, a page at a time, so that any number of them fits the memory. What is imported meanwhile
 * may be among them or not.
 */
export async function* pages(db: Database, { since, until, types }: EventQuery): AsyncGenerator<StoredEvent[]> {
  let after: { readonly timestamp: string; readonly id: string } | undefined;
  do {
    let query = db.selectFrom("events").select(["id", "timestamp", "data"]);
    if (types !== undefined) query = query.where("type", "in", types.length === 0 ? [""] : types);
    if (until !== undefined) query = query.where("timestamp", "<", until);
    const from = after?.timestamp ?? since;
    if (from !== undefined) query = query.where("timestamp", ">=", from);
    if (after !== undefined) {
      const last = after;
      query = query.where((eb) => eb.or([eb("timestamp", ">", last.timestamp), eb("id", ">", last.id)]));
    }
    const rows = await query.orderBy("timestamp").orderBy("id").limit(PAGE).execute();
    yield rows.map(eventOf);
    after = rows.length === PAGE ? rows.at(-1) : undefined;
  } while (after !== undefined);
}

function eventOf({ id, data }: { readonly id: string; readonly data: string }): StoredEvent {
  const event: unknown = JSON.parse(data);
  if (!isObject(event) || event["id"] !== id) throw new Error(`the stored event ${JSON.stringify(id)} is not an event`);
  return event as unknown as StoredEvent;
}
