import { dirname } from "node:path";
import { walkLogs } from "../../logs/files/walk.ts";
import type { Root } from "../../logs/finding/roots.ts";
import type { Discovery, Log } from "../../logs/source.ts";
import { belowOf } from "../../logs/files/below.ts";

const SESSION = /\.jsonl?$/;
/** The sessions of windows without a folder, and those on their way to another window. */
const WITHOUT_WORKSPACE: ReadonlySet<string> = new Set(["emptyWindowChatSessions", "transferredChatSessions"]);

/**
 * The chats of each workspace, `workspaceStorage/<workspace>/chatSessions/<session>.json` or `.jsonl`, and those without
 * one below `globalStorage/`. Whatever else extensions keep there is not even listed.
 */
export function discoverVsCodeChats(roots: readonly Root[]): Discovery {
  return walkLogs(roots, {
    logsDir: ".",
    isLog: (name, { length, 0: storage }) => SESSION.test(name) && length === (storage === "workspaceStorage" ? 4 : 3),
    enters: ([storage, within, chats]) => {
      if (storage === "globalStorage") return within === undefined || WITHOUT_WORKSPACE.has(within);
      return storage === "workspaceStorage" && (chats === undefined || chats === "chatSessions");
    },
    followsLinks: ({ length }) => length === 1,
  });
}

/** The directory of the workspace that a chat belongs to. */
export function workspaceOf(log: Log): string | undefined {
  return belowOf(log)[0] === "workspaceStorage" ? dirname(dirname(log.path)) : undefined;
}

/** Whether a chat is a log of changes. */
export function isLogOfChanges({ path }: Log): boolean {
  return path.endsWith(".jsonl");
}
