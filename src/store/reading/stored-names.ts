import { storeFailure } from "../engine/store-failure.ts";
import type { Store } from "../open.ts";

/** The agents that stored events name, those too whose logs we cannot read. */
export async function storedAgents(store: Store): Promise<readonly string[]> {
  return texts(store, "select distinct agent from event_sessions where agent is not null order by agent");
}

/** The directories that stored events name. */
export async function storedDirectories(store: Store): Promise<readonly string[]> {
  return texts(store, "select distinct cwd from event_places where cwd is not null");
}

/** The stored sessions whose IDs begin so. */
export async function storedSessions(store: Store, start: string): Promise<readonly string[]> {
  const { length } = Array.from(start);
  return texts(store, `select distinct session_id from event_sessions where substr(session_id, 1, ${length}) = ?`, [
    start,
  ]);
}

async function texts({ connection, location }: Store, sql: string, parameters: readonly string[] = []) {
  try {
    return (await connection.rows(sql, parameters)).map(([text]) => String(text));
  } catch (error) {
    throw storeFailure(error, location);
  }
}
