import type { Store } from "../open.ts";
import { storeFailure } from "../engine/store-failure.ts";
import { Copies, hasSeveralMachines } from "./copies.ts";

/** A session that lies on more than one machine. */
export interface CopiedSession {
  readonly agent: string | undefined;
  readonly session_id: string | undefined;
  /** The one that had it first stands in front, and keeps it; a machine without a name is `undefined`. */
  readonly machines: readonly (string | undefined)[];
}

/** The sessions of which several machines gave the same events: a log was copied. */
export async function copiedSessions({ connection, location }: Store): Promise<readonly CopiedSession[]> {
  try {
    if (!(await hasSeveralMachines(connection))) return [];
    const groups = await new Copies(connection).all();
    const sessions = new Map<number, readonly unknown[]>();
    const numbers = groups.flat();
    for (let at = 0; at < numbers.length; at += CHUNK) {
      const chunk = numbers.slice(at, at + CHUNK);
      const sql = `select id, agent, session_id, machine_id from event_sessions where id in (${chunk.map(() => "?").join(", ")})`;
      for (const row of await connection.rows(sql, chunk)) sessions.set(Number(row[0]), row);
    }
    return groups.map((group) => {
      const [, agent, id] = sessions.get(group[0] ?? 0) ?? [];
      const machines = group.map((number) => text(sessions.get(number)?.[3]));
      return { agent: text(agent), session_id: text(id), machines };
    });
  } catch (error) {
    throw storeFailure(error, location);
  }
}

const CHUNK = 500;

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
