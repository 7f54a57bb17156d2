import { isSameEvent } from "./same-event.ts";
import type { Database, EventRow, ImportRow } from "./schema.ts";

/** What became of the rows of a batch: the others were inserted. */
export interface Inserted {
  readonly duplicates: number;
  /** The places in the batch of rows that differ from the event of that ID that is stored. */
  readonly conflicts: readonly number[];
}

/** How many imports are remembered. */
export const REMEMBERED = 1000;

/**
 * Stores a batch and the state of its import in one transaction: all of it or nothing. The first copy of an ID stays.
 */
export async function storeBatch(
  db: Database,
  rows: readonly EventRow[],
  importOf: (inserted: Inserted) => ImportRow,
): Promise<Inserted> {
  return db.transaction().execute(async (transaction) => {
    const inserted = await insertNew(transaction, rows);
    const row = importOf(inserted);
    const { id: _, ...counts } = row;
    await transaction
      .insertInto("imports")
      .values(row)
      .onConflict((conflict) => conflict.column("id").doUpdateSet(counts))
      .execute();
    return inserted;
  });
}

/** Forgets the oldest imports; the events stay. */
export async function forgetOldImports(db: Database): Promise<void> {
  const kept = db.selectFrom("imports").select("id").orderBy("started", "desc").orderBy("id").limit(REMEMBERED);
  await db.deleteFrom("imports").where("id", "not in", kept).execute();
}

async function insertNew(db: Database, rows: readonly EventRow[]): Promise<Inserted> {
  const first = new Map<string, EventRow>();
  for (const row of rows) if (!first.has(row.id)) first.set(row.id, row);
  // In the order of their IDs, so that two imports at once never wait for each other in a circle.
  const inOrder = [...first.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  const fresh = new Set<string>();
  for (let at = 0; at < inOrder.length; at += CHUNK)
    for (const id of await insertChunk(db, inOrder.slice(at, at + CHUNK))) fresh.add(id);
  if (fresh.size === rows.length) return { duplicates: 0, conflicts: [] };
  const stored = await storedData(
    db,
    inOrder.map(({ id }) => id).filter((id) => !fresh.has(id)),
  );
  const conflicts: number[] = [];
  rows.forEach((row, at) => {
    const kept = stored.get(row.id) ?? first.get(row.id)?.data;
    if (kept !== undefined && !isSameEvent(kept, row.data)) conflicts.push(at);
  });
  return { duplicates: rows.length - fresh.size - conflicts.length, conflicts };
}

/** As many as make the least of the cost of a statement. SQLite takes 32,766 parameters, PostgreSQL 65,535. */
const CHUNK = 100;

/** Inserts the rows whose ID is not there yet, and returns those IDs. */
async function insertChunk(db: Database, rows: readonly EventRow[]): Promise<readonly string[]> {
  const insert = db
    .insertInto("events")
    .values(rows)
    .onConflict((conflict) => conflict.column("id").doNothing())
    .returning("id");
  return (await insert.execute()).map(({ id }) => id);
}

async function storedData(db: Database, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const stored = new Map<string, string>();
  for (let at = 0; at < ids.length; at += CHUNK) {
    const chunk = ids.slice(at, at + CHUNK);
    for (const { id, data } of await db.selectFrom("events").select(["id", "data"]).where("id", "in", chunk).execute())
      stored.set(id, data);
  }
  return stored;
}
