import { dirname } from "node:path";
import { userDirectory } from "../../log-formats/vscode/user-directories.ts";
import { walkDatabases } from "../../logs/databases/walk.ts";
import { rootsOf, type Environment, type Root } from "../../logs/finding/roots.ts";
import type { Discovery, Log } from "../../logs/source.ts";

const editor = userDirectory("Cursor");

/** The editor's user directory, and the directory of the agent on the command line. */
export function findCursorRoots(env: Environment): readonly Root[] {
  return [...editor(env), ...rootsOf({ variable: "CURSOR_CONFIG_DIR", usual: [".cursor"] }, env)];
}

/**
 * The editor's state, `globalStorage/state.vscdb`, and the chats of the command line,
 * `chats/<workspace>/<session>/store.db`. Whatever else extensions keep beside the state is not even listed.
 */
export function discoverCursorLogs(roots: readonly Root[]): Discovery {
  return walkDatabases(roots, {
    logsDir: ".",
    isLog: (name, { length, 0: first }) =>
      first === "chats" ? length === 4 && name === "store.db" : length === 2 && name === "state.vscdb",
    enters: ([first, ...deeper]) =>
      first === "chats" ? deeper.length < 3 : first === "globalStorage" && deeper.length === 0,
    followsLinks: ({ length }) => length === 1,
  });
}

/** The editor's user directory, by the path of its state. */
export function userDirectoryOf({ path }: Log): string {
  return dirname(dirname(path));
}
