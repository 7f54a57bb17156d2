import type { Connection } from "../engine/connection.ts";
import type { Parts } from "../rows/template.ts";

/** By which rules the events of a session were made, as far as it is known. */
export type RulesOf = (session: Pick<Parts, "sessionId" | "agent" | "machineId">) => number | undefined;

/** The number of the last session that a store knows. */
export async function lastSession(connection: Connection): Promise<number> {
  const [[last] = []] = await connection.rows("select coalesce(max(id), 0) from event_sessions");
  return Number(last);
}

/**
 * Notes by which rules the events were made that a transaction has inserted. A session keeps the oldest rules of its
 * events, and none when those of an event are not known. `knownTo`: the last session that was there before.
 */
export async function noteRules(
  connection: Connection,
  inserted: Iterable<Parts>,
  { rulesOf, knownTo }: { readonly rulesOf: RulesOf; readonly knownTo: number },
): Promise<void> {
  const sessions = new Map<number, number | undefined>();
  for (const parts of inserted) {
    const { session } = parts.numbers;
    if (!sessions.has(session)) sessions.set(session, rulesOf(parts));
  }
  const groups = new Map<string, { readonly sql: string; readonly given: readonly number[]; readonly ids: number[] }>();
  for (const [id, of] of sessions) {
    const isNew = id > knownTo;
    if (isNew && of === undefined) continue;
    const sql = of === undefined ? UNKNOWN : isNew ? FIRST : OLDER;
    const key = `${sql} ${of}`;
    const group = groups.get(key) ?? { sql, given: of === undefined ? [] : isNew ? [of] : [of, of], ids: [] };
    groups.set(key, group);
    group.ids.push(id);
  }
  for (const { sql, given, ids } of groups.values())
    for (let at = 0; at < ids.length; at += CHUNK) {
      const chunk = ids.slice(at, at + CHUNK);
      await connection.rows(`${sql} and id in (${chunk.map(() => "?").join(", ")})`, [...given, ...chunk]);
    }
}

const CHUNK = 500;
const UNKNOWN = "update event_sessions set rules = null where rules is not null";
const FIRST = "update event_sessions set rules = ? where rules is null";
const OLDER = "update event_sessions set rules = ? where rules > ?";
