import type { StoredEvent } from "../../events/stored-event.ts";
import { parseObject, type JsonObject } from "../../lib/json/json.ts";
import type { Connection, Row } from "../engine/connection.ts";
import { Dictionary } from "./dictionary.ts";
import { LONG } from "../schema/tables.ts";
import { BRIEF_COLUMNS, COLUMNS, knowAll, rowId, rowJson, storedRow, type StoredRow } from "./stored-row.ts";

/** Which events: `since <= timestamp < until`, both canonical, and of which types. */
export interface EventQuery {
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly types?: readonly string[] | undefined;
  /** Without their numbers and files, which reports do not need: half of the work is reading. */
  readonly isBrief?: true;
  /**
   * With what the sessions of the window did so many milliseconds before and after it, and those whose turns of an hour
   * or more may reach back into it.
   */
  readonly context?: number;
}

/** A stored event that is none: what is left of its ID, and why. */
export interface DamagedEvent {
  readonly id: string;
  readonly why: string;
}

export type Tell = (damaged: DamagedEvent) => void;

const PAGE = 5000;

/** Before the year 1000, and after the year 9999. */
const EVER = [-1e15, 1e15] as const;

/**
 * The events by time and ID, a page at a time, so that any number of them fits the memory. What is imported meanwhile
 * may be among them or not. Those that are damaged are told and left out.
 */
export async function* pages(
  connection: Connection,
  { since, until, types, isBrief }: EventQuery,
  tell: Tell,
): AsyncGenerator<readonly StoredRow[]> {
  const dictionary = new Dictionary(connection);
  const wanted = types === undefined ? undefined : new Set(types);
  const end = until === undefined ? EVER[1] : Date.parse(until);
  let after: readonly [unknown, unknown] = [(since === undefined ? EVER[0] : Date.parse(since)) - 1, 2 ** 31 - 1];
  // The last events of a page may have others of their millisecond on the next one.
  let held: StoredRow[] = [];
  for (;;) {
    const columns = isBrief ? BRIEF_COLUMNS : COLUMNS;
    const sql = `select ${columns} from event_rows where (at, mark) > (?, ?) and at < ? order by at, mark limit ${PAGE}`;
    const rows = await connection.rows(sql, [...(after as [number, number]), end]);
    await knowAll(dictionary, rows);
    const found = held;
    for (const raw of rows) {
      const row = storedRow(raw, dictionary);
      if (typeof row === "string") tell({ id: nameOf(raw), why: row });
      else if (wanted === undefined || wanted.has(row.kind.type)) found.push(row);
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) {
      yield inOrder(found);
      return;
    }
    held = [];
    for (let row = found.at(-1); row !== undefined && row.at === last[0]; row = found.at(-1)) {
      held.unshift(row);
      found.pop();
    }
    yield inOrder(found);
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
  const inside = "select distinct session from event_rows where at >= ? and at < ?";
  const sessions = new Set<unknown>();
  for (const [session] of await connection.rows(inside, [from, to])) sessions.add(session);
  for (const [session] of await connection.rows(`${inside} and ${LONG}`, [to, to + query.context]))
    sessions.add(session);
  const around = [...sessions].filter((session) => typeof session === "number");
  yield* ofSessions(connection, { ...query, sessions: around, from: from - query.context, to: from }, tell);
  yield* pages(connection, query, tell);
  yield* ofSessions(connection, { ...query, sessions: around, from: to, to: to + query.context }, tell);
}

interface SessionQuery extends EventQuery {
  readonly sessions: readonly number[];
  readonly from: number;
  readonly to: number;
}

/** What some sessions did from one time until before another: of few it is little. */
async function* ofSessions(
  connection: Connection,
  { sessions, from, to, types, isBrief }: SessionQuery,
  tell: Tell,
): AsyncGenerator<readonly StoredRow[]> {
  const dictionary = new Dictionary(connection);
  const found: StoredRow[] = [];
  for (let at = 0; at < sessions.length; at += CHUNK) {
    const chunk = sessions.slice(at, at + CHUNK);
    const where = `session in (${chunk.map(() => "?").join(", ")}) and at >= ? and at < ?`;
    const sql = `select ${isBrief ? BRIEF_COLUMNS : COLUMNS} from event_rows where ${where}`;
    const rows = await connection.rows(sql, [...chunk, from, to]);
    await knowAll(dictionary, rows);
    for (const raw of rows) {
      const row = storedRow(raw, dictionary);
      if (typeof row === "string") tell({ id: nameOf(raw), why: row });
      else if (types?.includes(row.kind.type) !== false) found.push(row);
    }
  }
  found.sort((a, b) => a.at - b.at);
  yield inOrder(found);
}

/** Everything that some sessions did, by time and ID. */
export async function* rowsOfSessions(
  connection: Connection,
  sessions: readonly number[],
  tell: Tell,
): AsyncGenerator<readonly StoredRow[]> {
  yield* ofSessions(connection, { sessions, from: EVER[0], to: EVER[1] }, tell);
}

const CHUNK = 500;

/** The events that were imported after the one of a number, some of them; and the number of the last that was looked at. */
export async function newRows(
  connection: Connection,
  after: number,
  tell: Tell,
): Promise<{ readonly found: readonly StoredRow[]; readonly last: number }> {
  const sql = `select ${COLUMNS} from event_rows where seq > ? order by seq limit ${PAGE}`;
  const rows = await connection.rows(sql, [after]);
  const dictionary = new Dictionary(connection);
  await knowAll(dictionary, rows);
  const found: StoredRow[] = [];
  for (const raw of rows) {
    const row = storedRow(raw, dictionary);
    if (typeof row === "string") tell({ id: nameOf(raw), why: row });
    else found.push(row);
  }
  return { found, last: Number(rows.at(-1)?.[2] ?? after) };
}

/** Rows do not follow each other in the order in which they were asked for. */
export class DisorderError extends Error {}

function isBefore([at, mark]: readonly unknown[], [nextAt, nextMark]: readonly unknown[]): boolean {
  if (typeof nextAt !== "number" || typeof at !== "number") return typeof at === "number";
  return nextAt > at || (nextAt === at && Number(nextMark) > Number(mark));
}

/** What is left of an ID that can be told no more. */
function nameOf([at, , seq, , , , key]: Row): string {
  const time = typeof at === "number" && Math.abs(at) < 8.64e15 ? new Date(at).toISOString() : "?";
  // Reports do not read numbers.
  return `${time}:${String(key)}${seq === 0 ? "" : ` (number ${String(seq)})`}`;
}

/** Of one millisecond by their IDs; the rest is in order. */
function inOrder(rows: StoredRow[]): readonly StoredRow[] {
  for (let from = 0; from < rows.length;) {
    let to = from + 1;
    while (to < rows.length && rows[to]?.at === rows[from]?.at) to++;
    if (to - from > 1) {
      const ids = new Map(rows.slice(from, to).map((row) => [row, rowId(row)]));
      const sorted = [...ids.keys()].sort((a, b) => ((ids.get(a) ?? "") < (ids.get(b) ?? "") ? -1 : 1));
      for (const [at, row] of sorted.entries()) rows[from + at] = row;
    }
    from = to;
  }
  return rows;
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
