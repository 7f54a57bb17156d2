import type { Root } from "../../logs/finding/roots.ts";
import type { Discovery, Log } from "../../logs/source.ts";
import { walkLogs } from "../../logs/files/walk.ts";
import { belowOf } from "../../logs/files/below.ts";

/**
 * `sessions/<project>/<session>.jsonl`; older ones lie in `sessions/` itself, and side chats in `sessions/btw/`.
 */
export function discoverDroidLogs(roots: readonly Root[]): Discovery {
  return walkLogs(roots, {
    logsDir: "sessions",
    isLog: (name) => name.endsWith(".jsonl"),
    enters: (parts) => parts.length === 1,
    followsLinks: () => false,
  });
}

/** The session that a log is named after. */
export function sessionOfName(log: Log): string {
  return (belowOf(log).at(-1) ?? "").replace(/\.jsonl$/, "");
}
