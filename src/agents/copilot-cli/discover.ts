import type { Root } from "../../logs/finding/roots.ts";
import type { Discovery, Log } from "../../logs/source.ts";
import { walkLogs } from "../../logs/files/walk.ts";
import { belowOf } from "../../logs/files/below.ts";

const EVENTS = "events.jsonl";

/** `session-state/<session>/events.jsonl`, and `session-state/<session>.jsonl` of the first releases with such logs. */
export function discoverCopilotLogs(roots: readonly Root[]): Discovery {
  return walkLogs(roots, {
    logsDir: "session-state",
    isLog: (name, parts) => (parts.length === 1 ? name.endsWith(".jsonl") : name === EVENTS),
    enters: (parts) => parts.length === 1,
    followsLinks: () => false,
  });
}

/** The session that a log is named after. */
export function sessionOfName(log: Log): string {
  const below = belowOf(log);
  const name = below.at(-1) ?? "";
  return name === EVENTS && below.length > 1 ? (below.at(-2) ?? "") : name.replace(/\.jsonl$/, "");
}
