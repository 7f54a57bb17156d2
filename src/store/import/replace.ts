import type { EventType } from "../../events/event-type.ts";
import type { Connection, Value } from "../engine/connection.ts";
import { forgetOldImports } from "../registers/imports.ts";
import { storeWithin } from "../rows/insert.ts";
import { ImportRun, type Imported, type ImportRequest } from "./import.ts";
import { lastSession } from "./session-rules.ts";
import { Spool } from "./spool.ts";
import { storeFailure } from "../engine/store-failure.ts";
import { wholeInput, type WholeInput } from "./whole-input.ts";
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
        const numbers = await numbersOf(within, whole);
        const removed = await removeEvents(within, [...numbers.keys()], whole.unasked);
        const kept = await keptIn(within, [...numbers.keys()]);
        await noteRulesOf(within, numbers, kept.sessions);
        const delivery = { name: undefined, after: [], ...request.delivery, rules: whole.rules };
        const of = new ImportRun({ ...request, inputs, delivery }, { removed, kept: kept.types });
        await of.all((...batch) => storeWithin(within, ...batch));
        if (kept.sessions.size === 0) await noteCorrections(within, whole);
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

/** The numbers of the sessions that are known, and the rules that made the input. */
async function numbersOf(
  connection: Connection,
  { sessions, rules }: WholeInput,
): Promise<ReadonlyMap<number, number | null>> {
  const numbers = new Map<number, number | null>();
  for (const { sessionId, agent, machineId } of sessions) {
    const conditions = [is("session_id", sessionId), is("agent", agent), is("machine_id", machineId)].join(" and ");
    const given = [sessionId, agent, machineId].filter((value): value is string => value !== null);
    const rows = await connection.rows(`select id from event_sessions where ${conditions}`, given);
    for (const [id] of rows) numbers.set(Number(id), agent === null ? null : (rules[agent] ?? null));
  }
  return numbers;
}

/** Sessions are of these rules from now on, unless they hold what was not replaced. */
async function noteRulesOf(
  connection: Connection,
  numbers: ReadonlyMap<number, number | null>,
  kept: ReadonlySet<number>,
): Promise<void> {
  for (const [id, rules] of numbers)
    if (!kept.has(id)) await connection.rows("update event_sessions set rules = ? where id = ?", [rules, id]);
}

function is(column: string, value: Value): string {
  return `${column} ${value === null ? "is null" : "= ?"}`;
}

/** Removes the events of sessions but those of some types; how many there were. */
async function removeEvents(
  connection: Connection,
  sessions: readonly number[],
  unasked: ReadonlySet<EventType>,
): Promise<number> {
  let removed = 0;
  for (const chunk of chunks(sessions)) {
    const others = `kind not in (select id from event_kinds where type in ${marks(unasked.size)})`;
    const these = `session in ${marks(chunk.length)}${unasked.size === 0 ? "" : ` and ${others}`}`;
    const given = [...chunk, ...unasked];
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

/** What is left of sessions: in which of them, and how many events of each type. */
async function keptIn(
  connection: Connection,
  sessions: readonly number[],
): Promise<{ readonly sessions: ReadonlySet<number>; readonly types: ReadonlyMap<string, number> }> {
  const kept = { sessions: new Set<number>(), types: new Map<string, number>() };
  for (const chunk of chunks(sessions)) {
    const rows = await connection.rows(
      `select r.session, k.type, count(*) from event_rows r join event_kinds k on k.id = r.kind
        where r.session in ${marks(chunk.length)} group by r.session, k.type order by k.type`,
      chunk,
    );
    for (const [session, type, count] of rows) {
      kept.sessions.add(Number(session));
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

/** Notes by which rules everything was replaced that there still was: what is older than that is beyond correction. */
async function noteCorrections(connection: Connection, { complete }: WholeInput): Promise<void> {
  const last = await lastSession(connection);
  for (const { agent, machineId, rules } of complete)
    await connection.rows(
      `insert into event_corrections (agent, machine_id, rules, last_session) values (?, ?, ?, ?)
        on conflict (agent, machine_id) do update set rules = excluded.rules, last_session = excluded.last_session`,
      [agent, machineId, rules, last],
    );
}
