import { storeFailure } from "../engine/store-failure.ts";
import { unseenBy, type Unseen } from "../engine/unseen.ts";
import type { Store } from "../open.ts";

/** Of which machines a role of a server sees events, where rows of a store may be hidden from it. */
export interface SeenMachines {
  readonly unseen: Unseen;
  /** By the names of the machines that are known to have sessions, whether any of their events is seen. */
  readonly machines: ReadonlyMap<string, boolean>;
}

/** `undefined` where no row is hidden, as in a file always. */
export async function seenMachines({ connection, location }: Store): Promise<SeenMachines | undefined> {
  try {
    const unseen = await unseenBy(connection);
    if (unseen === undefined || unseen.rows_of.length === 0) return undefined;
    const rows = await connection.rows(MACHINES);
    return { unseen, machines: new Map(rows.map(([machine, isSeen]) => [String(machine), isSeen === true])) };
  } catch (error) {
    throw storeFailure(error, location);
  }
}

/** Of each session by the index: a store has few sessions and many events. */
const MACHINES = `
  select coalesce(machine_id, ''), bool_or(exists (select 1 from event_rows where session = s.id))
  from event_sessions s group by 1`;
