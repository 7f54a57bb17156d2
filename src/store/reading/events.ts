import type { StoredEvent } from "../../events/stored-event.ts";
import { parseObject, type JsonObject } from "../../lib/json/json.ts";
import type { Connection } from "../engine/connection.ts";
import { rowId, rowJson, type StoredRow } from "../rows/stored-row.ts";
import { LONG } from "../schema/tables.ts";
import type { EventQuery, Tell } from "./event-query.ts";
import { RowReader } from "./row-reader.ts";

/** More at once save no time, and outlive a small nursery: a report then needs up to 200 MB more. */
const PAGE = 1000;

/** Before the year 1000, and after the year 9999. */
const EVER = [-1e15, 1e15] as const;

/**
 * The events by time and ID, a page at a time, so that any number of them fits the memory. What is imported meanwhile
 * may be among them or not. Those that are damaged are told and left out.
 */
export async function* pages(
  connection: Connection,
  query: EventQuery,
  tell: Tell,
): AsyncGenerator<readonly StoredRow[]> {
  yield* pagesOf(connection, query, await RowReader.of(connection, query, tell));
}

async function* pagesOf(
  connection: Connection,
  { since, until }: EventQuery,
  reader: RowReader,
): AsyncGenerator<readonly StoredRow[]> {
  const end = until === undefined ? EVER[1] : Date.parse(until);
  let after: readonly [unknown, unknown] = [(since === undefined ? EVER[0] : Date.parse(since)) - 1, 2 ** 31 - 1];
  // The last events of a page may have others of their millisecond on the next one.
  let held: StoredRow[] = [];
  for (;;) {
    const sql = `select ${reader.columns} from event_rows where (at, mark) > (?, ?) and at < ? order by at, mark limit ${PAGE}`;
    const rows = await connection.rows(sql, [...(after as [number, number]), end]);
    const found = held;
    await reader.take(rows, found);
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) {
      yield reader.inOrder(found);
      return;
    }
    held = [];
    for (let row = found.at(-1); row !== undefined && row.at === last[0]; row = found.at(-1)) {
      held.unshift(row);
      found.pop();
    }
    yield reader.inOrder(found);
    // An index that is damaged could lead in a circle.
    if (!isBefore(after, last)) throw new DisorderError();
    after = [last[0], last[1]];
  }
}

/** The same with the context of the window: no more is read than the sessions in it ask for. */
export async function* pagesAround(
  connection: Connection,
  query: EventQuery & { readonly context: number },
  tell: Tell,
): AsyncGenerator<readonly StoredRow[]> {
  const from = query.since === undefined ? EVER[0] : Date.parse(query.since);
  const to = query.until === undefined ? EVER[1] : Date.parse(query.until);
  const reader = await RowReader.of(connection, query, tell);
  const inside = "select distinct session from event_rows where at >= ? and at < ?";
  const numbers = new Set<unknown>();
  for (const [session] of await connection.rows(inside, [from, to])) numbers.add(session);
  for (const [session] of await connection.rows(`${inside} and ${LONG}`, [to, to + query.context]))
    numbers.add(session);
  const around = [...numbers].filter((session) => typeof session === "number");
  await reader.copies?.know(around);
  const sessions = reader.copies === undefined ? around : [...reader.copies.whole(around)];
  yield* ofSessions(connection, { sessions, from: from - query.context, to: from }, reader);
  yield* pagesOf(connection, query, reader);
  yield* ofSessions(connection, { sessions, from: to, to: to + query.context }, reader);
}

interface SessionQuery {
  readonly sessions: readonly number[];
  readonly from: number;
  readonly to: number;
}

/** What some sessions did from one time until before another: of few it is little. */
async function* ofSessions(
  connection: Connection,
  { sessions, from, to }: SessionQuery,
  reader: RowReader,
): AsyncGenerator<readonly StoredRow[]> {
  const found: StoredRow[] = [];
  for (let at = 0; at < sessions.length; at += CHUNK) {
    const chunk = sessions.slice(at, at + CHUNK);
    const theirs = `session in (${chunk.map(() => "?").join(", ")}) and at >= ? and at < ?`;
    // Of a copy the original may be another session's: all of its millisecond is looked at.
    const where = reader.copies === undefined ? theirs : `at in (select at from event_rows where ${theirs})`;
    await reader.take(
      await connection.rows(`select ${reader.columns} from event_rows where ${where}`, [...chunk, from, to]),
      found,
    );
  }
  found.sort((a, b) => a.at - b.at);
  const rows = reader.inOrder(found);
  if (reader.copies === undefined) return yield rows;
  const asked = new Set(sessions.map((session) => reader.sessionOf(reader.copies?.ownerOf(session) ?? session)));
  yield rows.filter(({ session, owner = session }) => asked.has(owner));
}

/** Everything that some sessions did, by time and ID. */
export async function* rowsOfSessions(
  connection: Connection,
  sessions: readonly number[],
  tell: Tell,
): AsyncGenerator<readonly StoredRow[]> {
  yield* ofSessions(connection, { sessions, from: EVER[0], to: EVER[1] }, await RowReader.of(connection, {}, tell));
}

const CHUNK = 500;

/** The events that were imported after the one of a number, some of them; and the number of the last that was looked at. */
export async function newRows(
  connection: Connection,
  after: number,
  tell: Tell,
): Promise<{ readonly found: readonly StoredRow[]; readonly last: number }> {
  const reader = await RowReader.of(connection, {}, tell);
  const sql = `select ${reader.columns} from event_rows where seq > ? order by seq limit ${PAGE}`;
  const rows = await connection.rows(sql, [after]);
  const found: StoredRow[] = [];
  await reader.take(rows, found);
  return { found, last: Number(rows.at(-1)?.[2] ?? after) };
}

/** Rows do not follow each other in the order in which they were asked for. */
export class DisorderError extends Error {}

function isBefore([at, mark]: readonly unknown[], [nextAt, nextMark]: readonly unknown[]): boolean {
  if (typeof nextAt !== "number" || typeof at !== "number") return typeof at === "number";
  return nextAt > at || (nextAt === at && Number(nextMark) > Number(mark));
}

/** Whether an event is that of its columns. */
function isOf({ id, timestamp, type, source }: JsonObject, row: StoredRow): boolean {
  const { kind, at } = row;
  return id === rowId(row) && Date.parse(String(timestamp)) === at && type === kind.type && source === kind.source;
}

/** The events themselves; one that cannot be put together again is told and left out. */
export function eventsOf(rows: readonly StoredRow[], tell: Tell): readonly StoredEvent[] {
  const events: StoredEvent[] = [];
  for (const row of rows) {
    const json = rowJson(row);
    const event = json === undefined ? undefined : parseObject(json);
    if (event === undefined || !isOf(event, row)) tell({ id: rowId(row), why: "what is left of it is no event" });
    else events.push(event as unknown as StoredEvent);
  }
  return events;
}
