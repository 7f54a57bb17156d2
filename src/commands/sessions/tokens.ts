import type { Span } from "../../hours/slice.ts";
import type { Store } from "../../store/open.ts";
import type { Tell } from "../../store/reading/event-query.ts";
import { eventsOf } from "../../store/reading/events.ts";
import { addUsage, USAGE_TYPE, usageOf, type Usage } from "../../spending/usage.ts";
import { instantOf } from "../stored/events.ts";

/** Stands for a session on a machine. */
export function sessionKey(machine: string | undefined, agent: string, id: string): string {
  return JSON.stringify([machine ?? null, agent, id]);
}

/** The tokens of each session in a window, as far as the store has any. */
export async function tokensIn(store: Store, { start, end }: Span, tell: Tell): Promise<ReadonlyMap<string, Usage>> {
  const tokens = new Map<string, Usage>();
  // Most stores have none, and the events of a window are many.
  const kinds = await store.connection.rows("select id from event_kinds where type = ? limit 1", [USAGE_TYPE]);
  if (kinds.length === 0) return tokens;
  const query = { since: instantOf(start), until: instantOf(end), types: [USAGE_TYPE], once: true } as const;
  for await (const rows of store.rows(query, tell))
    for (const row of rows) {
      // Of a log that lies on several machines, what it took is the first one's.
      const { id, agent, machineId } = row.owner ?? row.session;
      const [event] = eventsOf([row], tell);
      if (event === undefined || agent === undefined || id === undefined) continue;
      const key = sessionKey(machineId, agent, id);
      const sum = addUsage(tokens.get(key), usageOf(event));
      if (sum !== undefined) tokens.set(key, sum);
    }
  return tokens;
}
