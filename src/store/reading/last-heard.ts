import { storeFailure } from "../engine/store-failure.ts";
import type { Store } from "../open.ts";

/** The newest event of each machine, in seconds since 1970; events without a machine come from the empty name. */
export async function lastHeard({ connection, location }: Store): Promise<ReadonlyMap<string, number>> {
  try {
    // Of each session by the index: a store has few sessions and many events.
    const rows = await connection.rows(
      `select machine_id, max(last) as last from (
        select coalesce(machine_id, '') as machine_id, (select max(at) from event_rows where session = s.id) as last
        from event_sessions s
      ) t where last is not null group by machine_id order by machine_id`,
    );
    return new Map(rows.map(([machine, last]) => [String(machine), Math.floor(Number(last) / 1000)]));
  } catch (error) {
    throw storeFailure(error, location);
  }
}
