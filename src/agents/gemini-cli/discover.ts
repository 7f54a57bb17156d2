import type { Root } from "../../logs/finding/roots.ts";
import type { Discovery, Log } from "../../logs/source.ts";
import { walkLogs } from "../../logs/files/walk.ts";
import { belowOf } from "../../logs/files/below.ts";

const CHAT = /^session-.*\.jsonl?$/s;
const SUB_AGENT_CHAT = /\.jsonl?$/;

/**
 * The chats of each project: `tmp/<project>/chats/session-*.json` or `.jsonl`, and those of sub-agents in a directory
 * beside them that has the name of their parent's session.
 */
export function discoverGeminiLogs(roots: readonly Root[]): Discovery {
  return walkLogs(roots, {
    logsDir: "tmp",
    isLog: (name, [, chats, ...rest]) =>
      chats === "chats" && (rest.length === 1 ? CHAT.test(name) : SUB_AGENT_CHAT.test(name)),
    enters: ([, chats = "chats", ...rest]) => chats === "chats" && rest.length < 2,
    followsLinks: () => false,
  });
}

/** The session whose sub-agent a log is of, by its path below `tmp/`. */
export function parentSession(log: Log): string | undefined {
  return log.depth > 3 ? belowOf(log).at(-2) : undefined;
}
