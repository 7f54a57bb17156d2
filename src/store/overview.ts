import type { Store } from "./open.ts";
import type { ImportRow } from "./schema.ts";
import { storeFailure } from "./store-failure.ts";

/** What a store holds. */
export interface Overview {
  readonly events: number;
  /** The times of the oldest and of the newest event. */
  readonly first: string | undefined;
  readonly last: string | undefined;
  readonly agents: Readonly<Record<string, AgentOverview>>;
  readonly lastImport: ImportRow | undefined;
}

export interface AgentOverview {
  readonly types: Readonly<Record<string, number>>;
  readonly last: string;
}

/** Counts the events of a store, by agent and type. */
export async function overviewOf({ db, location }: Store): Promise<Overview> {
  try {
    const groups = await db
      .selectFrom("events")
      .select(({ fn }) => [
        "agent",
        "type",
        fn.countAll().as("count"),
        fn.min("timestamp").as("first"),
        fn.max("timestamp").as("last"),
      ])
      .groupBy(["agent", "type"])
      .orderBy("agent")
      .orderBy("type")
      .execute();
    const lastImport = await db
      .selectFrom("imports")
      .selectAll()
      .orderBy("started", "desc")
      .limit(1)
      .executeTakeFirst();
    const agents = record<{ types: Record<string, number>; last: string }>();
    for (const { agent, type, count, last } of groups) {
      const of = (agents[agent ?? "other"] ??= { types: record<number>(), last });
      of.types[type] = (of.types[type] ?? 0) + Number(count);
      if (last > of.last) of.last = last;
    }
    return {
      events: groups.reduce((sum, { count }) => sum + Number(count), 0),
      first: groups.map(({ first }) => first).sort()[0],
      last: groups
        .map(({ last }) => last)
        .sort()
        .at(-1),
      agents,
      lastImport,
    };
  } catch (error) {
    throw storeFailure(error, location);
  }
}

/** Without a prototype: agents and types are named by whoever wrote the events, `constructor` and `__proto__` too. */
function record<Value>(): Record<string, Value> {
  return Object.create(null) as Record<string, Value>;
}
