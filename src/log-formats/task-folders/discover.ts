import { dirname, join } from "node:path";
import { userDirectories } from "../vscode/user-directories.ts";
import type { WalkRules } from "../../logs/files/walk.ts";
import type { Environment, Root } from "../../logs/finding/roots.ts";
import type { Log } from "../../logs/source.ts";

/** What an extension keeps for all workspaces, in every editor that is VS Code. */
export function extensionRoots(extensions: readonly string[]): (env: Environment) => readonly Root[] {
  return (env) =>
    userDirectories
      .find(env)
      .flatMap(({ path }) =>
        extensions.map((extension) => ({ path: join(path, "globalStorage", extension), named: false })),
      );
}

/** The same for people, in Markdown. */
export function textOfExtensionRoots(extensions: readonly string[]): string {
  return `${extensions.map((id) => `\`globalStorage/${id}\``).join(" and ")} in ${userDirectories.text}`;
}

/** What a history has of a task, for each task in its directory: Roo Code, since 2026. */
const ITEM = "history_item.json";
/** What was sent to the model, and its answers. */
const SENT = "api_conversation_history.json";

/** Whether a file of a task tells of it beside its messages. */
export function isBesideTask(name: string): boolean {
  return name === ITEM || name === SENT;
}

/** The tasks of an extension: `tasks/<task>/ui_messages.json`. */
export const TASK_WALK: WalkRules = {
  logsDir: "tasks",
  isLog: (name, { length }) => length === 2 && name === "ui_messages.json",
  isBeside: (name, { length }) => length === 2 && isBesideTask(name),
  enters: ({ length }) => length === 1,
  followsLinks: () => false,
};

/** What the history has of the task that a log is of. */
export function itemPath(log: Log): string {
  return join(dirname(log.path), ITEM);
}

/** What was sent to the model in the task that a log is of. */
export function sentPath(log: Log): string {
  return join(dirname(log.path), SENT);
}

/** The files that a task's events are made of, and may wait for. */
export function besideTask(log: Log): readonly string[] {
  return [log.path, itemPath(log), sentPath(log)];
}
