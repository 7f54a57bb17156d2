import { join } from "node:path";
import type { Environment, Root } from "../../logs/finding/roots.ts";
import type { Discovery } from "../../logs/source.ts";
import { walkLogs } from "../../logs/files/walk.ts";
import { extensionRoots, TASK_WALK } from "../../log-formats/task-folders/discover.ts";

/** The extension in VS Code and its forks, and its nightly builds. */
export const EXTENSIONS = ["rooveterinaryinc.roo-cline", "rooveterinaryinc.roo-code-nightly"];

const inEditors = extensionRoots(EXTENSIONS);

/** What the extension keeps in an editor, and in the CLI, which runs it in an editor that is none. */
export function findRooRoots(env: Environment): readonly Root[] {
  return [...inEditors(env), { path: join(env.home, ".vscode-mock", "global-storage"), named: false }];
}

/** The tasks: `tasks/<task>/ui_messages.json`. */
export function discoverRooLogs(roots: readonly Root[]): Discovery {
  return walkLogs(roots, TASK_WALK);
}
