import { rulesFor, type Rules } from "../../delivery.ts";
import type { Row } from "../engine/connection.ts";
import type { Store } from "../open.ts";
import { storeFailure } from "../engine/store-failure.ts";
import { COUNTS, hasSeveralMachines } from "../reading/copies.ts";

/** How many sessions of a store were read otherwise than they would be now. */
export interface Correctable {
  /** By older rules: replacing them would correct those whose logs are still there. */
  readonly older: number;
  /** By rules that nobody told. */
  readonly unknown: number;
  /** By older or unknown rules, and their logs were gone already when everything was replaced. */
  readonly beyond: number;
}

/**
 * Counts the sessions that the rules of now would give otherwise, as far as it can be told. One that another machine gave
 * by newer rules, event by event, is none: what it says counts nowhere.
 */
export async function correctable({ connection, location }: Store, rules: Rules): Promise<Correctable> {
  try {
    const counts = { older: 0, unknown: 0, beyond: 0 };
    const which = (await hasSeveralMachines(connection)) ? COUNTS : "true";
    for (const row of await connection.rows(sessions(which))) {
      const kind = kindOf(row, rules);
      if (kind !== undefined) counts[kind] += Number(row[4]);
    }
    return counts;
  } catch (error) {
    throw storeFailure(error, location);
  }
}

/** Whether who asks may replace sessions: of a server the owner of the tables may, and mostly nobody else. */
export async function mayReplace({ connection, location }: Store): Promise<boolean> {
  if (connection.engine === "sqlite") return true;
  try {
    const [[may] = []] = await connection.rows("select has_table_privilege('event_rows', 'delete')");
    return may === true;
  } catch (error) {
    throw storeFailure(error, location);
  }
}

function kindOf([agent, read, corrected, wasKnown]: Row, rules: Rules): keyof Correctable | undefined {
  const now = rulesFor(agent, rules);
  if (now === undefined || (read !== null && Number(read) >= now)) return undefined;
  if (Number(corrected) >= now && Number(wasKnown) === 1) return "beyond";
  return read === null ? "unknown" : "older";
}

const sessions = (which: string) => `
  select s.agent, s.rules, coalesce(c.rules, 0), case when s.id <= c.last_session then 1 else 0 end, count(*)
  from event_sessions s
  left join event_corrections c on c.agent = s.agent and c.machine_id = coalesce(s.machine_id, '')
  where s.session_id is not null and exists (select 1 from event_rows r where r.session = s.id) and ${which}
  group by 1, 2, 3, 4`;
