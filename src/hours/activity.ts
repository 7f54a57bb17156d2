import type { TrackedEvent } from "../events/event.ts";

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
  readonly event: TrackedEvent;
  /** Seconds since 1970, fractions cut off. */
  readonly at: number;
  readonly session: Session;
  readonly place: Place;
}

/**
 * Events in their order, (timestamp, id), each once, with their sessions and places: the same for any order and
 * repetition of the input.
 */
export function arrange(events: Iterable<TrackedEvent>): readonly Activity[] {
  const sessions = new Map<string, Known>();
  const activities: Activity[] = [];
  const seen = new Set<string>();
  for (const event of [...events].sort(byTime)) {
    if (seen.has(event.id)) continue;
    seen.add(event.id);
    const known = sessionOf(event, sessions);
    const place = placeOf(event, known);
    known.place = place;
    const activity = { event, at: Math.floor(Date.parse(event.timestamp) / 1000), session: known.session, place };
    activities.push(activity);
    if (place.cwd === undefined) known.homeless.push(activity);
    else
      for (const earlier of known.homeless.splice(0))
        earlier.place = earlier.place.branch === undefined ? place : { ...place, branch: earlier.place.branch };
  }
  return activities;
}

function byTime(a: TrackedEvent, b: TrackedEvent): number {
  return compare(a.timestamp, b.timestamp) || compare(a.id, b.id);
}

/** By code units: no locale has a say in an order. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

interface Known {
  readonly session: Session;
  place: Place;
  /** What happened before the session said where it is: it is given the first place that is known. */
  readonly homeless: { place: Place }[];
}

const NOWHERE: Place = { cwd: undefined, branch: undefined, root: undefined };

function sessionOf(event: TrackedEvent, sessions: Map<string, Known>): Known {
  const key = JSON.stringify([event.machine_id ?? null, event.agent, event.session_id]);
  let known = sessions.get(key);
  if (known === undefined) {
    const session = { key, agent: event.agent, id: event.session_id, machine: event.machine_id };
    known = { session, place: NOWHERE, homeless: [] };
    sessions.set(key, known);
  }
  return known;
}

/** The event's own place; what it does not say is as it was before. A branch is not taken along to another directory. */
function placeOf({ cwd, git_branch: branch }: TrackedEvent, { place }: Known): Place {
  const now = {
    cwd: cwd ?? place.cwd,
    branch: branch ?? (cwd === undefined || cwd === place.cwd ? place.branch : undefined),
    root: place.root ?? cwd,
  };
  // One object for as long as nothing changes: subjects are found by it.
  return now.cwd === place.cwd && now.branch === place.branch && now.root === place.root ? place : now;
}
