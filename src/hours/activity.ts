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
  const sessions = new Map<string, Known>();
  const activities: Activity[] = [];
  const seen = new Set<string>();
  for (const event of [...events].sort(byTime)) {
    const millis = Date.parse(event.timestamp);
    if (!isActivity(event.type) || Number.isNaN(millis) || seen.has(event.id)) continue;
    seen.add(event.id);
    const known = sessionOf(event, sessions);
    known.place = placeOf(event, known);
    const agentId = event["agent_id"];
    const activity = {
      id: event.id,
      type: event.type,
      at: Math.floor(millis / 1000),
      turnStart: turnStart(event, millis),
      automated: event["automated"] === true,
      agentId: typeof agentId === "string" ? agentId : undefined,
      session: known.session,
      place: known.place,
    };
    activities.push(activity);
    if (known.place.cwd === undefined) known.homeless.push(activity);
    else for (const earlier of known.homeless.splice(0)) earlier.place = rehoused(earlier.place, known.place);
  }
  return activities;
}

/** By code units: no locale has a say in an order. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function byTime(a: StoredEvent, b: StoredEvent): number {
  return compare(a.timestamp, b.timestamp) || compare(a.id, b.id);
}

function isActivity(type: string): type is EventType {
  return ACTIVITY_TYPES.some((known) => known === type);
}

function turnStart({ type, duration_ms: duration }: StoredEvent, end: number): number | undefined {
  if (type !== "agent_turn" || typeof duration !== "number" || !(duration >= 0)) return undefined;
  return Math.floor((end - duration) / 1000);
}

interface Known {
  readonly session: Session;
  place: Place;
  /** What happened before the session said where it is: it is given the first place that is known. */
  readonly homeless: { place: Place }[];
}

const NOWHERE: Place = { cwd: undefined, branch: undefined, root: undefined };
const UNKNOWN = "(unknown)";

function sessionOf(event: StoredEvent, sessions: Map<string, Known>): Known {
  const { agent = UNKNOWN, session_id: id = UNKNOWN, machine_id: machine } = event;
  const key = JSON.stringify([machine ?? null, agent, id]);
  let known = sessions.get(key);
  if (known === undefined) {
    known = { session: { key, agent, id, machine }, place: NOWHERE, homeless: [] };
    sessions.set(key, known);
  }
  return known;
}

/** The event's own place; what it does not say is as it was before. A branch is not taken along to another directory. */
function placeOf({ cwd, git_branch: branch }: StoredEvent, { place }: Known): Place {
  const now = {
    cwd: cwd ?? place.cwd,
    branch: branch ?? (cwd === undefined || cwd === place.cwd ? place.branch : undefined),
    root: place.root ?? cwd,
  };
  // One object for as long as nothing changes: subjects are found by it.
  return now.cwd === place.cwd && now.branch === place.branch && now.root === place.root ? place : now;
}

function rehoused({ branch }: Place, place: Place): Place {
  return branch === undefined ? place : { ...place, branch };
}
