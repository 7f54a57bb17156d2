import type { EventType } from "../../events/event-type.ts";
import type { Connection, Value } from "../engine/connection.ts";
import { forgetOldImports } from "../registers/imports.ts";
import { storeWithin } from "../rows/insert.ts";
import { ImportRun, type Imported, type ImportRequest } from "./import.ts";
import { lastSession } from "./session-rules.ts";
import { Spool } from "./spool.ts";
import { storeFailure } from "../engine/store-failure.ts";
import { wholeInput, type SessionTold, type WholeInput } from "./whole-input.ts";
import { lockForWriting } from "../engine/writing-lock.ts";

/**
 * Imports events so that the store holds of every session in them exactly what they say. All in one transaction, once the
 * inputs are known to be whole: else nothing is changed. Sessions that are not in the inputs stay as they are, also where
 * they hold a copy of an event that is; so do events of types that the inputs were not asked for.
 */
export async function replaceEvents(request: ImportRequest): Promise<Imported> {
  const { store, interruptible } = request;
  const spool = new Spool();
  try {
    const kept = request.inputs.map((input) => spool.keeping(input));
    const whole = await wholeInput(kept, interruptible);
    const inputs = spool.inputs(request.inputs.map(({ name }) => name));
    const db = await store.database();
    const run = await interruptible(
      db.transaction().execute(async (transaction) => {
        const within = store.connection.within(transaction);
        await lockForWriting(within);
        const told = await toldByNumber(within, whole.sessions);
        const removed = await removeEvents(within, told);
        const kept = await keptIn(within, told);
        await noteRulesOf(within, told, kept.sessions);
        const of = new ImportRun(
          { ...request, inputs },
          { removed, kept: kept.types, rulesOf: (session) => whole.rulesOf(session) },
        );
        await of.all((...batch) => storeWithin(within, ...batch));
        await noteCorrections(within, whole, kept.sessions);
        return of;
      }),
    );
    await interruptible(forgetOldImports(db, request.now()));
    return run;
  } catch (error) {
    throw storeFailure(error, store.location);
  } finally {
    spool.close();
  }
}

/** What is told of the sessions that are known, by their numbers. */
type Told = ReadonlyMap<number, SessionTold>;

async function toldByNumber(connection: Connection, sessions: readonly SessionTold[]): Promise<Told> {
  const told = new Map<number, SessionTold>();
  for (const session of sessions) {
    const { sessionId, agent, machineId } = session;
    const conditions = [is("session_id", sessionId), is("agent", agent), is("machine_id", machineId)].join(" and ");
    const given = [sessionId, agent, machineId].filter((value): value is string => value !== null);
    const rows = await connection.rows(`select id from event_sessions where ${conditions}`, given);
    for (const [id] of rows) told.set(Number(id), session);
  }
  return told;
}

/** Sessions are of these rules from now on, unless they hold what was not replaced. */
async function noteRulesOf(connection: Connection, told: Told, kept: Told): Promise<void> {
  for (const [id, { rules = null }] of told)
    if (!kept.has(id)) await connection.rows("update event_sessions set rules = ? where id = ?", [rules, id]);
}

function is(column: string, value: Value): string {
  return `${column} ${value === null ? "is null" : "= ?"}`;
}

/** Removes the events of sessions but those of types that were not asked for; how many there were. */
async function removeEvents(connection: Connection, told: Told): Promise<number> {
  let removed = 0;
  for (const [types, sessions] of byTypesUnasked(told))
    for (const chunk of chunks(sessions)) {
      const others = `kind not in (select id from event_kinds where type in ${marks(types.length)})`;
      const these = `session in ${marks(chunk.length)}${types.length === 0 ? "" : ` and ${others}`}`;
      const given = [...chunk, ...types];
      const [[count] = []] = await connection.rows(`select count(*) from event_rows where ${these}`, given);
      removed += Number(count);
      await connection.rows(
        `delete from event_foreign_ids where exists (select 1 from event_rows r
          where r.at = event_foreign_ids.at and r.mark = event_foreign_ids.mark and ${these})`,
        given,
      );
      await connection.rows(`delete from event_rows where ${these}`, given);
    }
  return removed;
}

/** The numbers of sessions, together where the same types were not asked for. */
function byTypesUnasked(told: Told): Iterable<readonly [readonly EventType[], readonly number[]]> {
  const groups = new Map<string, readonly [readonly EventType[], number[]]>();
  for (const [id, { unasked }] of told) {
    const types = [...unasked].sort();
    const group = groups.get(types.join());
    if (group === undefined) groups.set(types.join(), [types, [id]]);
    else group[1].push(id);
  }
  return groups.values();
}

/** What is left of sessions: in which of them, and how many events of each type. */
async function keptIn(
  connection: Connection,
  told: Told,
): Promise<{ readonly sessions: Told; readonly types: ReadonlyMap<string, number> }> {
  const kept = { sessions: new Map<number, SessionTold>(), types: new Map<string, number>() };
  for (const chunk of chunks([...told.keys()])) {
    const rows = await connection.rows(
      `select r.session, k.type, count(*) from event_rows r join event_kinds k on k.id = r.kind
        where r.session in ${marks(chunk.length)} group by r.session, k.type order by k.type`,
      chunk,
    );
    for (const [session, type, count] of rows) {
      const of = told.get(Number(session));
      if (of !== undefined) kept.sessions.set(Number(session), of);
      kept.types.set(String(type), (kept.types.get(String(type)) ?? 0) + Number(count));
    }
  }
  return kept;
}

function* chunks(sessions: readonly number[]): Iterable<readonly number[]> {
  for (let from = 0; from < sessions.length; from += CHUNK) yield sessions.slice(from, from + CHUNK);
}

function marks(count: number): string {
  return `(${Array.from({ length: count }, () => "?").join(", ")})`;
}

const CHUNK = 500;

/**
 * Notes by which rules everything of agents and machines was replaced that there still was: what is older than that is
 * beyond correction. Nothing is noted where sessions were kept in part.
 */
async function noteCorrections(connection: Connection, { complete }: WholeInput, kept: Told): Promise<void> {
  const last = await lastSession(connection);
  const isKept = (agent: string, machineId: string) =>
    [...kept.values()].some((session) => session.agent === agent && (session.machineId ?? "") === machineId);
  for (const { agent, machineId, rules } of complete) {
    if (isKept(agent, machineId)) continue;
    await connection.rows(
      `insert into event_corrections (agent, machine_id, rules, last_session) values (?, ?, ?, ?)
        on conflict (agent, machine_id) do update set rules = excluded.rules, last_session = excluded.last_session`,
      [agent, machineId, rules, last],
    );
  }
}
