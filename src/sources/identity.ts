import type { Observation } from "../events/observation.ts";

/** What of an observation makes its event's ID: two with the same are one event. */
export function identity(seen: Observation): string {
  return JSON.stringify([seen.kind, seen.at, seen.kind === "session-started" ? seen.sessionId : seen.key]);
}
