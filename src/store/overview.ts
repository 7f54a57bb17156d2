import type { Store } from "./open.ts";
import type { ImportRow } from "./schema/schema.ts";
import { lastImport } from "./registers/imports.ts";
import { storeFailure } from "./engine/store-failure.ts";
import { unseenBy, type Unseen } from "./engine/unseen.ts";

/** What a store holds. */
export interface Overview {
  readonly events: number;
  /** The times of the oldest and of the newest event. */
  readonly first: string | undefined;
  readonly last: string | undefined;
  readonly agents: Readonly<Record<string, AgentOverview>>;
  /** The newest event of each machine, by its name; of those that name none under the empty name. */
  readonly machines: Readonly<Record<string, string>>;
  /** `undefined` too where imports are not seen. */
  readonly lastImport: ImportRow | undefined;
  /** What it holds besides, and the role that asks does not see. */
  readonly unseen: Unseen | undefined;
}

export interface AgentOverview {
  readonly types: Readonly<Record<string, number>>;
  readonly last: string;
}

/** Counts the events of a store, by agent and type. */
export async function overviewOf({ connection, location }: Store, now: Date): Promise<Overview> {
  try {
    const unseen = await unseenBy(connection);
    const seesImports = unseen?.tables.includes("imports") !== true;
    const groups = (await connection.rows(COUNTS)).flatMap(([agent, type, machine, count, first, last]) =>
      typeof type === "string"
        ? [{ agent, type, machine, count: Number(count), first: timeOf(first), last: timeOf(last) }]
        : [],
    );
    const agents = record<{ types: Record<string, number>; last: string }>();
    for (const { agent, type, count, last } of groups) {
      const of = (agents[typeof agent === "string" ? agent : "other"] ??= { types: record<number>(), last });
      of.types[type] = (of.types[type] ?? 0) + count;
      if (last > of.last) of.last = last;
    }
    const machines = record<string>();
    for (const { machine, last } of groups) {
      const name = typeof machine === "string" ? machine : "";
      if (last > (machines[name] ?? "")) machines[name] = last;
    }
    return {
      events: groups.reduce((sum, { count }) => sum + count, 0),
      first: groups.map(({ first }) => first).sort()[0],
      last: groups
        .map(({ last }) => last)
        .sort()
        .at(-1),
      agents,
      machines,
      lastImport: seesImports ? await lastImport(await connection.database(), now) : undefined,
      unseen,
    };
  } catch (error) {
    throw storeFailure(error, location);
  }
}

/** The time of the newest event, in seconds since 1970. */
export async function newestOf({ connection, location }: Store): Promise<number | undefined> {
  try {
    const [[millis] = []] = await connection.rows("select max(at) from event_rows");
    return typeof millis === "number" ? Math.floor(millis / 1000) : undefined;
  } catch (error) {
    throw storeFailure(error, location);
  }
}

/** Counted by numbers first: there are fewer sessions and kinds than events. */
const COUNTS = `
  select agent, coalesce(type, '(damaged)') as type, machine_id, sum(count), min(first), max(last)
  from (
    select kind, session, count(*) as count, min(at) as first, max(at) as last from event_rows group by kind, session
  ) as counts
  left join event_kinds k on k.id = kind
  left join event_sessions s on s.id = session
  group by 1, 2, 3 order by 1, 2, 3`;

/** Nothing where a store is damaged. */
function timeOf(millis: unknown): string {
  return typeof millis === "number" && Math.abs(millis) < 8.64e15 ? new Date(millis).toISOString() : "";
}

/** Without a prototype: agents and types are named by whoever wrote the events, `constructor` and `__proto__` too. */
function record<Value>(): Record<string, Value> {
  return Object.create(null) as Record<string, Value>;
}
