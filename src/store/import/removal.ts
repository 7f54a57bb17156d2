import type { EventType } from "../../events/event-type.ts";
import { splitLines } from "../../lib/files/line-splitter.ts";
import type { Connection, Value } from "../engine/connection.ts";
import { Dictionary } from "../rows/dictionary.ts";
import { COLUMNS, knowAll, rowId, storedRow } from "../rows/stored-row.ts";
import type { Imported, Input } from "./import.ts";
import { incomingOf, isBlank, LINE_CAP } from "./incoming.ts";
import type { SessionTold } from "./whole-input.ts";

/** What is told of the sessions that are known, by their numbers. */
export type Told = ReadonlyMap<number, SessionTold>;

/** What became of the events of sessions that are told. */
export interface Removal extends Pick<Imported, "removed" | "kept" | "left"> {
  /** The sessions that hold events of types that were not asked for. */
  readonly keeping: ReadonlySet<number>;
  /** Those that hold anything yet. */
  readonly remaining: ReadonlySet<number>;
}

/**
 * Removes of sessions what inputs tell of: the events of threads of which the inputs have any, and those that the inputs
 * have in another thread. What else there is of a thread stays, since its log is gone for good, and so do events of types
 * that were not asked for.
 */
export async function removeTold(connection: Connection, told: Told, inputs: readonly Input[]): Promise<Removal> {
  const { kept, keeping, count, partly } = await survey(connection, told);
  for (const condition of conditions(told, partly)) await remove(connection, condition);
  let removed = count;
  const left = await others(connection, told, partly);
  if (left.size > 0)
    for await (const id of idsIn(inputs)) {
      const place = left.get(id);
      if (place === undefined) continue;
      await connection.rows("delete from event_foreign_ids where id = ?", [id]);
      await connection.rows("delete from event_rows where at = ? and mark = ?", [place.at, place.mark]);
      left.delete(id);
      removed++;
    }
  const sessions = new Set([...left.values()].map(({ session }) => session));
  return {
    removed,
    kept,
    left: { sessions: sessions.size, events: left.size },
    keeping,
    remaining: new Set([...keeping, ...sessions]),
  };
}

interface Survey extends Pick<Removal, "kept" | "keeping"> {
  /** How many events there are of threads that are told. */
  readonly count: number;
  /** Of sessions that have others, too, the threads that are told, by their numbers. */
  readonly partly: ReadonlyMap<number, ReadonlySet<number | null>>;
}

async function survey(connection: Connection, told: Told): Promise<Survey> {
  const [kept, keeping, mixed] = [new Map<string, number>(), new Set<number>(), new Set<number>()];
  const threads = new Map<number, Set<number | null>>();
  let count = 0;
  for (const chunk of chunks([...told.keys()])) {
    const rows = await connection.rows(
      `select g.session, k.type, g.sub_agent, a.path, g.events
        from (select session, kind, sub_agent, count(*) as events from event_rows
          where session in ${marks(chunk)} group by session, kind, sub_agent) g
        left join event_kinds k on k.id = g.kind left join event_paths a on a.id = g.sub_agent order by k.type`,
      chunk,
    );
    for (const [number, type, subAgent, name, events] of rows) {
      const session = Number(number);
      const of = told.get(session);
      if (of === undefined) continue;
      // A number without a name is damage, and no thread.
      const isTold = of.threads.has(name as string | null) || (name === null && subAgent !== null);
      if (of.unasked.has(type as EventType)) {
        keeping.add(session);
        kept.set(String(type), (kept.get(String(type)) ?? 0) + Number(events));
      } else if (isTold) {
        count += Number(events);
        threads.set(session, (threads.get(session) ?? new Set()).add(subAgent === null ? null : Number(subAgent)));
      } else mixed.add(session);
    }
  }
  const partly = new Map(
    [...mixed].map((session) => [session, threads.get(session) ?? new Set<number | null>()] as const),
  );
  return { kept, keeping, count, partly };
}

