import type { JsonObject } from "../../lib/json/json.ts";
import { Batch, type Candidate } from "./batch.ts";
import type { Connection } from "../engine/connection.ts";
import { markOf, nextMark } from "./mark.ts";
import type { Names } from "./names.ts";
import { lastSession, noteRules, type RulesOf } from "../import/session-rules.ts";
import { isSameEvent } from "./same-event.ts";
import type { ImportRow } from "../schema/schema.ts";
import { noteStored, SAME, storedElsewhere } from "./stored-already.ts";
import { eventOf } from "./stored-row.ts";
import type { Parts } from "./template.ts";
import { lockForWriting } from "../engine/writing-lock.ts";

/** What became of the events of a batch: the others were inserted. */
export interface Inserted {
  readonly duplicates: number;
  /** The places in the batch of events that differ from the event of that ID that is stored. */
  readonly conflicts: readonly number[];
}

export interface BatchState {
  readonly now: Date;
  readonly rulesOf: RulesOf;
  readonly importOf: (inserted: Inserted) => ImportRow;
  /** What else is stored with it. */
  readonly also?: ((connection: Connection) => Promise<void>) | undefined;
}

/**
 * Stores a batch and the state of its import in one transaction: all of it or nothing. The first copy of an ID stays.
 */
export async function storeBatch(
  connection: Connection,
  names: Names,
  events: readonly Parts[],
  state: BatchState,
): Promise<Inserted> {
  const db = await connection.database();
  return db.transaction().execute(async (transaction) => {
    const within = connection.within(transaction);
    await lockForWriting(within);
    return storeWithin(within, names, events, state);
  });
}

/** The same within a transaction that keeps other writers out. */
export async function storeWithin(
  connection: Connection,
  names: Names,
  events: readonly Parts[],
  { now, rulesOf, importOf, also }: BatchState,
): Promise<Inserted> {
  const inserted = events.length === 0 ? NONE : await insertNew(connection, names, events, { now, rulesOf });
  const row = importOf(inserted);
  const { id: _, ...counts } = row;
  const db = await connection.database();
  await db
    .insertInto("imports")
    .values(row)
    .onConflict((conflict) => conflict.column("id").doUpdateSet(counts))
    .execute();
  await also?.(connection);
  return inserted;
}

const NONE: Inserted = { duplicates: 0, conflicts: [] };

async function insertNew(
  connection: Connection,
  names: Names,
  events: readonly Parts[],
  { now, rulesOf }: Pick<BatchState, "now" | "rulesOf">,
): Promise<Inserted> {
  const knownTo = await lastSession(connection);
  // Mostly each ID comes once, and a set tells that in half the time in which a map is made.
  const comesOnce = new Set(events.map(({ id }) => id)).size === events.length;
  const first = comesOnce ? undefined : firstOfEach(events);
  const each = first === undefined ? events : [...first.values()];
  const stored = await insertEach(connection, names, each, now);
  const inserted = stored.size === 0 ? each : each.filter(({ id }) => !stored.has(id));
  await noteRules(connection, inserted, { rulesOf, knownTo });
  const fresh = inserted.length;
  if (fresh === events.length) return NONE;
  const conflicts: number[] = [];
  events.forEach((parts, at) => {
    const kept = first?.get(parts.id) ?? parts;
    const found = stored.get(parts.id) ?? SAME;
    const isSame = found === SAME || isSameEvent(found, eventOf(parts));
    // A second copy within the batch is one of the first, if that is stored.
    if (!isSame || (kept !== parts && found === SAME && !isSameEvent(eventOf(kept), eventOf(parts))))
      conflicts.push(at);
  });
  return { duplicates: events.length - fresh - conflicts.length, conflicts };
}

/** The first event of each ID. */
function firstOfEach(events: readonly Parts[]): ReadonlyMap<string, Parts> {
  const first = new Map<string, Parts>();
  for (const parts of events) if (!first.has(parts.id)) first.set(parts.id, parts);
  return first;
}

/** Inserts events of different IDs; returns, by their IDs, what is stored in the place of those that were there. */
export async function insertEach(
  connection: Connection,
  names: Names,
  events: readonly Parts[],
  now: Date,
): Promise<ReadonlyMap<string, JsonObject>> {
  await names.number(connection, events);
  const batch = await Batch.begin(connection, now);
  const candidates = events.map((parts): Candidate => ({ parts, at: parts.at, mark: markOf(parts.id) }));
  const stored = await storedElsewhere(connection, candidates);
  let waiting: readonly Candidate[] = candidates.filter(({ parts }) => !stored.has(parts.id));
  while (waiting.length > 0) {
    const isNew = await batch.insert(waiting);
    const present = waiting.filter((_, at) => isNew[at] !== true);
    const { taken, free } = await noteStored(connection, present, stored);
    // A row that the role does not see keeps its place, too.
    waiting = [...taken, ...free];
    for (const candidate of waiting) candidate.mark = nextMark(candidate.mark);
  }
  await batch.end();
  for (const { parts, at, mark } of candidates)
    if (parts.isForeign && !stored.has(parts.id))
      await connection.rows("insert into event_foreign_ids (id, at, mark) values (?, ?, ?)", [parts.id, at, mark]);
  return stored;
}
