import { basename, dirname, join } from "node:path";
import type { Root } from "../../logs/finding/roots.ts";
import type { Discovery, Log } from "../../logs/source.ts";
import { isFile, touched, withChanges } from "../../logs/files/touched.ts";
import { walkLogs } from "../../logs/files/walk.ts";

/**
 * The databases of each data directory, which are named so, and the sessions of the older `storage/` tree. A root may be a
 * database itself.
 */
export function discoverSessions(roots: readonly Root[], name: RegExp): Discovery {
  const walks = roots.map((root) => (isFile(root.path) ? namedDatabase(root) : dataDirectory(root, name)));
  const logs = new Map<string, Log>();
  for (const log of walks.flatMap((walk) => walk.logs)) if (!logs.has(log.key)) logs.set(log.key, log);
  return {
    logs: [...logs.values()],
    problems: walks.flatMap(({ problems }) => problems),
    links: walks.flatMap(({ links }) => links),
    found: walks.some(({ found }) => found),
    isGone: (key, cursor) => !logs.has(key) && walks.some((walk) => walk.isGone(key, cursor)),
    sites: () => walks.flatMap((walk) => [...walk.sites()]),
  };
}

function namedDatabase({ path, named }: Root): Discovery {
  const walk = walkLogs([{ path: dirname(path), named }], {
    logsDir: ".",
    isLog: (name) => name === basename(path),
    enters: () => false,
    followsLinks: () => false,
  });
  return {
    ...found(walk, walk.logs.map(withChanges)),
    isGone: (key, cursor) => key === path && walk.isGone(key, cursor),
    sites: () => walk.sites(),
  };
}

function dataDirectory(root: Root, databaseName: RegExp): Discovery {
  const databases = walkLogs([root], {
    logsDir: ".",
    isLog: (name) => databaseName.test(name),
    enters: () => false,
    followsLinks: () => false,
  });
  const storage = walkLogs([root], {
    logsDir: join("storage", "session"),
    isLog: (name, { length }) => length === 2 && name.endsWith(".json"),
    enters: ({ length }) => length === 1,
    followsLinks: () => false,
  });
  return {
    ...found(databases, [...databases.logs.map(withChanges), ...storage.logs.map(withMessages)]),
    problems: [...databases.problems, ...storage.problems.filter(({ path }) => path !== root.path)],
    links: [...databases.links, ...storage.links],
    isGone: (key, cursor) => (dirname(key) === root.path ? databases : storage).isGone(key, cursor),
    sites: () => [...databases.sites(), ...storage.sites()],
  };
}

function found(walk: Discovery, logs: readonly Log[]): Omit<Discovery, "isGone" | "sites"> {
  return { logs, problems: walk.problems, links: walk.links, found: walk.found };
}

const DAY_MS = 86_400_000;

/**
 * A session changes with its messages, whose directory tells of new ones. The parts of a message are written later, but
 * not for longer than a day.
 */
function withMessages(log: Log): Log {
  const messages = join(dirname(dirname(dirname(log.path))), "message", basename(log.path, ".json"));
  return { ...log, stat: touched(log.stat, messages, DAY_MS) };
}