/** A condition of SQL, and what it is given. */
type Condition = readonly [string, readonly Value[]];

/** What is to be removed: sessions as a whole, or their threads. */
function* conditions(told: Told, partly: Survey["partly"]): Iterable<Condition> {
  const groups = Map.groupBy(told, ([, { unasked }]) => [...unasked].sort().join());
  for (const group of groups.values()) {
    const [kinds, types] = askedFor(group[0]?.[1].unasked ?? new Set());
    const sessions = group.map(([session]) => session);
    for (const chunk of chunks(sessions.filter((session) => !partly.has(session))))
      yield [`session in ${marks(chunk)} and ${kinds}`, [...chunk, ...types]];
    const threads = sessions.flatMap((session) =>
      [...chunks([...(partly.get(session) ?? [])])].map(ofSession(session)),
    );
    for (const chunk of chunks(threads, FEW))
      yield [
        `(${chunk.map(([where]) => where).join(" or ")}) and ${kinds}`,
        [...chunk.flatMap(([, given]) => given), ...types],
      ];
  }
}

/** Some threads of a session. */
function ofSession(session: number): (threads: readonly (number | null)[]) => Condition {
  return (threads) => {
    const agents = threads.filter((thread) => thread !== null);
    const own = agents.length < threads.length ? ["sub_agent is null"] : [];
    const any = [...own, ...(agents.length === 0 ? [] : [`sub_agent in ${marks(agents)}`])].join(" or ");
    return [`session = ? and (${any})`, [session, ...agents]];
  };
}

/** Events of types that were asked for. */
function askedFor(unasked: ReadonlySet<EventType>): Condition {
  const types = [...unasked];
  return types.length === 0
    ? ["true", []]
    : [`kind not in (select id from event_kinds where type in ${marks(types)})`, types];
}

async function remove(connection: Connection, [where, given]: Condition): Promise<void> {
  await connection.rows(
    `delete from event_foreign_ids where exists (select 1 from event_rows r
      where r.at = event_foreign_ids.at and r.mark = event_foreign_ids.mark and ${where})`,
    given,
  );
  await connection.rows(`delete from event_rows where ${where}`, given);
}

/** An event that is stored in a thread that is not told. */
interface Other {
  readonly session: number;
  readonly at: number;
  readonly mark: number;
}

/** Once what is told is removed: the events of the other threads, by their IDs. */
async function others(connection: Connection, told: Told, partly: Survey["partly"]): Promise<Map<string, Other>> {
  const byId = new Map<string, Other>();
  const dictionary = new Dictionary(connection);
  for (const session of partly.keys()) {
    const [kinds, types] = askedFor(told.get(session)?.unasked ?? new Set());
    const sql = `select ${COLUMNS} from event_rows where session = ? and ${kinds}`;
    const rows = await connection.rows(sql, [session, ...types]);
    await knowAll(dictionary, rows);
    for (const row of rows) {
      const stored = storedRow(row, dictionary);
      const [at, mark] = [Number(row[0]), Number(row[1])];
      // What is damaged is no event of the input.
      byId.set(typeof stored === "string" ? `damaged ${at} ${mark}` : rowId(stored), { session, at, mark });
    }
  }
  return byId;
}

async function* idsIn(inputs: readonly Input[]): AsyncIterable<string> {
  for (const input of inputs)
    for await (const lines of splitLines(input.chunks(), LINE_CAP))
      for (const line of lines) {
        const incoming = line.kind === "line" && !isBlank(line) ? incomingOf(line.bytes) : undefined;
        if (incoming?.kind === "event") yield incoming.parts.id;
      }
}

/** As many as make the least of the cost of a statement. */
const CHUNK = 500;
/** Of conditions that have several parameters each. */
const FEW = 50;

function* chunks<Item>(items: readonly Item[], size = CHUNK): Iterable<readonly Item[]> {
  for (let from = 0; from < items.length; from += size) yield items.slice(from, from + size);
}

function marks(values: readonly unknown[]): string {
  return `(${values.map(() => "?").join(", ")})`;
}
