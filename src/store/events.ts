import type { StoredEvent } from "../events/stored-event.ts";
import { parseObject, type JsonObject } from "../lib/json.ts";
import { column } from "./incoming.ts";
import type { Database } from "./schema.ts";

/** Which events: `since <= timestamp < until`, both canonical, and of which types. */
export interface EventQuery {
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly types?: readonly string[] | undefined;
}

/** A stored event that is none: its ID, and why. */
export interface DamagedEvent {
  readonly id: string;
  readonly why: string;
}

export type Tell = (damaged: DamagedEvent) => void;

const PAGE = 5000;

/**
 * The events by time and ID, a page at a time, so that any number of them fits the memory. What is imported meanwhile
 * may be among them or not. With `tell`, all of an event is looked at, and one that is damaged is told and left out.
 */
export async function* pages(
  db: Database,
  { since, until, types }: EventQuery,
  tell: Tell | undefined,
): AsyncGenerator<StoredEvent[]> {
  let after: { readonly timestamp: string; readonly id: string } | undefined;
  do {
    const events = db.selectFrom("events");
    let query = tell === undefined ? events.select(["id", "timestamp", "data"]) : events.selectAll();
    if (types !== undefined) query = query.where("type", "in", types.length === 0 ? [""] : types);
    if (until !== undefined) query = query.where("timestamp", "<", until);
    const from = after?.timestamp ?? since;
    if (from !== undefined) query = query.where("timestamp", ">=", from);
    if (after !== undefined) {
      const last = after;
      query = query.where((eb) => eb.or([eb("timestamp", ">", last.timestamp), eb("id", ">", last.id)]));
    }
    const rows = await query.orderBy("timestamp").orderBy("id").limit(PAGE).execute();
    yield rows.flatMap((row) => eventOf(row, tell) ?? []);
    after = rows.length === PAGE ? rows.at(-1) : undefined;
  } while (after !== undefined);
}

type Row = Readonly<Record<string, unknown>> & { readonly id: string; readonly data: string };

function eventOf(row: Row, tell: Tell | undefined): StoredEvent | undefined {
  const event = parseObject(row.data);
  const why = event === undefined ? "its text is no JSON object" : contradiction(row, event);
  if (event !== undefined && why === undefined) return event as unknown as StoredEvent;
  if (tell === undefined) throw new Error(`the stored event ${JSON.stringify(row.id)}: ${why}`);
  tell({ id: row.id, why: why ?? "" });
  return undefined;
}

/** What the columns that were read say otherwise than the text. */
function contradiction(row: Row, event: JsonObject): string | undefined {
  for (const [name, is] of Object.entries(row)) {
    if (name === "data") continue;
    const said = event[name];
    const wanted = typeof said === "string" ? column(said) : null;
    if (is !== wanted) return `its column '${name}' says otherwise than its text`;
  }
  return undefined;
}
