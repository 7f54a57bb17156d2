import type { Connection } from "../engine/connection.ts";
import { ID_FORM } from "../rows/template.ts";
import type { StoredRow } from "../rows/stored-row.ts";

/**
 * One log may lie on several machines: a home folder that is synced, a backup that was restored, a laptop that was
 * migrated. Its events then differ in the machine before their IDs alone. Here they are known as one.
 */

/** Whether the sessions of a store are of more than one machine; a session without a machine is of one, too. */
export async function hasSeveralMachines(connection: Connection): Promise<boolean> {
  const one = "select machine_id from event_sessions order by id limit 1";
  const rows = await connection.rows(`select 1 from event_sessions where machine_id is distinct from (${one}) limit 1`);
  return rows.length > 0;
}

/**
 * Sessions of one agent and one id that share an event and differ in their machines are one session. It belongs to the
 * machine that it was first stored from, also where each machine has a part of it.
 */
export class Copies {
  readonly #connection: Connection;
  readonly #looked = new Set<number>();
  /** By the numbers of sessions that are parts of another: the number of the first one. */
  readonly #owners = new Map<number, number>();
  readonly #members = new Map<number, number[]>();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Looks which of these sessions lie on other machines too. */
  async know(sessions: Iterable<unknown>): Promise<void> {
    const missing: number[] = [];
    for (const session of sessions) {
      if (typeof session !== "number" || this.#looked.has(session)) continue;
      this.#looked.add(session);
      missing.push(session);
    }
    for (let at = 0; at < missing.length; at += CHUNK) {
      const chunk = missing.slice(at, at + CHUNK);
      const rows = await this.#connection.rows(`${NAMESAKES} and s.id in (${marks(chunk)})`, chunk);
      const numbers = [...new Set(rows.flatMap(([session, other]) => [Number(session), Number(other)]))];
      if (numbers.length === 0) continue;
      for (const number of numbers) this.#looked.add(number);
      for (let from = 0; from < numbers.length; from += CHUNK) {
        const some = numbers.slice(from, from + CHUNK);
        this.#link(await this.#connection.rows(`${SHARING} and s.id in (${marks(some)})`, some));
      }
    }
  }

  /** Looks at all sessions; the groups of those that lie on several machines, each with its first one in front. */
  async all(): Promise<readonly (readonly number[])[]> {
    this.#link(await this.#connection.rows(SHARING));
    return [...this.#members.values()].sort(([a = 0], [b = 0]) => a - b);
  }

  /** The session that a known one is part of: mostly itself. */
  ownerOf(session: number): number {
    return this.#owners.get(session) ?? session;
  }

  /** Some known sessions, with all parts of those that lie on several machines. */
  whole(sessions: Iterable<number>): ReadonlySet<number> {
    const whole = new Set<number>();
    for (const session of sessions)
      for (const member of this.#members.get(this.ownerOf(session)) ?? [session]) whole.add(member);
    return whole;
  }

  /** Takes pairs of sessions that share an event. */
  #link(pairs: readonly (readonly unknown[])[]): void {
    for (const [one, other] of pairs) {
      const [a, b] = [this.ownerOf(Number(one)), this.ownerOf(Number(other))];
      if (a === b) continue;
      const [first, later] = [Math.min(a, b), Math.max(a, b)];
      const members = [...(this.#members.get(first) ?? [first]), ...(this.#members.get(later) ?? [later])];
      this.#members.delete(later);
      this.#members.set(
        first,
        members.sort((x, y) => x - y),
      );
      for (const member of members) if (member !== first) this.#owners.set(member, first);
    }
  }
}

const CHUNK = 500;

function marks(numbers: readonly number[]): string {
  return numbers.map(() => "?").join(", ");
}

/** Sessions of one agent and one id. No two of them are of one machine. */
const NAMESAKES = `
  select s.id as one, o.id as other from event_sessions s
  join event_sessions o on o.session_id = s.session_id and o.agent = s.agent and o.id <> s.id
  where true`;

/** Those of them that have an event in common. An agent may count its sessions from 1 on every machine. */
const SHARING = `
  select s.id as one, o.id as other from event_sessions s
  join event_sessions o on o.session_id = s.session_id and o.agent = s.agent and o.id > s.id
  where exists (
    select 1 from event_rows x
    join event_rows y on y.session = o.id and y.at = x.at and y.key = x.key
    join event_kinds k on k.id = x.kind
    join event_kinds l on l.id = y.kind and l.type = k.type and l.source = k.source
    where x.session = s.id)`;

/** Of rows in the order of their times, those that no machine gave before: the first copy that was stored stays. */
export function eachOnce(rows: readonly StoredRow[]): StoredRow[] {
  const kept: StoredRow[] = [];
  for (let from = 0; from < rows.length;) {
    const first = rows[from] as StoredRow;
    let to = from + 1;
    while (to < rows.length && rows[to]?.at === first.at) to++;
    if (to - from === 1) kept.push(first);
    else kept.push(...firstOfEach(rows.slice(from, to)));
    from = to;
  }
  return kept;
}

/** Of rows of one millisecond. */
function firstOfEach(rows: readonly StoredRow[]): Iterable<StoredRow> {
  const first = new Map<string, StoredRow>();
  for (const row of rows) {
    const { source, type } = row.kind;
    const name = `${source}\n${type}\n${bareKey(row)}`;
    const known = first.get(name);
    if (known === undefined || row.seq < known.seq) first.set(name, row);
  }
  return first.values();
}

/** What an ID has beyond its machine, source, type and time; all of it but the machine where it is made otherwise. */
function bareKey({ at, key, kind: { form, source, type }, session: { machineId } }: StoredRow): string {
  if (form !== ID_FORM.foreign) return key;
  const prefix = machineId === undefined ? "" : `${machineId}:`;
  const id = key.startsWith(prefix) ? key.slice(prefix.length) : key;
  const usual = `${source}:${type}:${new Date(at).toISOString()}:`;
  return id.startsWith(usual) ? id.slice(usual.length) : id;
}
