import type { Connection, Value } from "../engine/connection.ts";
import { forgetOldImports } from "../registers/imports.ts";
import { storeWithin } from "../rows/insert.ts";
import { ImportRun, type Imported, type ImportRequest } from "./import.ts";
import { removeTold, type Removal, type Told } from "./removal.ts";
import { lastSession } from "./session-rules.ts";
import { Spool } from "./spool.ts";
import { storeFailure } from "../engine/store-failure.ts";
import { wholeInput, type SessionTold, type WholeInput } from "./whole-input.ts";
import { lockForWriting } from "../engine/writing-lock.ts";

/**
 * Imports events so that the store holds of every thread in them (a session's own, or a sub-agent's) exactly what they
 * say. All in one transaction, once the inputs are known to be whole: else nothing is changed. Sessions that are not in the
 * inputs stay as they are, also where they hold a copy of an event that is. So do threads of which the inputs have no
 * event, but for events that the inputs have elsewhere, and events of types that the inputs were not asked for.
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
        const removal = await removeTold(within, told, inputs);
        await noteRulesOf(within, told, removal);
        const of = new ImportRun({ ...request, inputs }, { ...removal, rulesOf: (session) => whole.rulesOf(session) });
        await of.all((...batch) => storeWithin(within, ...batch));
        await noteCorrections(within, whole, { told, removal });
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
async function noteRulesOf(connection: Connection, told: Told, { remaining }: Removal): Promise<void> {
  for (const [id, { rules = null }] of told)
    if (!remaining.has(id)) await connection.rows("update event_sessions set rules = ? where id = ?", [rules, id]);
}

function is(column: string, value: Value): string {
  return `${column} ${value === null ? "is null" : "= ?"}`;
}

/**
 * Notes by which rules everything of agents and machines was replaced that there still was: what is older than that is
 * beyond correction, also where it is a part of a session that was replaced. Nothing is noted where sessions keep types
 * that were not asked for: those may come yet.
 */
async function noteCorrections(
  connection: Connection,
  { complete }: WholeInput,
  { told, removal }: { readonly told: Told; readonly removal: Removal },
): Promise<void> {
  const last = await lastSession(connection);
  const keeping = [...removal.keeping].map((id) => told.get(id));
  const isKept = (agent: string, machineId: string) =>
    keeping.some((session) => session?.agent === agent && (session.machineId ?? "") === machineId);
  for (const { agent, machineId, rules } of complete) {
    if (isKept(agent, machineId)) continue;
    await connection.rows(
      `insert into event_corrections (agent, machine_id, rules, last_session) values (?, ?, ?, ?)
        on conflict (agent, machine_id) do update set rules = excluded.rules, last_session = excluded.last_session`,
      [agent, machineId, rules, last],
    );
  }
}
