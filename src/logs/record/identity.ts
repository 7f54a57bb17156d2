import type { Observation } from "../../events/observation.ts";

/** What identifies the event of an observation: two observations with the same identity are one event. */
export function identity(seen: Observation): string {
  return JSON.stringify(seen.kind === "session-started" ? [seen.kind, seen.sessionId] : [seen.kind, seen.at, seen.key]);
}
