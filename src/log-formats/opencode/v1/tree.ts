import { dirname, join } from "node:path";
import { listQuietly } from "../../../logs/documents/list.ts";
import type { Log } from "../../../logs/source.ts";

/** The files and directories of a session in the tree whose changes may bring events. */
export function besideSession(log: Log, isAtRest: boolean): readonly string[] {
  const messages = messageDirectory(log);
  // Of a session at rest nothing but a new message can tell more, and that is a new name in this directory.
  if (isAtRest) return [messages];
  const files = listQuietly(messages).filter(isJson);
  return [
    log.path,
    messages,
    ...files.flatMap((path) => [path, partDirectory(path), ...listQuietly(partDirectory(path))]),
  ];
}

/** `storage/session/<project>/<session>.json` -> `storage/message/<session>`. */
export function messageDirectory({ path }: Log): string {
  return join(dirname(dirname(dirname(path))), "message", nameOf(path));
}

/** `storage/message/<session>/<message>.json` -> `storage/part/<message>`. */
export function partDirectory(message: string): string {
  return join(dirname(dirname(dirname(message))), "part", nameOf(message));
}

/** Names are the ids: OpenCode's own way into its database took them from there. */
export function nameOf(path: string): string {
  const name = path.slice(dirname(path).length + 1);
  return name.endsWith(".json") ? name.slice(0, -".json".length) : name;
}

export function isJson(path: string): boolean {
  return path.endsWith(".json");
}
