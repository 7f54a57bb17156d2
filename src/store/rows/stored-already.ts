import type { JsonObject } from "../../lib/json/json.ts";
import type { Connection, FileConnection, Row } from "../engine/connection.ts";
import type { Candidate } from "./batch.ts";
import { Dictionary } from "./dictionary.ts";
import { markOf, nextMark } from "./mark.ts";
import { COLUMNS, knowAll, rowId, rowJson, storedRow } from "./stored-row.ts";

/** What is stored is what came, to the last column. */
export const SAME: JsonObject = {};
const DAMAGED: JsonObject = { damaged: true };

/**
 * What is stored of the IDs of some events, as far as it is not found by their times: an ID may hold no time, and the time
 * that it holds may be another than that of the event which came with it, now or when it was stored.
 */
export async function storedElsewhere(
  connection: Connection,
  candidates: readonly Candidate[],
): Promise<Map<string, JsonObject>> {
  const stored = new Map<string, JsonObject>();
  const foreign = candidates.filter(({ parts }) => parts.isForeign);
  const dated = candidates.filter(({ parts }) => !parts.isForeign);
  const places = await listed(connection, [...foreign, ...(await mayBeListed(connection, dated))]);
  await noteStored(connection, places, stored);
  let asked = foreign.filter(({ parts }) => !stored.has(parts.id)).flatMap(atTimesInId);
  while (asked.length > 0) {
    const { taken } = await noteStored(connection, asked, stored);
    asked = taken.map(({ parts, at, mark }) => ({ parts, at, mark: nextMark(mark) }));
  }
  return stored;
}

/** Where an event stands whose ID holds its time, and is this one. */
function atTimesInId({ parts }: Candidate): readonly Candidate[] {
  const times = [...parts.id.matchAll(TIME_IN_ID)].map(([, time = ""]) => Date.parse(time));
  return times.flatMap((at) => (Number.isNaN(at) || at === parts.at ? [] : [{ parts, at, mark: markOf(parts.id) }]));
}

const TIME_IN_ID = /:(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)(?=:)/g;

/** Events whose IDs may be among those that do not hold the time of their event: mostly none, after one question. */
async function mayBeListed(connection: Connection, dated: readonly Candidate[]): Promise<readonly Candidate[]> {
  const [isAny] = await connection.rows("select 1 from event_foreign_ids limit 1");
  if (isAny === undefined) return [];
  const groups = new Map<string, { readonly all: Candidate[]; first: number; last: number }>();
  for (const candidate of dated) {
    const { id, at, source, type, machineId } = candidate.parts;
    const name = `${source}:${type}:`;
    const start = id.startsWith(name) ? name : `${machineId}:${name}`;
    const group = groups.get(start);
    if (group === undefined) groups.set(start, { all: [candidate], first: at, last: at });
    else {
      group.all.push(candidate);
      group.first = Math.min(group.first, at);
      group.last = Math.max(group.last, at);
    }
  }
  const found: (readonly Candidate[])[] = [];
  for (const [start, { all, first, last }] of groups) {
    // The IDs of what models took hold no time at all, and there may be as many as events.
    const between = [first, last].map((at) => start + new Date(at).toISOString());
    const sql = "select 1 from event_foreign_ids where id >= ? and id < ? limit 1";
    const rows = await connection.rows(sql, [`${between[0]}:`, `${between[1]};`]);
    if (rows.length > 0) found.push(all);
  }
  return found.flat();
}

/** Where those stand whose IDs are listed as not holding the time of their event. */
async function listed(connection: Connection, candidates: readonly Candidate[]): Promise<readonly Candidate[]> {
  const places: Candidate[] = [];
  const byId = new Map(candidates.map(({ parts }) => [parts.id, parts]));
  for (let from = 0; from < candidates.length; from += CHUNK) {
    const ids = candidates.slice(from, from + CHUNK).map(({ parts }) => parts.id);
    const sql = `select id, at, mark from event_foreign_ids where id in (${ids.map(() => "?").join(", ")})`;
    for (const [id, at, mark] of await connection.rows(sql, ids)) {
      const parts = byId.get(String(id));
      if (parts !== undefined) places.push({ parts, at: Number(at), mark: Number(mark) });
    }
  }
  return places;
}

/**
 * Notes by their IDs which events are stored in the places where they are looked for. Returns the others: in whose places
 * another event stands, and whose are free.
 */
export async function noteStored(
  connection: Connection,
  candidates: readonly Candidate[],
  stored: Map<string, JsonObject>,
): Promise<{ readonly taken: readonly Candidate[]; readonly free: readonly Candidate[] }> {
  const others: { readonly taken: Candidate[]; readonly free: Candidate[] } = { taken: [], free: [] };
  for (const [at, row] of (await rowsAt(connection, candidates)).entries()) {
    const candidate = candidates[at] as Candidate;
    const found = row === undefined ? undefined : await compared(connection, row, candidate);
    if (found !== undefined) stored.set(candidate.parts.id, found);
    else others[row === undefined ? "free" : "taken"].push(candidate);
  }
  return others;
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
  // What is damaged keeps its place: nothing is written over it. Its key is how its ID ends.
  if (typeof stored === "string") return parts.id.endsWith(String(key)) ? DAMAGED : undefined;
  if (rowId(stored) !== parts.id) return undefined;
  const json = rowJson(stored);
  return json === undefined ? DAMAGED : (JSON.parse(json) as JsonObject);
}

/** As many as make the least of the cost of a statement. SQLite takes 32,766 parameters, PostgreSQL 65,535. */
const CHUNK = 500;

/** The rows in some places, in the order of the places. */
async function rowsAt(
  connection: Connection,
  places: readonly Pick<Candidate, "at" | "mark">[],
): Promise<readonly (Row | undefined)[]> {
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
