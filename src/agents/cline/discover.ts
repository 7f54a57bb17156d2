import { basename, dirname, join } from "node:path";
import { walkLogs } from "../../logs/files/walk.ts";
import { valueOf, type Environment, type Root } from "../../logs/finding/roots.ts";
import type { Discovery, Log } from "../../logs/source.ts";
import { besideTask, extensionRoots, isBesideTask } from "../../log-formats/task-folders/discover.ts";
import { belowOf } from "../../logs/files/below.ts";

/** The extension in VS Code and its forks, and its nightly builds. */
export const EXTENSIONS = ["saoudrizwan.claude-dev", "saoudrizwan.cline-nightly"];

const inEditors = extensionRoots(EXTENSIONS);

/**
 * The data directory of the CLI, of JetBrains and of the extension since it is built on the same core; a directory of
 * sessions elsewhere; what the extension kept in its editor before.
 */
export function findClineRoots(env: Environment): readonly Root[] {
  const [sessions, data, home] = ["CLINE_SESSION_DATA_DIR", "CLINE_DATA_DIR", "CLINE_DIR"].map((name) =>
    valueOf(env, name)?.trim(),
  );
  return [
    ...(sessions === undefined || sessions === "" ? [] : [{ path: sessions, named: true }]),
    dataRoot(env, data, home),
    ...inEditors(env),
  ];
}

function dataRoot(env: Environment, data: string | undefined, home: string | undefined): Root {
  if (data !== undefined && data !== "") return { path: data, named: true };
  if (home !== undefined && home !== "") return { path: join(home, "data"), named: true };
  return { path: join(env.home, ".cline", "data"), named: false };
}

const MESSAGES = ".messages.json";
/** A session's own directory, in a root that has sessions and nothing else: it begins with the milliseconds of its start. */
const SESSION = /^\d{13}_/;

/**
 * The sessions, `sessions/<session>/*.messages.json`, and the tasks of the extension before, `tasks/<task>/ui_messages.json`.
 * A root may be a directory of sessions itself.
 */
export function discoverClineLogs(roots: readonly Root[]): Discovery {
  return walkLogs(roots, {
    logsDir: ".",
    isLog: (name, parts) => (isTask(parts) ? name === "ui_messages.json" : isSession(parts) && name.endsWith(MESSAGES)),
    isBeside: (name, parts) =>
      isTask(parts) ? isBesideTask(name) : isSession(parts) && name === `${parts.at(-2) ?? ""}.json`,
    enters: ([first = "", ...deeper]) =>
      deeper.length === 0
        ? first === "tasks" || first === "sessions" || SESSION.test(first)
        : deeper.length === 1 && !SESSION.test(first),
    followsLinks: ({ length }) => length === 1,
  });
}

function isTask({ 0: first, length }: readonly string[]): boolean {
  return first === "tasks" && length === 3;
}

function isSession({ 0: first = "", length }: readonly string[]): boolean {
  return first === "sessions" ? length === 3 : SESSION.test(first) && length === 2;
}

/** Whether a log is a session; the others are tasks. */
export function isSessionLog({ path }: Log): boolean {
  return path.endsWith(MESSAGES);
}

/** The session in whose directory a log lies, and the agent that it is of: of the session's own, the session. */
export function namesOf(log: Log): { readonly session: string; readonly agent: string } {
  return { session: belowOf(log).at(-2) ?? "", agent: basename(log.path, MESSAGES) };
}

/** What Cline knows of a session beside its messages: `<session>/<session>.json`. */
export function manifestPath(log: Log): string {
  return join(dirname(log.path), `${namesOf(log).session}.json`);
}

/** The files that the events of a log are made of, and may wait for. */
export function besideCline(log: Log): readonly string[] {
  return isSessionLog(log) ? [log.path, manifestPath(log)] : besideTask(log);
}
