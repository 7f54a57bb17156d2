import { TYPE_GROUPS, type EventType } from "../events/event-type.ts";
import type { StoredEvent } from "../events/stored-event.ts";

/**
 * The types of events that hours are made of. Evidence is none of them yet: between a tool use and the next its results
 * would look like the end of the agent's work.
 */
export const ACTIVITY_TYPES: readonly EventType[] = TYPE_GROUPS.core;

/** One session of one agent on one machine. */
export interface Session {
  readonly key: string;
  readonly agent: string;
  readonly id: string;
  readonly machine: string | undefined;
}

/** Where a session was when something happened. */
export interface Place {
  readonly cwd: string | undefined;
  readonly branch: string | undefined;
  /** The first directory that the session is known to have been in: agents change into folders of it as they work. */
  readonly root: string | undefined;
}

/** An event as hours see it: in whole seconds, so that sums agree to the second in every output. */
export interface Activity {
  readonly id: string;
  readonly type: EventType;
  /** Seconds since 1970, fractions cut off. */
  readonly at: number;
  /** When the turn began that ends here, if that is recorded. */
  readonly turnStart: number | undefined;
  /** Whether a program sent it. */
  readonly automated: boolean;
  /** The sub-agent that did it. */
  readonly agentId: string | undefined;
  readonly session: Session;
  readonly place: Place;
}

/**
 * Events in their order, (timestamp, id), each once, with their sessions and places: the same for any order and
 * repetition of the input. What is no activity is passed over.
 */
export function arrange(events: Iterable<StoredEvent>): readonly Activity[] {
  const arranger = new Arranger();
  const activities: Activity[] = [];
  const seen = new Set<string>();
  for (const event of [...events].sort(byTime)) {
    const facts = factsOf(event);
    if (facts === undefined || seen.has(event.id)) continue;
    seen.add(event.id);
    activities.push(arranger.take(arranger.session(event.agent, event.session_id, event.machine_id), facts));
  }
  return activities;
}

/** What hours need of an event. */
export interface Facts {
  readonly id: string;
  readonly type: EventType;
  /** Milliseconds since 1970. */
  readonly millis: number;
  /** What `duration_ms` says. */
  readonly duration: unknown;
  readonly automated: boolean;
  readonly agentId: string | undefined;
  readonly cwd: string | undefined;
  readonly branch: string | undefined;
}

function factsOf(event: StoredEvent): Facts | undefined {
  const { id, type, timestamp, duration_ms: duration, cwd, git_branch: branch } = event;
  const millis = Date.parse(timestamp);
  if (!isActivity(type) || Number.isNaN(millis)) return undefined;
  const agentId = typeof event["agent_id"] === "string" ? event["agent_id"] : undefined;
  return { id, type, millis, duration, automated: event["automated"] === true, agentId, cwd, branch };
}

/** Gives events that come in their order their places. */
export class Arranger {
  readonly #sessions = new Map<string, Known>();

  session(agent = UNKNOWN, id = UNKNOWN, machine?: string): Known {
    const key = JSON.stringify([machine ?? null, agent, id]);
    let known = this.#sessions.get(key);
    if (known === undefined) {
      known = { session: { key, agent, id, machine }, place: NOWHERE, homeless: [] };
      this.#sessions.set(key, known);
    }
    return known;
  }

  /** Where a session is with what happens now. */
  placed(known: Known, facts: Facts): Place {
    return (known.place = placeOf(facts, known));
  }

  take(known: Known, facts: Facts): Activity {
    this.placed(known, facts);
    const activity = {
      id: facts.id,
      type: facts.type,
      at: Math.floor(facts.millis / 1000),
      turnStart: turnStart(facts),
      automated: facts.automated,
      agentId: facts.agentId,
      session: known.session,
      place: known.place,
    };
    if (known.place.cwd === undefined) known.homeless.push(activity);
    else for (const earlier of known.homeless.splice(0)) earlier.place = rehoused(earlier.place, known.place);
    return activity;
  }
}

/** By code units: no locale has a say in an order. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function byTime(a: StoredEvent, b: StoredEvent): number {
  return compare(a.timestamp, b.timestamp) || compare(a.id, b.id);
}

export function isActivity(type: string): type is EventType {
  return ACTIVITY_TYPES.some((known) => known === type);
}

function turnStart({ type, duration, millis: end }: Facts): number | undefined {
  if (type !== "agent_turn" || typeof duration !== "number" || !(duration >= 0)) return undefined;
  return Math.floor((end - duration) / 1000);
}

/** A session, and where it is. */
export interface Known {
  readonly session: Session;
  place: Place;
  /** What happened before the session said where it is: it is given the first place that is known. */
  readonly homeless: { place: Place }[];
}

const NOWHERE: Place = { cwd: undefined, branch: undefined, root: undefined };
const UNKNOWN = "(unknown)";

/** The event's own place; what it does not say is as it was before. A branch is not taken along to another directory. */
function placeOf({ cwd, branch }: Facts, { place }: Known): Place {
  const at = cwd ?? place.cwd;
  const on = branch ?? (cwd === undefined || cwd === place.cwd ? place.branch : undefined);
  const root = place.root ?? cwd;
  // One object for as long as nothing changes: subjects are found by it.
  return at === place.cwd && on === place.branch && root === place.root ? place : { cwd: at, branch: on, root };
}

function rehoused({ branch }: Place, place: Place): Place {
  return branch === undefined ? place : { ...place, branch };
}
