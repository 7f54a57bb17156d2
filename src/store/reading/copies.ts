import type { Connection } from "../engine/connection.ts";

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
  /** By the numbers of those that lie on several machines: by which rules each was read. */
  readonly #rules = new Map<number, number>();

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

  /**
   * Whether an event of one known session counts before its copy in another: that of the session that was stored first;
   * of the parts of one session that of the newest rules, and of those the first machine's. None of it ever depends on
   * which event was stored first, since a correction stores events anew.
   */
  isBefore(one: number, other: number): boolean {
    const [owner, otherOwner] = [this.ownerOf(one), this.ownerOf(other)];
    if (owner !== otherOwner) return owner < otherOwner;
    const [rules = UNTOLD, otherRules = UNTOLD] = [this.#rules.get(one), this.#rules.get(other)];
    return rules === otherRules ? one < other : rules > otherRules;
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
    for (const [one, other, rules, otherRules] of pairs) {
      this.#rules.set(Number(one), Number(rules)).set(Number(other), Number(otherRules));
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

/** Of rules that nobody told nothing is known but that they are to be corrected: any others are newer. */
const UNTOLD = 0;

function marks(numbers: readonly number[]): string {
  return numbers.map(() => "?").join(", ");
}

/** Sessions of one agent and one id. No two of them are of one machine. */
const NAMESAKES = `
  select s.id as one, o.id as other from event_sessions s
  join event_sessions o on o.session_id = s.session_id and o.agent = s.agent and o.id <> s.id
  where true`;

/** Whether an event `x` is also in a session `o`. */
const IS_IN_OTHER = `exists (
    select 1 from event_rows y
    join event_kinds k on k.id = x.kind
    join event_kinds l on l.id = y.kind and l.type = k.type and l.source = k.source
    where y.session = o.id and y.at = x.at and y.key = x.key)`;

/** Those of them that have an event in common, with their rules. An agent may count its sessions from 1 on every machine. */
const SHARING = `
  select s.id as one, o.id as other, coalesce(s.rules, ${UNTOLD}) as rules, coalesce(o.rules, ${UNTOLD}) as others
  from event_sessions s
  join event_sessions o on o.session_id = s.session_id and o.agent = s.agent and o.id > s.id
  where exists (select 1 from event_rows x where x.session = s.id and ${IS_IN_OTHER})`;

const NEWER = `event_sessions o
  where o.session_id = s.session_id and o.agent = s.agent and o.rules > coalesce(s.rules, ${UNTOLD})`;

/** Whether a session `s` has an event that no part of it has by newer rules: else nothing of it counts. */
export const COUNTS = `(not exists (select 1 from ${NEWER}) or exists (
  select 1 from event_rows x where x.session = s.id and not exists (select 1 from ${NEWER} and ${IS_IN_OTHER})))`;
