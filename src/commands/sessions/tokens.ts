import type { Span } from "../../hours/slice.ts";
import type { Store } from "../../store/open.ts";
import type { Tell } from "../../store/rows/events.ts";
import { addUsage, usageOf, type Usage } from "../../transcript/usage.ts";
import { instantOf } from "../stored/events.ts";

const TYPE = "agent_usage";

/** Stands for a session on a machine. */
export function sessionKey(machine: string | undefined, agent: string, id: string): string {
  return JSON.stringify([machine ?? null, agent, id]);
}

/** The tokens of each session in a window, as far as the store has any. */
export async function tokensIn(store: Store, { start, end }: Span, tell: Tell): Promise<ReadonlyMap<string, Usage>> {
  const tokens = new Map<string, Usage>();
  // Most stores have none, and the events of a window are many.
  const kinds = await store.connection.rows("select id from event_kinds where type = ? limit 1", [TYPE]);
  if (kinds.length === 0) return tokens;
  const query = { since: instantOf(start), until: instantOf(end), types: [TYPE] };
  for await (const event of store.events(query, tell)) {
    const { machine_id: machine, agent, session_id: id } = event;
    if (agent === undefined || id === undefined) continue;
    const key = sessionKey(machine, agent, id);
    const sum = addUsage(tokens.get(key), usageOf(event));
    if (sum !== undefined) tokens.set(key, sum);
  }
  return tokens;
}
