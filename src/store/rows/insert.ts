import type { Rules } from "../../delivery.ts";
import type { JsonObject } from "../../lib/json/json.ts";
import { Batch, type Candidate } from "./batch.ts";
import type { Connection, FileConnection, Row } from "../engine/connection.ts";
import { Dictionary } from "./dictionary.ts";
import type { Names } from "./names.ts";
import { lastSession, noteRules } from "../import/session-rules.ts";
import { isSameEvent } from "./same-event.ts";
import type { ImportRow } from "../schema/schema.ts";
import { COLUMNS, eventOf, knowAll, rowId, rowJson, storedRow } from "./stored-row.ts";
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
  /** By which rules the events were made, as far as it is known. */
  readonly rules: Rules;
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
  { now, rules, importOf, also }: BatchState,
): Promise<Inserted> {
  const inserted = events.length === 0 ? NONE : await insertNew(connection, names, events, { now, rules });
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
  { now, rules }: Pick<BatchState, "now" | "rules">,
): Promise<Inserted> {
  const knownTo = await lastSession(connection);
  // Mostly each ID comes once, and a set tells that in half the time in which a map is made.
  const comesOnce = new Set(events.map(({ id }) => id)).size === events.length;
  const first = comesOnce ? undefined : firstOfEach(events);
  const each = first === undefined ? events : [...first.values()];
  const stored = await insertEach(connection, names, each, now);
  const inserted = stored.size === 0 ? each : each.filter(({ id }) => !stored.has(id));
  await noteRules(connection, inserted, { rules, knownTo });
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

/** What is stored is what came, to the last column. */
const SAME: JsonObject = {};

/** Inserts events of different IDs; returns, by their IDs, what is stored in the place of those that were there. */
export async function insertEach(
  connection: Connection,
  names: Names,
  events: readonly Parts[],
  now: Date,
): Promise<ReadonlyMap<string, JsonObject>> {
  await names.number(connection, events);
  const batch = await Batch.begin(connection, now);
  const stored = new Map<string, JsonObject>();
  const candidates = events.map((parts): Candidate => ({ parts, at: parts.at, mark: markOf(parts.id) }));
  // The same ID may stand at another time only where it does not hold the time.
  const foreign = candidates.filter(({ parts }) => parts.isForeign);
  const elsewhere = await placesOf(connection, foreign);
  let waiting: readonly Candidate[] = candidates.filter(({ parts }) => !elsewhere.has(parts.id));
  let asked: readonly Candidate[] = foreign.flatMap((candidate) => {
    const place = elsewhere.get(candidate.parts.id);
    return place === undefined ? [] : [Object.assign(candidate, place)];
  });
  while (waiting.length + asked.length > 0) {
    const isNew = await batch.insert(waiting);
    const present = [...asked, ...waiting.filter((_, at) => isNew[at] !== true)];
    const others: Candidate[] = [];
    for (const [at, row] of (await rowsAt(connection, present)).entries()) {
      const candidate = present[at] as Candidate;
      const found = row === undefined ? undefined : await compared(connection, row, candidate);
      if (found === undefined) others.push(candidate);
      else stored.set(candidate.parts.id, found);
    }
    // Another event of the same millisecond has the mark: the next one is taken.
    for (const candidate of others) candidate.mark = candidate.mark === LARGEST ? -LARGEST : candidate.mark + 1;
    [waiting, asked] = [others, []];
  }
  await batch.end();
  const fresh = foreign.filter(({ parts }) => !stored.has(parts.id));
  for (const { parts, at, mark } of fresh)
    await connection.rows("insert into event_foreign_ids (id, at, mark) values (?, ?, ?)", [parts.id, at, mark]);
  return stored;
}

const LARGEST = 2 ** 31 - 1;

/** FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv/): quick, and the same for ever. */
function markOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < id.length; at++) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193);
  return hash | 0;
}

/** The event that is stored there, if it is one of the same ID. */
async function compared(connection: Connection, row: Row, { parts }: Candidate): Promise<JsonObject | undefined> {
  const { numbers } = parts;
  const [, , , kind, session, place, key, number1, number2, file, subAgent, rest] = row;
  if (
    key === parts.key &&
    kind === numbers.kind &&
    session === numbers.session &&
    place === numbers.place &&
    number1 === parts.number1 &&
    number2 === parts.number2 &&
    file === numbers.file &&
    subAgent === numbers.subAgent &&
    rest === parts.rest
  )
    return SAME;
  const dictionary = new Dictionary(connection);
  await knowAll(dictionary, [row]);
  const stored = storedRow(row, dictionary);
  // What is damaged keeps its place: nothing is written over it.
  if (typeof stored === "string") return key === parts.key ? DAMAGED : undefined;
  if (rowId(stored) !== parts.id) return undefined;
  const json = rowJson(stored);
  return json === undefined ? DAMAGED : (JSON.parse(json) as JsonObject);
}

const DAMAGED: JsonObject = { damaged: true };

type At = Pick<Candidate, "at" | "mark">;

async function placesOf(connection: Connection, foreign: readonly Candidate[]): Promise<ReadonlyMap<string, At>> {
  const places = new Map<string, At>();
  for (let from = 0; from < foreign.length; from += CHUNK) {
    const ids = foreign.slice(from, from + CHUNK).map(({ parts }) => parts.id);
    const sql = `select id, at, mark from event_foreign_ids where id in (${ids.map(() => "?").join(", ")})`;
    for (const [id, at, mark] of await connection.rows(sql, ids))
      places.set(String(id), { at: Number(at), mark: Number(mark) });
  }
  return places;
}

/** As many as make the least of the cost of a statement. SQLite takes 32,766 parameters, PostgreSQL 65,535. */
const CHUNK = 500;

/** The rows in some places, in the order of the places. */
async function rowsAt(connection: Connection, places: readonly At[]): Promise<readonly (Row | undefined)[]> {
  if (connection.engine === "sqlite") {
    const statement = (connection as FileConnection).statement(
      `select ${COLUMNS} from event_rows where at = ? and mark = ?`,
    );
    return places.map(({ at, mark }) => statement.get(at, mark) as unknown as Row | undefined);
  }
  const found = new Map<string, Row>();
  for (let from = 0; from < places.length; from += CHUNK) {
    const chunk = places.slice(from, from + CHUNK);
    const sql = `select ${COLUMNS} from event_rows where (at, mark) in (${chunk.map(() => "(?::bigint, ?::integer)").join(", ")})`;
    for (const row of await connection.rows(
      sql,
      chunk.flatMap(({ at, mark }) => [at, mark]),
    ))
      found.set(`${String(row[0])} ${String(row[1])}`, row);
  }
  return places.map(({ at, mark }) => found.get(`${at} ${mark}`));
}
