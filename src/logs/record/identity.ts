import type { Observation } from "../../events/observation.ts";

/** What identifies the event of an observation: two observations with the same identity are one event. */
export function identity(seen: Observation): string {
  switch (seen.kind) {
    case "session-started":
      return JSON.stringify([seen.kind, seen.sessionId]);
    case "session-changed":
      return JSON.stringify([seen.kind, seen.at, seen.sessionId, seen.action]);
    case "usage":
      return JSON.stringify([seen.kind, ...(seen.isTimeless === true ? [] : [seen.at]), seen.key]);
    case "user-message":
    case "user-action":
    case "tool-use":
    case "turn-ended":
    case "tool-result":
    case "agent-message":
    case "limit":
    case "error":
    case "log-line":
    case "aside":
      return JSON.stringify([seen.kind, seen.at, seen.key]);
  }
}
