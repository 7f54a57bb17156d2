import type { Observation } from "../../events/observation.ts";

/** What of an observation makes its event's ID: two with the same are one event. A session has one start. */
export function identity(seen: Observation): string {
  return JSON.stringify(seen.kind === "session-started" ? [seen.kind, seen.sessionId] : [seen.kind, seen.at, seen.key]);
}
