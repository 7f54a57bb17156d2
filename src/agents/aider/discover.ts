import { statSync } from "node:fs";
import { basename, dirname, isAbsolute, join } from "node:path";
import { inZone } from "../../logs/files/local-times.ts";
import { walkLogs } from "../../logs/files/walk.ts";
import { valueOf, type Environment, type Root } from "../../logs/finding/roots.ts";
import type { Discovery, Log } from "../../logs/source.ts";

export const INPUT_HISTORY = ".aider.input.history";
export const CHAT_HISTORY = ".aider.chat.history.md";

/**
 * Aider keeps its histories in each project, and nowhere a list of them: projects are named. A history for all of them
 * may be named to Aider itself; without a repository it lies where Aider was started.
 */
export function findAiderRoots(env: Environment): readonly Root[] {
  const named = valueOf(env, "AIDER_INPUT_HISTORY_FILE");
  // Another path is one below a project that we do not know.
  if (named !== undefined && isAbsolute(named)) return [{ path: named, named: true }];
  return [{ path: join(env.home, INPUT_HISTORY), named: false }];
}

/** The history in a project and those in its folders; a root may also be a history itself, whatever it is called. */
export function discoverAiderLogs(roots: readonly Root[]): Discovery {
  const walks = roots.map((root) => (isFile(root.path) ? historyAt(root) : historiesIn(root)));
  const logs = new Map<string, Log>();
  for (const log of walks.flatMap((walk) => walk.logs)) if (!logs.has(log.key)) logs.set(log.key, log);
  const all: Discovery = {
    logs: [...logs.values()],
    problems: walks.flatMap(({ problems }) => problems),
    links: walks.flatMap(({ links }) => links),
    found: walks.some(({ found }) => found),
    isGone: (key, cursor) => !logs.has(key) && walks.some((walk) => walk.isGone(key, cursor)),
    sites: () => walks.flatMap((walk) => [...walk.sites()]),
  };
  return inZone(all, roots);
}

function historiesIn(root: Root): Discovery {
  return walkLogs([root], {
    logsDir: ".",
    isLog: (name) => name === INPUT_HISTORY,
    isBeside: (name) => name === CHAT_HISTORY,
    enters: ([name = "", ...deeper]) => deeper.length === 0 && !name.startsWith(".") && name !== "node_modules",
    followsLinks: () => false,
  });
}

function historyAt({ path, named }: Root): Discovery {
  return walkLogs([{ path: dirname(path), named }], {
    logsDir: ".",
    isLog: (name, { length }) => length === 1 && name === basename(path),
    isBeside: (name, { length }) => length === 1 && basename(path) === INPUT_HISTORY && name === CHAT_HISTORY,
    enters: () => false,
    followsLinks: () => false,
  });
}

/** What cannot be looked at is told of by the walk. */
function isFile(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
  } catch {
    return false;
  }
}

/** The project of a history; `undefined` of one that was named otherwise and may be of several. */
export function projectOf({ path }: Log): string | undefined {
  return basename(path) === INPUT_HISTORY ? dirname(path) : undefined;
}

/** The history of a project's chats; what was typed in several projects has none beside it. */
export function chatOf(log: Log): string | undefined {
  const project = projectOf(log);
  return project === undefined ? undefined : join(project, CHAT_HISTORY);
}

/** The files that a history's events are made of. */
export function besideHistory(log: Log): readonly string[] {
  const chat = chatOf(log);
  return chat === undefined ? [log.path] : [log.path, chat];
}
