import { join } from "node:path";
import { valueOf, type ComputedRoots, type Environment, type Root } from "../../logs/finding/roots.ts";

/** Editors that are VS Code, by the names of their directories: its builds first, then its forks. */
const EDITORS = [
  "Code",
  "Code - Insiders",
  "Code - OSS",
  "VSCodium",
  "VSCodium - Insiders",
  "Cursor",
  "Windsurf",
  "Windsurf - Next",
  "Positron",
  "Trae",
  "Kiro",
  "Antigravity",
];

/** Where the part of an editor that runs on another machine, or in a container, keeps the same, below the home there. */
const SERVERS = [
  ".vscode-server",
  ".vscode-server-insiders",
  ".vscode-remote",
  ".vscodium-server",
  ".cursor-server",
  ".windsurf-server",
];

/**
 * The user directories of VS Code and its forks: `<editor>/User`. In one, `workspaceStorage/<workspace>/` has what belongs
 * to a workspace, `globalStorage/<extension>/` what an extension keeps for all of them, and `globalStorage/state.vscdb` the
 * editor's own state.
 */
export const userDirectories: ComputedRoots = {
  find(env) {
    let roots = known.get(env);
    if (roots === undefined) known.set(env, (roots = findUserDirectories(env)));
    return roots;
  },
  text: "`User` in the directory of VS Code (its builds, VSCodium, Cursor, Windsurf and other forks): `~/Library/Application Support/*`, `%APPDATA%\\*`, `$XDG_CONFIG_HOME/*`, else `~/.config/*`; `$VSCODE_PORTABLE/user-data/User`; `~/.vscode-server/data/User` and the like",
};

/** Several agents ask for them in each run. */
const known = new WeakMap<Environment, readonly Root[]>();

function findUserDirectories(env: Environment): readonly Root[] {
  const configuration = configurationDirectory(env);
  return [
    ...portable(env),
    ...EDITORS.map((editor) => join(configuration, editor, "User")),
    ...SERVERS.map((server) => join(env.home, server, "data", "User")),
  ].map((path) => ({ path, named: false }));
}

/** The user directory of one editor. */
export function userDirectory(editor: string): (env: Environment) => readonly Root[] {
  return (env) => [{ path: join(configurationDirectory(env), editor, "User"), named: false }];
}

/** What a portable installation sets for the programs that it starts. */
function portable(env: Environment): readonly string[] {
  const directory = valueOf(env, "VSCODE_PORTABLE");
  return directory === undefined ? [] : [join(directory, "user-data", "User")];
}

function configurationDirectory(env: Environment): string {
  const { home, platform } = env;
  if (platform === "darwin") return join(home, "Library", "Application Support");
  if (platform === "win32") return valueOf(env, "APPDATA") ?? join(home, "AppData", "Roaming");
  return valueOf(env, "XDG_CONFIG_HOME") ?? join(home, ".config");
}
