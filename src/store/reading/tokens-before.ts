import { USAGE_TYPE } from "../../spending/usage.ts";
import { storeFailure } from "../engine/store-failure.ts";
import type { Store } from "../open.ts";

/**
 * From the moment backwards, which soon meets some where an agent tells tokens: by the index of sessions all of them
 * would be looked at.
 */
const NEWEST = `select at from event_rows where at < ? and kind in (select id from event_kinds where type = ?)
  and session + 0 in (select id from event_sessions where agent = ?) order by at desc, mark desc limit 1`;

/** Those of some agents of which tokens are stored that were taken before a moment, in seconds since 1970. */
export async function tokensBefore(
  { connection, location }: Store,
  agents: readonly string[],
  moment: number,
): Promise<ReadonlySet<string>> {
  if (moment === -Infinity) return new Set();
  try {
    const found = new Set<string>();
    for (const agent of agents)
      if ((await connection.rows(NEWEST, [Math.ceil(moment * 1000), USAGE_TYPE, agent])).length > 0) found.add(agent);
    return found;
  } catch (error) {
    throw storeFailure(error, location);
  }
}
