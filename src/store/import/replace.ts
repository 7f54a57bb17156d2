import type { Connection, Value } from "../engine/connection.ts";
import { forgetOldImports, storeWithin } from "../rows/insert.ts";
import { ImportRun, type Imported, type ImportRequest } from "./import.ts";
import { lastSession } from "./session-rules.ts";
import { Spool } from "./spool.ts";
import { storeFailure } from "../engine/store-failure.ts";
import { wholeInput, type WholeInput } from "./whole-input.ts";
import { lockForWriting } from "../engine/writing-lock.ts";

/**
 * Imports events so that the store holds of every session in them exactly what they say. All in one transaction, once the
 * inputs are known to be whole: else nothing is changed. Sessions that are not in the inputs stay as they are, also where
 * they hold a copy of an event that is.
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
        const removed = await removeEvents(within, await numbersOf(within, whole));
        const delivery = { name: undefined, after: [], ...request.delivery, rules: whole.rules };
        const of = new ImportRun({ ...request, inputs, delivery }, removed);
        await of.all((...batch) => storeWithin(within, ...batch));
        await noteCorrections(within, whole);
        return of;
      }),
    );
    await interruptible(forgetOldImports(db));
    return run;
  } catch (error) {
    throw storeFailure(error, store.location);
  } finally {
    spool.close();
  }
}

/** The numbers of the sessions that are known. They are of the rules that made the input from now on. */
async function numbersOf(connection: Connection, { sessions, rules }: WholeInput): Promise<readonly number[]> {
  const numbers: number[] = [];
  for (const { sessionId, agent, machineId } of sessions) {
    const conditions = [is("session_id", sessionId), is("agent", agent), is("machine_id", machineId)].join(" and ");
    const given = [sessionId, agent, machineId].filter((value): value is string => value !== null);
    const rows = await connection.rows(`select id from event_sessions where ${conditions}`, given);
    for (const [id] of rows) {
      numbers.push(Number(id));
      const known = agent === null ? null : (rules[agent] ?? null);
      await connection.rows("update event_sessions set rules = ? where id = ?", [known, Number(id)]);
    }
  }
  return numbers;
}

function is(column: string, value: Value): string {
  return `${column} ${value === null ? "is null" : "= ?"}`;
}

/** Removes the events of sessions; how many there were. */
async function removeEvents(connection: Connection, sessions: readonly number[]): Promise<number> {
  let removed = 0;
  for (let from = 0; from < sessions.length; from += CHUNK) {
    const chunk = sessions.slice(from, from + CHUNK);
    const these = `(${chunk.map(() => "?").join(", ")})`;
    const [[count] = []] = await connection.rows(`select count(*) from event_rows where session in ${these}`, chunk);
    removed += Number(count);
    await connection.rows(
      `delete from event_foreign_ids where exists (select 1 from event_rows r
        where r.at = event_foreign_ids.at and r.mark = event_foreign_ids.mark and r.session in ${these})`,
      chunk,
    );
    await connection.rows(`delete from event_rows where session in ${these}`, chunk);
  }
  return removed;
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
